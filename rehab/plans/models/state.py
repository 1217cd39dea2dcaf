"""What a list of many plans needs to know of each, kept beside it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .plan import Plan


class PlanState(models.Model):
    """Where a runner's present plan stands, for a list of many: written with every entry, holding nothing of its own.

    What only time brings is a moment (`_at`, `_until`): the midnight, on the runner's clock, from which it holds if
    nothing more is logged. Days (`_on`, `_from`) are the runner's.
    """

    class Closed(models.IntegerChoices):
        """What is closed until a clinician has looked, the gravest first."""

        EMERGENCY = 1, "Emergency"
        URGENT = 2, "A clinician within two days"
        WAITS = 3, "A clinician first"

    runner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="plan_state")
    plan = models.OneToOneField(Plan, models.CASCADE, related_name="state")
    phase = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField()
    closed = models.PositiveSmallIntegerField(choices=Closed.choices, null=True)
    cause = models.CharField(max_length=8, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_anew_at = models.DateTimeField(null=True)  # when a flag or a lock last came or went
    pain = models.PositiveSmallIntegerField(null=True)
    pain_before = models.PositiveSmallIntegerField(null=True)  # where a rise began; none: it is high
    pain_from = models.DateField(null=True)
    pain_on = models.DateField(null=True)
    pain_at = models.DateTimeField(null=True)
    pain_until = models.DateTimeField(null=True)
    logged_on = models.DateField(null=True)
    silent_at = models.DateTimeField(null=True)
    missed = models.PositiveSmallIntegerField(null=True)
    planned = models.PositiveSmallIntegerField(null=True)
    missed_at = models.DateTimeField(null=True)
    ready = models.JSONField(default=list)  # subject, before, after of each
    is_proposed = models.BooleanField(default=False)
    ready_on = models.DateField(null=True)
    ready_at = models.DateTimeField(null=True)
    ready_until = models.DateTimeField(null=True)
    changed_on = models.DateField()
    stale_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed=None, closed_at=None) | Q(closed__isnull=False, closed_at__isnull=False),
                name="plan_state_closed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"State of {self.plan_id}"
