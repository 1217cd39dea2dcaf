"""A plan as a snapshot: its dose never moves because a library or a protocol was edited."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

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
