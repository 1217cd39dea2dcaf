"""What was written down about a plan, and what was decided from it. Rows are only added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from rehab.engine.progress.plain import ENTRY_KINDS

from .plan import Plan


class LogEntry(models.Model):
    """What was written down about a plan, in its order. Rows are only added: an edit is a row of the same `entry_id`.

    The plan's course is what the engine makes of these rows, one after the other. `day` counts from the plan's first.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="log")
    number = models.PositiveIntegerField()
    entry_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in ENTRY_KINDS])
    day = models.PositiveIntegerField()
    body = models.JSONField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    corrects = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="corrections")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="log_number_once_per_plan"),
            models.CheckConstraint(condition=Q(kind__in=list(ENTRY_KINDS)), name="log_kind_is_known"),
        ]
        indexes = [models.Index(fields=["plan", "day"], name="log_by_plan_and_day")]

    def __str__(self) -> str:
        return f"{self.kind}, day {self.day}"


class Receipt(models.Model):
    """That a form with this key was written down: sent again, by a phone that never saw the answer, it counts once.

    It says which row stood for it, not what was written, and may go once no phone can hold the form any more.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="receipts")
    key = models.UUIDField()
    made_at = models.DateTimeField()
    number = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="receipt_once_per_plan")]

    def __str__(self) -> str:
        return f"Receipt of {self.made_at:%Y-%m-%d}"


class PlanEvent(models.Model):
    """Something that happened to a plan, with its reasons. Written once, never changed.

    A decision of the engine (`step`) is one row: the rule, what it is about, before → after, what it read.
    """

    class Kind(models.TextChoices):
        """What happened."""

        STARTED = "started", "Started"
        LOCKED = "locked", "Locked"
        UNLOCKED = "unlocked", "Unlocked"
        CLOSED = "closed", "Closed"
        DECIDED = "decided", "Decided"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reasons = models.JSONField(default=list)
    entry = models.ForeignKey(LogEntry, models.PROTECT, null=True, blank=True, related_name="events")
    day = models.PositiveIntegerField(null=True, blank=True)
    step = models.CharField(max_length=12, blank=True)
    rule = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="decided") | Q(day__isnull=False) & ~Q(step="") & ~Q(rule=""),
                name="decided_event_names_its_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d}"
