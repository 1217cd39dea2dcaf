"""Templates: exercises and doses by phase, to be assigned to runners. Nothing in them is of a runner."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Clinic
from rehab.engine.catalog import Level
from rehab.library.models import Exercise


class Template(models.Model):
    """A therapist's template; with a clinic named, its members see it while its owner is one of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="templates")
    clinic = models.ForeignKey(Clinic, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return f"Template of {self.owner}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("clinic:template", args=[self.pk])


class TemplateVersion(models.Model):
    """A template as it was saved once. Never changed: editing makes the next, and what was assigned names its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.ForeignKey(Template, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
            models.CheckConstraint(condition=Q(number__gt=0) & ~Q(name=""), name="template_version_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


OWN = ("sets", "reps", "hold_s", "minutes", "metres")


class TemplateItem(models.Model):
    """An exercise of a phase: at a level of the library, or at a dose of the therapist's own.

    Reps are per set, holds in seconds, minutes per session, metres per set.
    """

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="items")
    phase = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    sets = models.PositiveSmallIntegerField(null=True, blank=True)
    reps = models.PositiveSmallIntegerField(null=True, blank=True)
    hold_s = models.PositiveSmallIntegerField("hold, seconds", null=True, blank=True)
    minutes = models.FloatField(null=True, blank=True)
    metres = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["phase", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "phase", "exercise"], name="template_item_once_per_phase"),
            models.UniqueConstraint(fields=["version", "phase", "position"], name="template_item_place_once"),
            models.CheckConstraint(condition=Q(phase__range=(1, 4)), name="template_item_phase_1_to_4"),
            models.CheckConstraint(
                condition=Q(level__isnull=False, level__gt=0, sets=None, reps=None)
                & Q(hold_s=None, minutes=None, metres=None)
                | Q(level=None) & (Q(sets__isnull=False, sets__gt=0) | Q(minutes__isnull=False, minutes__gt=0)),
                name="template_item_has_one_dose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} in phase {self.phase}"

    @property
    def own(self) -> Level | None:
        """The therapist's own dose; none where a level is named."""
        if self.level is not None:
            return None
        return Level(0, self.sets, self.reps, self.hold_s, self.minutes, self.metres)
