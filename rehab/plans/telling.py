"""Telling a runner's therapists that there is something to look at: that it is so, never what it is."""

from __future__ import annotations

from datetime import datetime

from accounts.access import therapists_of
from accounts.models import User
from rehab.outbox.models import Kind
from rehab.outbox.services import tell

from .models import Plan


def tell_of_warning(*, runner: User, tier: str, now: datetime) -> None:
    """A safety answer asks for a clinician: told once a day and tier, whichever way it came."""
    _tell_therapists(runner, Kind.ATTENTION, f"{runner.public_id}-{tier}-{now:%Y-%m-%d}", now)


def tell_of_proposals(*, plan: Plan, day: int, now: datetime) -> None:
    """A rule's change waits for a word: told once a day."""
    _tell_therapists(plan.runner, Kind.PROPOSALS, f"{plan.pk}-{day}", now)


def _tell_therapists(runner: User, kind: Kind, period: str, now: datetime) -> None:
    for therapist in therapists_of(runner):
        tell(recipient=therapist, kind=kind, period=period, now=now, about=runner)
