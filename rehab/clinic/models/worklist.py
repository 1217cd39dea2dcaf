"""What a therapist put aside of the work list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import CareLink


class Why(models.IntegerChoices):
    """Why a runner is on the work list; the gravest is first."""

    EMERGENCY = 1, "Emergency answer"
    URGENT = 2, "Clinician within two days"
    PAIN = 3, "Pain"
    CLEARANCE = 4, "Clearance waiting"
    SILENT = 5, "No log"
    MISSED = 6, "Sessions missing"
    READY = 7, "Ready"
    STALE = 8, "No change"


RED_FLAGS = (Why.EMERGENCY, Why.URGENT)


class Aside(models.Model):
    """A runner put aside by a therapist: until a day, or until something new happens. A red flag never is.

    `why` and `about` say what it was about: the reason, and the moment of its newest cause.
    """

    class Reason(models.TextChoices):
        """Why it can wait."""

        CONTACTED = "contacted", "I have been in touch"
        WAITING = "waiting", "I wait for an answer or an appointment"
        KNOWN = "known", "Known and expected"
        OTHER = "other", "Something else"

    link = models.OneToOneField(CareLink, models.CASCADE, primary_key=True, related_name="aside")
    why = models.PositiveSmallIntegerField(choices=Why.choices)
    about = models.DateTimeField()
    until = models.DateTimeField(null=True)  # none: handled
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    text = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why__in=RED_FLAGS), name="aside_is_no_red_flag"),
            models.CheckConstraint(condition=Q(until=None) | ~Q(reason=""), name="aside_snooze_has_a_reason"),
        ]

    def __str__(self) -> str:
        return "Handled" if self.until is None else f"Snoozed until {self.until:%Y-%m-%d}"
