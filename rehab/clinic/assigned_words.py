"""What notices and audit entries of assigning and handing over say."""

from __future__ import annotations

from django.urls import reverse

from accounts import seen
from accounts.models import User
from rehab.outbox.kinds import Said, register
from rehab.outbox.models import Kind, Notice

SEEN = {
    ("assign_plan", "log_entry"): "Assigned a plan",
    ("assign_plan", "assignment"): "Assigned a plan",
    ("withdraw_assignment", "assignment"): "Took back a plan that waited",
    ("propose_handover", "handover"): "Asked you whether a colleague may look after you",
    ("withdraw_handover", "handover"): "Took that question back",
}


def assigned_words(notice: Notice) -> Said | None:
    """The therapist is led to what became of what had waited; the runner reads it as every change of a therapist's."""
    if notice.about is None:
        return None
    address = reverse("clinic:assign", args=[notice.about.public_id])
    return Said(f"{notice.about} has finished the intake. See what became of what you had assigned.", address)


def handover_words(notice: Notice) -> Said | None:
    """The runner is led to the question, the new therapist to the runner, the one who asked to their list."""
    if notice.recipient.role == User.Role.RUNNER:
        return Said("Your therapist asks whether a colleague may look after you.", reverse("care"))
    if notice.about is not None:
        return Said(
            f"{notice.about} agreed that you look after them from now on.",
            reverse("clinic:runner", args=[notice.about.public_id]),
        )
    return Said("A runner has answered whether a colleague may look after them.", reverse("invitations"))


def register_words() -> None:
    """Say how the notices read, and the page of who has seen what."""
    register(Kind.PLAN_ASSIGNED, assigned_words)
    register(Kind.HANDOVER, handover_words)
    seen.WORDS.update(SEEN)
