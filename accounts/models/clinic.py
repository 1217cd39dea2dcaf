"""Clinics: therapists who share templates and hand runners over to each other. A clinic sees no runner."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from .care import CareLink
from .people import User

LASTS = timedelta(days=7)


class Clinic(models.Model):
    """A group of therapists."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="clinic_has_a_name")]

    def __str__(self) -> str:
        return self.name


class ClinicMember(models.Model):
    """A therapist in a clinic; a lead says who else may be. Nobody is in two."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="members")
    therapist = models.OneToOneField(User, models.CASCADE, related_name="clinic_member")
    is_lead = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["joined_at", "pk"]

    def __str__(self) -> str:
        return str(self.therapist)


class ClinicInvitation(models.Model):
    """An address a lead has named. Who proves to own it, with a checked licence, finds it on their clinic page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="invitations")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    email = models.EmailField("e-mail address")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "email"], name="clinic_invitation_once_per_address"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="clinic_invitation_address_in_lower_case"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="clinic_invitation_expires_later"),
        ]

    def __str__(self) -> str:
        return f"to {self.clinic}"


class Handover(models.Model):
    """A therapist's question to a runner: may a colleague take over? Until the runner says yes it opens nothing."""

    class State(models.TextChoices):
        """How it ended; an open one that is too old counts as expired without being written."""

        OPEN = "open", "Waiting for the runner"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(CareLink, models.CASCADE, related_name="handovers")  # whose, and who asks
    to = models.ForeignKey(User, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["link"], condition=Q(state="open"), name="handover_one_open_per_link"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="handover_expires_later"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="handover_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "declined", "withdrawn"]), name="handover_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link} to {self.to}"

    def waits(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.state == self.State.OPEN and self.expires_at > now
