"""Notices: what somebody is told, once per channel. A row says that there is something, never what."""

from __future__ import annotations

import uuid

from django.db import models

from accounts.models import User


class Kind(models.TextChoices):
    """What a notice is about."""

    PLAN_CHANGED = "plan_changed", "A therapist changed the plan"
    PLAN_ASSIGNED = "plan_assigned", "A therapist assigned a plan"
    MESSAGE = "message", "A message waits"
    PROPOSALS = "proposals", "A change waits for approval"
    ATTENTION = "attention", "A runner needs to be looked at"
    DIGEST = "digest", "The week's digest"
    CLEARANCE = "clearance", "A clearance was recorded"
    HANDOVER = "handover", "A therapist asks to hand over"
    ACCESS = "access", "Support staff looked at the data"


class Channel(models.TextChoices):
    """How a notice reaches its person."""

    PAGE = "page", "In the product"
    MAIL = "mail", "By mail"


class Notice(models.Model):
    """One thing somebody is told on one channel. `period` is what makes it one: a batch, a thread, a week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    period = models.CharField(max_length=120)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    # Whose data it leads to, where that is not the recipient's own: it is shown only while they may look.
    about = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "period", "channel"], name="notice_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="notice_kind_is_known"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="notice_channel_is_known"),
            models.CheckConstraint(condition=~models.Q(period=""), name="notice_names_its_period"),
            models.CheckConstraint(
                condition=models.Q(seen_at=None) | models.Q(channel=Channel.PAGE), name="notice_seen_in_the_product"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-made_at"],
                condition=models.Q(channel=Channel.PAGE, seen_at=None),
                name="notice_unseen",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_channel_display().lower()}"
