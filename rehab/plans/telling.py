"""Telling a runner's therapists that there is something to look at: that it is so, never what it is."""

from __future__ import annotations

from datetime import datetime

from django.utils.crypto import salted_hmac

from accounts.access import therapists_of
from accounts.models import User
from rehab.engine.catalog import TierId
from rehab.outbox.models import Kind
from rehab.outbox.services import tell

from .models import Plan


def tell_of_warning(*, runner: User, tier: str, now: datetime) -> None:
    """A safety answer asks for a clinician: told once a day and tier, whichever way it came.

    Of an emergency support administrators hear as well: that there was one, not whose.
    """
    _tell_therapists(runner, Kind.ATTENTION, f"{runner.public_id}-{tier}-{now:%Y-%m-%d}", now)
    if tier == TierId.EMERGENCY.value:
        sealed = salted_hmac("plans.emergency", f"{runner.pk}-{now:%Y-%m-%d}").hexdigest()[:16]
        for administrator in User.objects.filter(role=User.Role.SUPPORT_ADMIN, is_active=True):
            tell(recipient=administrator, kind=Kind.EMERGENCY, period=sealed, now=now)


def tell_of_proposals(*, plan: Plan, day: int, now: datetime) -> None:
    """A rule's change waits for a word: told once a day."""
    _tell_therapists(plan.runner, Kind.PROPOSALS, f"{plan.pk}-{day}", now)


def _tell_therapists(runner: User, kind: Kind, period: str, now: datetime) -> None:
    for therapist in therapists_of(runner):
        tell(recipient=therapist, kind=kind, period=period, now=now, about=runner)
