"""Rows that shape a plan: templates, weeks, stages, what a race needs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .evidence import Evidenced
from .exercise import CATEGORIES, Exercise
from .protocol import Protocol


class TemplateItem(models.Model):
    """A place in the priority list of a category's phase."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="template_items")
    category = models.CharField(max_length=3, choices=CATEGORIES)
    phase = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    exercise = models.ForeignKey(Exercise, models.PROTECT)

    class Meta:
        ordering = ["category", "phase", "position"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "category", "phase", "position"], name="template_place_once"),
            models.CheckConstraint(condition=Q(phase__range=(1, 4)), name="template_phase_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.phase}.{self.position}"


class CardioItem(models.Model):
    """A place in a phase's list of aerobic work."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="cardio_items")
    phase = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    exercise = models.ForeignKey(Exercise, models.PROTECT)

    class Meta:
        ordering = ["phase", "position"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "phase", "position"], name="cardio_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.phase}.{self.position}"


class SessionPlan(models.Model):
    """A week of a phase: sessions a week, minutes each, most exercises in one."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="session_plans")
    phase = models.PositiveSmallIntegerField()
    sessions_per_week = models.PositiveSmallIntegerField()
    minutes = models.CharField(max_length=10)
    exercises_max = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["phase"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "phase"], name="session_plan_once_per_phase"),
            models.CheckConstraint(condition=Q(exercises_max__gte=1), name="session_plan_has_exercises"),
        ]

    def __str__(self) -> str:
        return f"phase {self.phase}"


class MinutesBudget(models.Model):
    """How many exercises fit into a session of so many minutes."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="minutes_budgets")
    minutes = models.PositiveSmallIntegerField()
    exercises = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["minutes"]
        constraints = [models.UniqueConstraint(fields=["protocol", "minutes"], name="budget_once_per_minutes")]

    def __str__(self) -> str:
        return f"{self.minutes} min"


class SecondaryRegion(models.Model):
    """A second painful region adds its category's blocks, never its templates."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="secondary_regions")
    region = models.CharField(max_length=16)
    category = models.CharField(max_length=3, choices=CATEGORIES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["protocol", "region"], name="secondary_region_once")]

    def __str__(self) -> str:
        return self.region


class Exclusion(Evidenced):
    """A health condition or pregnancy state that bars exercises in every phase."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="exclusions")
    key = models.SlugField(max_length=40)
    advice = models.TextField(blank=True)
    exercises = models.ManyToManyField(Exercise, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["protocol", "key"], name="exclusion_once_per_protocol")]

    def __str__(self) -> str:
        return self.key


class PlanLength(models.Model):
    """Forecast weeks of a phase by how long the pain has lasted; `severe_acute` from average pain 7 up."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="plan_lengths")
    phase = models.PositiveSmallIntegerField()
    acute = models.PositiveSmallIntegerField()
    subacute = models.PositiveSmallIntegerField()
    chronic = models.PositiveSmallIntegerField()
    severe_acute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["phase"]
        constraints = [models.UniqueConstraint(fields=["protocol", "phase"], name="plan_length_once_per_phase")]

    def __str__(self) -> str:
        return f"phase {self.phase}"


class RunStage(Evidenced):
    """A stage of the run-walk programme."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="run_stages")
    stage = models.PositiveSmallIntegerField()
    run_min_total = models.PositiveSmallIntegerField()
    min_sessions = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["stage"]
        constraints = [models.UniqueConstraint(fields=["protocol", "stage"], name="run_stage_once_per_protocol")]

    def __str__(self) -> str:
        return f"stage {self.stage}"


class RunSegment(models.Model):
    """Minutes run, minutes walked, repeated."""

    stage = models.ForeignKey(RunStage, models.CASCADE, related_name="segments")
    position = models.PositiveSmallIntegerField()
    run_min = models.PositiveSmallIntegerField()
    walk_min = models.PositiveSmallIntegerField()
    reps = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["stage", "position"], name="run_segment_place_once")]

    def __str__(self) -> str:
        return f"{self.reps} × {self.run_min}/{self.walk_min} min"


class GoalNeed(Evidenced):
    """What a race needs: the longest run and the week before it, in km."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="goal_needs")
    goal_km = models.FloatField()
    long_run_km = models.FloatField()
    weekly_km = models.FloatField()

    class Meta:
        ordering = ["goal_km"]
        constraints = [models.UniqueConstraint(fields=["protocol", "goal_km"], name="goal_need_once_per_distance")]

    def __str__(self) -> str:
        return f"{self.goal_km:g} km"
