"""What the notices of the clinic say, and where they lead."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from rehab.outbox.kinds import Said, register
from rehab.outbox.models import Kind, Notice


def _place_of(runner: User) -> str:
    """Where a therapist looks at a runner."""
    return reverse("clinic:runner", args=[runner.public_id])


def _attention(notice: Notice) -> Said | None:
    runner = notice.about
    if runner is None:
        return None
    return Said(f"A safety answer of {runner} asks that a clinician looks first.", _place_of(runner))


def _proposals(notice: Notice) -> Said | None:
    runner = notice.about
    return None if runner is None else Said(f"A change to the plan of {runner} waits for your word.", _place_of(runner))


def _message(notice: Notice) -> Said:
    """That a message waits, and where it is read."""
    if notice.about is None:
        return Said("A message from your therapist.", reverse("clinic:messages"))
    return Said("A message from one of your runners.", reverse("clinic:messages_with", args=[notice.about.public_id]))


def register_words() -> None:
    """Say how the clinic's notices read."""
    register(Kind.ATTENTION, _attention)
    register(Kind.PROPOSALS, _proposals)
    register(Kind.MESSAGE, _message)
