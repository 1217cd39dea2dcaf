"""A flare: the runner's own word, the calm days it leads to, and the way back from staying well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from rehab.engine.progress.course import STAY_WELL, Cause
from rehab.engine.progress.log import FlareReport
from rehab.intake.returning import begin_again
from rehab.plans.following import course_of, day_of
from rehab.plans.models import Plan

from .questions import resolved, safety_rows
from .rechecking import entry_id, is_shut, recheck, record_screened

LOOKED_AT_DAYS = (3, 7, 14)


@dataclass(frozen=True, slots=True)
class CalmDays:
    """A flare that is on: since when, which day of it today is, when it is looked at next, whom it sends to see."""

    since: date
    number: int
    next_look: date
    sees_clinician: bool
    count_6wk: int


def calm_days(*, plan: Plan, today: date) -> CalmDays | None:
    """The flare the plan is in; None on usual days."""
    course = course_of(plan)
    if course.flare is None:
        return None
    since = plan.started_on + timedelta(days=course.flare.since)
    days = (today - since).days
    ahead = next((look for look in LOOKED_AT_DAYS if look > days), None)
    recent = [day for day in course.flares if day > day_of(plan, today) - 42]
    return CalmDays(
        since=since,
        number=days + 1,
        next_look=since + timedelta(days=ahead) if ahead else today + timedelta(days=1),
        sees_clinician=course.is_locked(Cause.CONTACT),
        count_6wk=len(recent),
    )


def report_flare(
    *, plan: Plan, given: Mapping[str, str], pain_now: int, sent_id: str, now: datetime, today: date
) -> bool:
    """Record the flare with its safety answers; whether these shut the plan."""
    answers = resolved(safety_rows(plan), given)
    entry = FlareReport(entry_id(sent_id), day_of(plan, today), answers, pain_now)
    after = record_screened(plan=plan, entry=entry, given={**given, "nprs_now": pain_now}, now=now)
    return is_shut(after)


def may_come_back(plan: Plan) -> bool:
    """Whether the plan is done: a way back leads from staying well alone."""
    return plan.phase == STAY_WELL


@transaction.atomic
def come_back(
    *, plan: Plan, given: Mapping[str, str], pain_now: int, sent_id: str, now: datetime, today: date, is_flare: bool
) -> bool:
    """The pain is back: calm days, or a new intake with what cannot mislead filled in. Whether the plan is shut."""
    if is_flare:
        return report_flare(plan=plan, given=given, pain_now=pain_now, sent_id=sent_id, now=now, today=today)
    shut = recheck(plan=plan, given=given, sent_id=sent_id, now=now, today=today)
    if not shut:
        begin_again(plan=plan, now=now)
    return shut
