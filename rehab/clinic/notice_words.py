"""What the notices of the clinic say, and where they lead."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from rehab.outbox.kinds import Said, register
from rehab.outbox.models import Kind, Notice
from rehab.plans.models import Plan


def _place_of(runner: User) -> str:
    """Where a therapist looks at a runner."""
    plan = Plan.objects.filter(runner=runner).order_by("-created_at").values_list("pk", flat=True).first()
    return reverse("invitations") if plan is None else reverse("plans:detail", args=[plan])


def _attention(notice: Notice) -> Said | None:
    runner = notice.about
    if runner is None:
        return None
    return Said(f"A safety answer of {runner} asks that a clinician looks first.", _place_of(runner))


def _proposals(notice: Notice) -> Said | None:
    runner = notice.about
    return None if runner is None else Said(f"A change to the plan of {runner} waits for your word.", _place_of(runner))


def register_words() -> None:
    """Say how the clinic's notices read."""
    register(Kind.ATTENTION, _attention)
    register(Kind.PROPOSALS, _proposals)
