"""What notices of assigned plans say, to the runner and to the therapist."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from rehab.outbox.kinds import Said
from rehab.outbox.models import Notice


def assigned_words(notice: Notice) -> Said | None:
    """A runner is led to the plan, where each change has its reason; a therapist to what became of the assignment."""
    if notice.recipient.role == User.Role.RUNNER:
        return Said("Your therapist gave you a plan. It says what changed, and why.", reverse("plans:current"))
    if notice.about is None:
        return None
    address = reverse("clinic:assign", args=[notice.about.public_id])
    return Said(f"{notice.about} has finished the intake. See what became of what you had assigned.", address)
