"""Safety answers of a runner with a plan: written down first, then screened; a new warning sign closes the plan."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rehab.engine.catalog import TierId
from rehab.engine.progress.course import Cause
from rehab.engine.progress.following import Followed
from rehab.engine.progress.locks import LOCKED, rescreen
from rehab.engine.progress.log import CheckIn, FlareReport, Recheck
from rehab.intake.referring import hold_open_intake, keep_recheck, refer_recheck
from rehab.plans.following import course_of, day_of, frame_of
from rehab.plans.models import Plan
from rehab.plans.recording import StaleEntryError, TakenEntryError, record_entry

from .questions import resolved, safety_rows

Screened = Recheck | FlareReport | CheckIn


def entry_id(sent: str) -> str:
    """The id a form was rendered with; a new one where it is none of ours."""
    try:
        return str(uuid.UUID(sent))
    except ValueError:
        return str(uuid.uuid4())


def is_emergency(plan: Plan, given: Mapping[str, str]) -> bool:
    """Whether these answers, all or some, are a new emergency: it does not wait for the others."""
    found = rescreen(resolved(safety_rows(plan), given), course_of(plan), frame_of(plan))
    return found.tier == TierId.EMERGENCY


def recheck(*, plan: Plan, given: Mapping[str, str], sent_id: str, now: datetime, today: date) -> bool:
    """Record the safety answers of today; whether the plan is shut by them."""
    entry = Recheck(entry_id(sent_id), day_of(plan, today), resolved(safety_rows(plan), given))
    return is_shut(record_screened(plan=plan, entry=entry, given=given, now=now))


def recheck_emergency(*, plan: Plan, given: Mapping[str, str], sent_id: str, now: datetime, today: date) -> bool:
    """Record what was answered so far if it is an emergency, whatever else is open; whether the plan is shut by it."""
    if not is_emergency(plan, given):
        return False
    return recheck(plan=plan, given=given, sent_id=sent_id, now=now, today=today)


def is_shut(after: Followed) -> bool:
    """Whether a safety answer keeps the plan closed."""
    return after.course.is_locked(Cause.SAFETY)


@transaction.atomic
def record_screened(
    *, plan: Plan, entry: Screened, given: Mapping[str, Any], now: datetime, note: str = ""
) -> Followed:
    """Record an entry with safety answers; what it found new is raised as flags, and a lock leads to the referral.

    `given` are the answers as the runner gave them, and what else of the intake is other today.
    """
    hold_open_intake(plan.runner)
    after = _recorded(plan, entry, now, note)
    placed = [made for made in after.decisions if made.step == "recheck" and made.after == LOCKED]
    if not placed:
        return after
    flags = sorted({name for made in placed for name, _ in made.inputs})
    if any(made.subject == "plan" for made in placed):
        held = next(lock for lock in after.course.locks if lock.cause is Cause.SAFETY)
        refer_recheck(plan=plan, given=given, flags=held.flags, tier=held.tier, now=now)
    else:
        keep_recheck(plan=plan, given=given, flags=flags, now=now)
    return after


def _recorded(plan: Plan, entry: Screened, now: datetime, note: str) -> Followed:
    try:
        return record_entry(plan=plan, entry=entry, actor=plan.runner, now=now, note=note)
    except (StaleEntryError, TakenEntryError):
        # A form of an earlier day sent again today, or an id that is another entry's: what it says is of today.
        fresh = replace(entry, id=str(uuid.uuid4()))
        return record_entry(plan=plan, entry=fresh, actor=plan.runner, now=now, note=note)
