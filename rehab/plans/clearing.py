"""A clearance in a plan's log: what it opens is decided by the engine, as every entry."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.course import STAY_WELL
from rehab.engine.progress.log import Clearance as ClearanceEntry
from rehab.engine.progress.log import Contact, Shut

from .following import NoStartError, day_of
from .models import Clearance, Lock, Plan
from .recording import record_entry
from .stored import forget_pages


@transaction.atomic
def clear_plan(*, plan: Plan, clearance: Clearance, flags: Iterable[str], now: datetime) -> None:
    """Write a clearance of these signs into a plan, and that a clinician has seen the runner; both count once."""
    day, by = _today(plan, now), clearance.recorded_by
    seen = (clearance.seen_on - plan.started_on).days
    entry = ClearanceEntry(
        str(clearance.pk),
        day,
        frozenset(flags),
        clearance.profession,
        seen,
        clearance.up_to,
        clearance.may_run,
        (clearance.runs_from - plan.started_on).days if clearance.runs_from else None,
    )
    try:
        record_entry(plan=plan, entry=entry, actor=by, now=now)
        if seen >= 0:  # a visit before the plan has not looked at what it waits for
            record_entry(plan=plan, entry=Contact(f"v-{clearance.pk}", day, entry.by, seen), actor=by, now=now)
    except NoStartError:  # it has no log to follow: nothing of it but its locks can open
        plan.locks.filter(lifted_at=None, cause__in=_opened(clearance)).update(lifted_at=now)
    forget_pages(plan)


@transaction.atomic
def close_again(*, plan: Plan, clearance: Clearance, by: User, now: datetime) -> None:
    """Close a plan by the warning signs whose clearance was withdrawn."""
    entry = Shut(str(uuid.uuid4()), _today(plan, now), clearance.tier, tuple(clearance.flags), withdrawn=True)
    try:
        record_entry(plan=plan, entry=entry, actor=by, now=now)
    except NoStartError:
        flags = {"tier": clearance.tier, "flags": clearance.flags, "placed_at": now}
        plan.locks.get_or_create(cause=Lock.Cause.SAFETY, lifted_at=None, defaults=flags)
    forget_pages(plan)


def _today(plan: Plan, now: datetime) -> int:
    return day_of(plan, runners_day(plan.runner, now))


def _opened(clearance: Clearance) -> Iterable[str]:
    causes = {*Lock.Cause.values}
    return causes if clearance.may_run else causes - {Lock.Cause.RUNNING}


def runners_day(runner: User, now: datetime) -> date:
    """The day it is for a runner."""
    return timezone.localdate(now, timezone=ZoneInfo(runner.time_zone))


def is_limiting(clearance: Clearance) -> bool:
    """Whether it leaves anything closed."""
    return clearance.up_to < STAY_WELL or not clearance.may_run or clearance.runs_from is not None
