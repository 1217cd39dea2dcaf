"""What a therapist writes down about a runner: for themselves, or for the runner as well."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models

from accounts.models import User


class Note(models.Model):
    """A note about a runner. A private one is its author's alone while the consent lasts; a shared one stays."""

    LONGEST = 4000
    EDITED_WITHIN = timedelta(hours=24)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    runner = models.ForeignKey(User, models.CASCADE, related_name="notes_about")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=80)  # kept when the author is gone
    body = models.TextField(max_length=LONGEST)
    is_shared = models.BooleanField("the runner reads it as well")
    key = models.UUIDField()  # of the form it came from: the same one twice is one note
    made_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["runner", "author", "key"], name="note_once_per_form"),
            models.CheckConstraint(condition=~models.Q(body=""), name="note_says_something"),
        ]
        indexes = [models.Index(fields=["runner", "author", "-made_at"], name="note_by_runner_and_author")]

    def __str__(self) -> str:
        return f"Note of {self.made_at:%Y-%m-%d}"

    def may_be_edited(self, now: datetime) -> bool:
        """Whether its author may still change it: within a day."""
        return now < self.made_at + self.EDITED_WITHIN
