"""Who cares for whom: a runner's consent to a therapist, and the invitations that lead to one."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from .people import User


class CareLink(models.Model):
    """A runner's consent that a therapist sees their plan; it ends without leaving the data open."""

    ASKED_AFTER = timedelta(days=365)
    LAPSES_AFTER = ASKED_AFTER + timedelta(days=30)

    runner = models.ForeignKey(User, models.CASCADE, related_name="care_links")
    therapist = models.ForeignKey(User, models.CASCADE, related_name="runner_links")
    granted_at = models.DateTimeField()
    confirmed_at = models.DateTimeField("last said again", null=True, blank=True)  # none: not since it was granted
    ended_at = models.DateTimeField(null=True, blank=True)
    shares_logs = models.BooleanField("sessions, runs, ratings and check-ins", default=True)
    shares_intake = models.BooleanField("intake answers and safety answers", default=True)
    since = models.DateField("from when on", null=True, blank=True)  # none: the past as well
    needs_approval = models.BooleanField("changes by rule wait for the therapist", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["runner", "therapist"],
                condition=models.Q(ended_at=None),
                name="care_link_one_open_per_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(runner=models.F("therapist")), name="care_link_joins_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} for {self.runner}"

    @property
    def stands_since(self) -> datetime:
        """When the runner last said that the therapist may look."""
        return self.confirmed_at or self.granted_at

    @property
    def asked_again_at(self) -> datetime:
        """From when on the runner is asked whether the consent still stands."""
        return self.stands_since + self.ASKED_AFTER

    @property
    def lapses_at(self) -> datetime:
        """When the consent ends by itself, unless the runner says it again."""
        return self.stands_since + self.LAPSES_AFTER


class Invitation(models.Model):
    """A mail that asks somebody to be a runner's therapist, or a therapist's runner; it opens nothing by itself."""

    class State(models.TextChoices):
        """How it ended; an open one that is too old counts as expired without being written."""

        OPEN = "open", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Expired"

    LASTS = timedelta(days=7)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    from_runner = models.BooleanField()
    email = models.EmailField("e-mail address")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    # From a runner, what they share on acceptance; from a therapist, what they ask for.
    shares_logs = models.BooleanField(default=False)
    shares_intake = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    link = models.ForeignKey(CareLink, models.SET_NULL, null=True, blank=True, related_name="invitations")

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "email"], condition=models.Q(state="open"), name="invitation_one_open_per_address"
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="invitation_address_in_lower_case"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="invitation_expires_after_it_began"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
                name="invitation_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(link=None) | models.Q(state="accepted"), name="invitation_link_was_accepted"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "accepted", "declined", "withdrawn", "expired"]),
                name="invitation_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.by}, {self.state}"

    def get_absolute_url(self) -> str:
        """The page on which it is answered."""
        return reverse("invitation", args=[self.pk])

    @staticmethod
    def hash_of(token: str) -> str:
        """What is kept of a token: it is long and random, so a plain hash cannot be turned back."""
        return hashlib.sha256(token.encode()).hexdigest()

    def standing(self, now: datetime) -> str:
        """The state at a moment: what nobody answered in time has expired."""
        return (
            self.State.EXPIRED if self.state == self.State.OPEN and self.expires_at <= now else self.State(self.state)
        )
