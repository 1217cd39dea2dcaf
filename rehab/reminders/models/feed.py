"""A runner's private calendar: its secret, what was last given out, and every entry that ever was in it."""

from __future__ import annotations

import uuid

from django.db import models

from accounts.models import User


class Feed(models.Model):
    """One calendar of a runner. Of its token only the hash is kept; `key` says from what the body was made."""

    runner = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    key = models.CharField(max_length=160, blank=True)
    etag = models.CharField(max_length=64, blank=True)
    body = models.TextField(blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Calendar since {self.made_at:%Y-%m-%d}"


class FeedEntry(models.Model):
    """One entry under a UID that never changes: `slot` is its place in the plan, `sequence` grows when it moves."""

    class Kind(models.TextChoices):
        """What it is for."""

        SESSION = "session", "Session"
        OUTING = "outing", "Outing"
        CHECK_IN = "check_in", "Check-in"
        MOMENT = "moment", "A few minutes"

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    runner = models.ForeignKey(User, models.CASCADE, related_name="feed_entries")
    slot = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["on", "slot"]
        constraints = [
            models.UniqueConstraint(fields=["runner", "slot"], name="feed_slot_once"),
            models.CheckConstraint(condition=models.Q(minutes__range=(1, 600)), name="feed_minutes_1_to_600"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on}"
