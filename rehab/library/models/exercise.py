"""Exercises: what a runner is shown and how much of it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from rehab.engine.catalog import Category

from .evidence import Evidenced

CATEGORIES = [(category.value, category.value) for category in Category]
REGIONS = ("neck", "mid_back", "low_back", "pelvis_buttock")
EQUIPMENT = ("mat chair step resistance_band foam_roller dumbbell kettlebell bike pool treadmill gym").split()
PHASES = (1, 2, 3, 4)
DIRECTIONS = ("neutral", "flexion", "extension", "rotation", "side_flexion", "compression", "impact")


class Exercise(Evidenced):
    """An exercise of the library. Wording may improve live; a plan keeps the dose it was given."""

    class Kind(models.TextChoices):
        """What the exercise is for."""

        RELIEF = "relief", "Relief"
        MOBILITY = "mobility", "Mobility"
        STRETCH = "stretch", "Stretch"
        MOTOR_CONTROL = "motor_control", "Motor control"
        STABILISATION = "stabilisation", "Stabilisation"
        STRENGTH = "strength", "Strength"
        IMPACT_PREP = "impact_prep", "Impact preparation"
        CARDIO = "cardio", "Aerobic"
        GAIT = "gait", "Running form"

    class Load(models.TextChoices):
        """How much it asks of the spine."""

        LOW = "low", "Low"
        MODERATE = "mod", "Moderate"
        HIGH = "high", "High"

    class DoseUnit(models.TextChoices):
        """What a level counts."""

        REPS = "reps", "Repetitions"
        HOLD = "seconds_hold", "Seconds held"
        MINUTES = "minutes", "Minutes"
        METRES = "metres", "Metres"

    id = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=80)
    aliases = models.JSONField(default=list, blank=True)
    regions = models.JSONField(default=list)
    phases = models.JSONField(default=list)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    directions = models.JSONField(default=list)
    end_range = models.BooleanField(default=False)
    load = models.CharField(max_length=4, choices=Load.choices)
    equipment = models.JSONField(default=list, blank=True)
    indicated = models.JSONField(default=list, blank=True)
    substitute = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="stands_in_for")
    dose_unit = models.CharField(max_length=12, choices=DoseUnit.choices)
    per_side = models.BooleanField(default=False)
    times_per_day = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(8)])
    days_per_week = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)])
    rest_s = models.PositiveSmallIntegerField("rest, seconds")
    caution = models.TextField(blank=True)
    ladder = models.SlugField(max_length=40, blank=True)
    regression = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="harder")
    progression = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="easier")
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(days_per_week__range=(1, 7)), name="exercise_days_1_to_7"),
            models.CheckConstraint(condition=Q(times_per_day__range=(1, 8)), name="exercise_times_1_to_8"),
        ]

    def __str__(self) -> str:
        return self.name


class Level(models.Model):
    """One dose of an exercise: reps per set, holds in seconds, minutes per session, metres per set."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField()
    sets = models.PositiveSmallIntegerField(null=True, blank=True)
    reps = models.PositiveSmallIntegerField(null=True, blank=True)
    hold_s = models.PositiveSmallIntegerField("hold, seconds", null=True, blank=True)
    minutes = models.FloatField(null=True, blank=True)
    metres = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["exercise", "level"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "level"], name="level_once_per_exercise"),
            models.CheckConstraint(
                # A comparison with NULL is unknown, and a CHECK lets the unknown pass: each "is there" is said.
                condition=Q(minutes__isnull=False, minutes__gt=0, sets=None, reps=None, hold_s=None, metres=None)
                | Q(minutes=None, reps=None, hold_s=None)
                & Q(sets__isnull=False, metres__isnull=False, sets__gt=0, metres__gt=0)
                | Q(minutes=None, metres=None) & Q(sets__isnull=False, reps__isnull=False, sets__gt=0, reps__gt=0),
                name="level_is_one_kind_of_dose",
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.level}"


class Block(models.Model):
    """An exercise is not shown to a category up to and including a phase; 4 means never."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="blocks")
    category = models.CharField(max_length=3, choices=CATEGORIES)
    through_phase = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exercise", "category"], name="block_once_per_category"),
            models.CheckConstraint(condition=Q(through_phase__range=(1, 4)), name="block_phase_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.category} through phase {self.through_phase}"


class Hint(models.Model):
    """A cue for doing it well, or a common error."""

    class Kind(models.TextChoices):
        """Which of the two."""

        CUE = "cue", "Cue"
        ERROR = "error", "Common error"

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="hints")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "kind", "position"], name="hint_position_once"),
        ]

    def __str__(self) -> str:
        return self.text
