"""A plan as a snapshot: its dose never moves because a library or a protocol was edited."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from rehab.engine.progress.plain import ENTRY_KINDS
from rehab.library.models import Exercise, LibrarySnapshot, Protocol


class Plan(models.Model):
    """What the engine drafted from one intake, with the version it was drafted by. One is open per runner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    runner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="plans")
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="plans")
    baseline = models.JSONField()
    tier = models.CharField(max_length=24)
    category = models.CharField(max_length=3)
    is_mixed = models.BooleanField(default=False)
    start_phase = models.PositiveSmallIntegerField()
    phase = models.PositiveSmallIntegerField()
    run_allowance = models.CharField(max_length=16)
    entry_stage = models.PositiveSmallIntegerField()
    goal_verdict = models.CharField(max_length=12, blank=True)
    goal_need_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    goal_weeks = models.PositiveIntegerField(null=True, blank=True)
    goal_km = models.FloatField(null=True, blank=True)
    goal_realistic_km = models.FloatField(null=True, blank=True)
    barred = models.JSONField(default=list)
    advice = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    snapshot = models.ForeignKey(LibrarySnapshot, models.PROTECT, null=True, related_name="+")
    start = models.JSONField(null=True)
    course = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=0)  # grows with every entry that changed or decided something
    started_on = models.DateField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["runner"], condition=Q(closed_at=None), name="plan_one_open_per_runner"),
            models.CheckConstraint(
                condition=Q(start_phase__range=(1, 4), phase__range=(1, 5)), name="plan_phases_1_to_5"
            ),
            models.CheckConstraint(condition=Q(entry_stage__range=(1, 10)), name="plan_entry_stage_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"Plan of {self.started_on}"

    @property
    def is_open(self) -> bool:
        """Whether this is the runner's present plan."""
        return self.closed_at is None


class PlanPhase(models.Model):
    """A phase of a plan with its forecast length."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="phases")
    phase = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()
    sessions_per_week = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["phase"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "phase"], name="plan_phase_once"),
            models.CheckConstraint(condition=Q(phase__range=(1, 5)), name="plan_phase_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"Phase {self.phase}"


class Prescription(models.Model):
    """One exercise at one dose in one phase. Reps per set, holds and rests in seconds, minutes per session."""

    class Role(models.TextChoices):
        """What part of the week it is."""

        EXERCISE = "exercise", "In the session"
        WALK = "walk", "Walking"
        CARDIO = "cardio", "Aerobic"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="prescriptions")
    phase = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=8, choices=Role.choices)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+")
    replaces = models.ForeignKey(Exercise, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField()
    sets = models.PositiveSmallIntegerField(null=True, blank=True)
    reps = models.PositiveSmallIntegerField(null=True, blank=True)
    hold_s = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.FloatField(null=True, blank=True)
    metres = models.PositiveSmallIntegerField(null=True, blank=True)
    rest_s = models.PositiveSmallIntegerField()
    per_side = models.BooleanField()
    times_per_day = models.PositiveSmallIntegerField()
    days_per_week = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["phase", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "phase", "position"], name="prescription_place_once"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=False, minutes__gt=0) | Q(sets__isnull=False, sets__gt=0),
                name="prescription_has_a_dose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id}, level {self.level}"


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


class Lock(models.Model):
    """What keeps a plan, or its running, closed until somebody has looked."""

    class Cause(models.TextChoices):
        """Why it is closed, and with that, what opens it."""

        SAFETY = "safety", "A safety answer closes the whole plan"
        CONTACT = "contact", "Running waits for a clinician contact"
        RUNNING = "running", "A warning sign stops running"
        PROGRESS = "progress", "Nothing goes up before a clinician contact"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="locks")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    tier = models.CharField(max_length=24)
    flags = models.JSONField(default=list)
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "cause"], condition=Q(lifted_at=None), name="lock_one_open_per_cause"
            ),
        ]

    def __str__(self) -> str:
        return self.get_cause_display()


class ClinicianContact(models.Model):
    """A runner's own record that a clinician has seen them: who and when, nothing of what was said."""

    class Profession(models.TextChoices):
        """Who it was."""

        DOCTOR = "doctor", "Doctor"
        THERAPIST = "therapist", "Physical therapist"
        OTHER = "other", "Another clinician"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="contacts")
    profession = models.CharField(max_length=10, choices=Profession.choices)
    seen_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return f"{self.get_profession_display()}, {self.seen_on}"


class PlanPage(models.Model):
    """A plan's page, rendered once: `html` changes only with an event, `today` with every entry and day.

    The keys say from what each was made.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="page")
    key = models.CharField(max_length=80)
    html = models.TextField()
    today_key = models.CharField(max_length=80, blank=True)
    today = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class PlanOutlook(models.Model):
    """What the engine foresees of a plan as of an entry (`revision`, log `number`) and a day; worked out aside."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="outlook")
    revision = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    day = models.PositiveIntegerField()
    body = models.JSONField()

    def __str__(self) -> str:
        return f"Outlook of day {self.day}"
