"""Putting a runner of the work list aside: snoozed until a day, or handled until something new happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.auditing import note
from accounts.models import CareLink, User
from rehab.plans.adjusting import MovedOnError

from .models import Aside
from .models.worklist import RED_FLAGS
from .row_words import Fact
from .worklist import access_fact, mark_of

LONGEST_DAYS = 14


class NotAsideError(ValueError):
    """There is nothing to put aside, or a red flag, which stays until it is cleared."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which row a therapist looked at, and the reason it gave (`mark_of`): one that came since is not put aside."""

    therapist: User
    runner: UUID
    mark: str


@transaction.atomic
def snooze(*, shown: Shown, until: date, why: tuple[str, str], now: datetime) -> CareLink:
    """Put a runner aside until a day begins for them, with a reason of the list and own words."""
    link, fact = access_fact(shown.therapist, shown.runner, now)
    moment = datetime.combine(until, time.min, ZoneInfo(fact.zone))
    return _put(link, fact, shown, now, {"until": moment, "reason": why[0], "text": why[1]})


@transaction.atomic
def handle(*, shown: Shown, now: datetime) -> CareLink:
    """Take a runner off the list until something new happens."""
    link, fact = access_fact(shown.therapist, shown.runner, now)
    return _put(link, fact, shown, now, {"until": None, "reason": "", "text": ""})


def _put(link: CareLink, fact: Fact, shown: Shown, now: datetime, fields: dict[str, object]) -> CareLink:
    if fact.rank is None or fact.about is None or fact.rank in RED_FLAGS:
        raise NotAsideError(link.pk)
    if mark_of(fact) != shown.mark:
        raise MovedOnError(link.pk)
    Aside.objects.update_or_create(
        link=link, defaults={"why": fact.rank, "about": fact.about, "made_at": now, **fields}
    )
    action = "handle" if fields["until"] is None else "snooze"
    note(actor=shown.therapist, subject=link.runner, action=action, obj=link, now=now)
    return link


@transaction.atomic
def bring_back(*, therapist: User, runner: UUID, now: datetime) -> CareLink:
    """Put a runner back where the order wants them; one who is not aside stays where they are."""
    link, _ = access_fact(therapist, runner, now)
    removed, _ = Aside.objects.filter(link=link).delete()
    if removed:
        note(actor=therapist, subject=link.runner, action="bring_back", obj=link, now=now)
    return link
