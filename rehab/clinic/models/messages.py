"""Messages between a runner and a therapist."""

from __future__ import annotations

import uuid

from django.db import models

from accounts.models import User


class Thread(models.Model):
    """What a runner and a therapist wrote to each other. The runner keeps it, the therapist reads it under consent."""

    id = models.UUIDField(primary_key=True, editable=False)  # made from both people, so known before the first message
    runner = models.ForeignKey(User, models.CASCADE, related_name="threads")
    therapist = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    therapist_name = models.CharField(max_length=80)  # kept when the therapist is gone
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["-begun_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["runner", "therapist"], name="thread_once_per_pair")]

    def __str__(self) -> str:
        return f"Thread begun {self.begun_at:%Y-%m-%d}"

    @staticmethod
    def id_of(runner: User, therapist: User) -> uuid.UUID:
        """The id of the thread of two people, whether or not anything was written."""
        return uuid.uuid5(runner.public_id, str(therapist.public_id))


class Message(models.Model):
    """One message; it is not changed any more, save for the mark that it was read."""

    LONGEST = 4000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    from_runner = models.BooleanField()
    body = models.TextField(max_length=LONGEST)
    key = models.UUIDField()  # of the form it came from: the same one twice is one message
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "from_runner", "key"], name="message_once_per_form"),
            models.CheckConstraint(condition=~models.Q(body=""), name="message_says_something"),
        ]
        indexes = [models.Index(fields=["thread", "-sent_at"], name="message_by_thread")]

    def __str__(self) -> str:
        return f"Message of {self.sent_at:%Y-%m-%d}"
