"""What a runner told us, when, and what came of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from rehab.library.models import Protocol
from rehab.plans.models import Plan


class Intake(models.Model):
    """One intake: a draft while it is open, then the answers behind a plan or a referral. One is open per runner."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Open"
        PLANNED = "planned", "Led to a plan"
        REFERRED = "referred", "Led to a referral"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    runner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="intakes")
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="intakes")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="intakes")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answers = models.JSONField(default=dict)
    done = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)  # grows with every screen that is sent: an older draft comes too late
    tier = models.CharField(max_length=24, blank=True)
    outcome = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["runner"], condition=Q(state="open"), name="intake_one_open_per_runner"),
            models.CheckConstraint(
                condition=Q(state="open", finished_at=None) | ~Q(state="open") & Q(finished_at__isnull=False),
                name="intake_finished_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["finished_at"], condition=Q(state="referred"), name="intake_referred")]

    def __str__(self) -> str:
        return f"Intake of {self.started_at:%Y-%m-%d}"


class SafetyAnswer(models.Model):
    """A safety answer as it was given; written before anything is made of it, never changed."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="safety_answers")
    question = models.SlugField(max_length=40)
    answer = models.CharField(max_length=8)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at", "pk"]

    def __str__(self) -> str:
        return self.question


class Correction(models.Model):
    """A runner's own words on why an answer was wrong. It is kept for good."""

    runner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="corrections")
    explanation = models.TextField(max_length=500)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Correction of {self.made_at:%Y-%m-%d}"


class RaisedFlag(models.Model):
    """A red flag that fired. Answering again does not clear it within 72 hours; an emergency never by time alone."""

    runner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="raised_flags")
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="raised_flags")
    flag = models.CharField(max_length=40)
    tier = models.CharField(max_length=24)
    raised_at = models.DateTimeField()
    correction = models.ForeignKey(Correction, models.SET_NULL, null=True, blank=True, related_name="flags")
    # When it fired again after a clearance: a newer row counts from then, and this one is history.
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            # A flag that was corrected or cleared and fires again is a new one.
            models.UniqueConstraint(
                fields=["intake", "flag"],
                condition=Q(correction=None, superseded_at=None),
                name="flag_once_per_intake",
            ),
        ]

    def __str__(self) -> str:
        return self.flag
