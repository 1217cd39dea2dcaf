"""Booking mails: on days 3, 7 and 14 while a clinician has to look first, on days 7 and 14 where one should alongside.

Which days belong to which tier is the rule base's (red_flags, `notify`). Nothing is sent of the graver tiers: their
pages say to call today, and a mail days later would sound as if that could wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.models import User
from rehab.engine.catalog import TierId
from rehab.intake.clearing import clearance_for
from rehab.intake.models import Intake
from rehab.intake.selectors import last_finished
from rehab.outbox.models import Delivery, Kind, Notice, Skip
from rehab.outbox.services import tell
from rehab.plans.models import Clearance, Lock

from .local_time import instant, zone_of
from .models.schedule import EARLIEST, Schedule

FIRST_DAYS, ALONGSIDE_DAYS = (3, 7, 14), (7, 14)
LASTS = timedelta(hours=18)
FARTHEST = timedelta(days=16)
REFERRAL, LOCK = "referral", "lock"


@dataclass(frozen=True, slots=True)
class Asked:
    """That a runner was asked to see a clinician: by what, when, and on which days it is said again."""

    runner: User
    what: str
    since: datetime
    days: tuple[int, ...]


def write_bookings(now: datetime) -> int:
    """Write the booking mails whose day and hour have come on their runner's clock; how many are new."""
    due = {period: asked.runner for asked in _asked(now) if (period := _period(asked, now))}
    # By recipient as well, as the index has it: this is asked every minute.
    known = Notice.objects.filter(recipient__in=set(due.values()), kind=Kind.BOOKING, period__in=due)
    told = set(known.values_list("period", flat=True))
    new = {period: runner for period, runner in due.items() if period not in told}
    for period, runner in new.items():
        tell(recipient=runner, kind=Kind.BOOKING, period=period, now=now)
    return len(new)


def _asked(now: datetime) -> Iterator[Asked]:
    """What is still open: a notice of anything else would say nothing, and count as new all the same."""
    since, runner = now - FARTHEST, OuterRef("runner")
    referred = Intake.objects.filter(state=Intake.State.REFERRED, finished_at__gt=since, tier=TierId.BEFORE_START.value)
    finished = Intake.objects.filter(runner=runner).exclude(state=Intake.State.OPEN)
    later = finished.filter(finished_at__gt=OuterRef("finished_at"))
    written = Clearance.objects.filter(runner=runner, recorded_at__gte=OuterRef("finished_at"))
    # Where one was withdrawn, which of them counts is asked right before the mail is sent.
    is_open = ~Exists(written) | Exists(written.filter(withdrawn_at__isnull=False))
    for intake in referred.filter(is_open, ~Exists(later)).select_related("runner__schedule"):
        assert intake.finished_at is not None
        yield Asked(intake.runner, f"{REFERRAL}-{intake.pk}", intake.finished_at, FIRST_DAYS)
    locks = Lock.objects.filter(lifted_at=None, placed_at__gt=since, cause=Lock.Cause.CONTACT, plan__closed_at=None)
    graver = Lock.objects.filter(plan=OuterRef("plan"), cause=Lock.Cause.SAFETY, lifted_at=None)
    for lock in locks.filter(~Exists(graver)).select_related("plan__runner__schedule"):
        yield Asked(lock.plan.runner, f"{LOCK}-{lock.pk}", lock.placed_at, ALONGSIDE_DAYS)


def _period(asked: Asked, now: datetime) -> str:
    """Of the last day that has come, also when nothing ran on it: late is of use, never would be without a word."""
    zone = zone_of(asked.runner.time_zone)
    schedule: Schedule | None = getattr(asked.runner, "schedule", None)
    at, first = schedule.at if schedule else EARLIEST, asked.since.astimezone(zone).date()
    come = [day for day in asked.days if instant(first + timedelta(days=day), at, zone) <= now]
    return f"{asked.what}-{come[-1]}" if come else ""


def booking_unwanted(delivery: Delivery, now: datetime) -> Skip | None:
    """Nothing to book any more: somebody has looked, or something else holds by now."""
    return None if is_still_open(delivery.recipient, delivery.period) else Skip.STALE


def is_still_open(runner: User, period: str) -> bool:
    """Whether what a booking mail is about still asks for a clinician."""
    what, _, rest = period.partition("-")
    key = rest.rpartition("-")[0]
    return _referral_is_open(runner, key) if what == REFERRAL else _lock_is_open(runner, key)


def _referral_is_open(runner: User, key: str) -> bool:
    last = last_finished(runner)
    if last is None or str(last.pk) != key or last.state != Intake.State.REFERRED:
        return False
    last.runner = runner
    return clearance_for(last) is None


def _lock_is_open(runner: User, key: str) -> bool:
    """Not while a graver answer keeps the plan closed, either: its page asks for more than a visit."""
    if not key.isdecimal():
        return False
    held = Lock.objects.filter(lifted_at=None, plan__runner=runner, plan__closed_at=None)
    return held.filter(pk=key).exists() and not held.filter(cause=Lock.Cause.SAFETY).exists()
