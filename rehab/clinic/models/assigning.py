"""What was assigned to whom: a version of a template, waiting for a plan or made part of one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import CareLink, Invitation, User

from .templates import TemplateVersion


class Assignment(models.Model):
    """A version assigned under one consent, or under an invitation that may become one; it dies with it."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waits for the runner’s own intake"
        APPLIED = "applied", "Part of the plan"
        UNFIT = "unfit", "Nothing of it could be used"
        WITHDRAWN = "withdrawn", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    therapist = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    link = models.ForeignKey(CareLink, models.CASCADE, null=True, blank=True, related_name="assignments")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="assignments")
    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="assignments")
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    left_out = models.JSONField(default=list)  # exercises that were not taken over, each with what spoke against it
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False, invitation=None) | Q(link=None, invitation__isnull=False),
                name="assignment_under_one_consent",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="assignment_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "applied", "unfit", "withdrawn"]), name="assignment_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["link"], condition=Q(state="waiting"), name="assignment_one_waits_per_link"
            ),
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(state="waiting"), name="assignment_one_waits_per_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.get_state_display().lower()}"

    @property
    def runner(self) -> User | None:
        """Whose plan it is for; none until the invitation is accepted."""
        link = self.link or (self.invitation.link if self.invitation else None)
        return link.runner if link else None
