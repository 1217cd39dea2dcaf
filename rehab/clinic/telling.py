"""What the notices of this app say: that something waits, never what."""

from __future__ import annotations

from django.urls import reverse

from rehab.outbox.kinds import Said
from rehab.outbox.models import Notice


def says_message(notice: Notice) -> Said:
    """A message waits, and where it is read."""
    if notice.about is not None:
        return Said(
            "A message from one of your runners", reverse("clinic:messages_with", args=[notice.about.public_id])
        )
    return Said("A message from your therapist", reverse("clinic:messages"))
