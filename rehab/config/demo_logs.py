"""Logs of the demo runners, written the way a runner's are. Of Robin's two weeks one planned day is left unknown."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from rehab.checkins.planned import exercises_on, is_session_day
from rehab.checkins.standing import Standing, standing_of
from rehab.engine.progress.log import CheckIn, Entry, Mark, Rating, Run, Session
from rehab.plans.models import Plan
from rehab.plans.recording import record_entry

DEMO_DAYS = 16
MORNINGS = (2, 2, 3, 2, 2, 1, 2, 2, 3, 2, 1, 1, 2, 1, 1, 1)
NOT_RATED = {5, 11}
UNKNOWN = {9}  # a planned day without a word
SESSION_PAIN = {3: 4, 8: 3}
RUNS = {2: (4.0, 28.0, 2), 6: (4.0, 27.0, 3), 13: (4.5, 30.0, 1)}  # km, minutes, pain
CHECK_INS = {7: (3, 5), 14: (2, 4)}  # average, worst


def log_two_weeks(plan: Plan, now: datetime) -> None:
    """Every entry on its day, up to yesterday."""
    for day in range(DEMO_DAYS):
        at = now - timedelta(days=DEMO_DAYS - day)
        standing = standing_of(plan, timezone.localdate(at))
        for entry in _entries(standing, day):
            record_entry(plan=plan, entry=entry, actor=plan.runner, now=at)


def _entries(standing: Standing, day: int) -> Iterator[Entry]:
    if day not in NOT_RATED:
        rated = MORNINGS[day]
        yield Rating(f"rating-{day}", day, morning=rated, worst=rated + 2, average=rated)
    if day in CHECK_INS:
        yield _check_in(standing, day, *CHECK_INS[day], scores=(6, 8) if day == max(CHECK_INS) else ())
    if is_session_day(standing, day) and day not in UNKNOWN:
        yield _session(standing, day, SESSION_PAIN.get(day, 1))
    if day in RUNS:
        km, minutes, pain = RUNS[day]
        yield Run(
            str(uuid.uuid5(standing.plan.pk, str(day))),
            day,
            km=km,
            minutes=minutes,
            pain=pain,
            where=(),
            spread=False,
            sharp_spot=False,
        )


def log_few(plan: Plan, pain: dict[int, int], sessions: Container[int], week: int | None, now: datetime) -> None:
    """Pain by day, whole sessions on days, and a check-in on one; days count from the plan's first."""
    for day in sorted(pain):
        at = now - timedelta(days=(timezone.localdate(now) - plan.started_on).days - day)
        standing, rated = standing_of(plan, timezone.localdate(at)), pain[day]
        entries: list[Entry] = [Rating(f"rating-{day}", day, rated, rated, rated)]
        if day in sessions:
            entries.append(_session(standing, day, pain=1))
        if day == week:
            entries.append(_check_in(standing, day, rated, rated))
        for entry in entries:
            record_entry(plan=plan, entry=entry, actor=plan.runner, now=at)


def _session(standing: Standing, day: int, pain: int) -> Session:
    doses = exercises_on(standing, day)
    marks = [Mark(d.item.exercise_id, d.item.level, d.planned, d.planned, pain, 5, False) for d in doses]
    return Session(f"session-{day}", day, tuple(marks), sum(dose.planned for dose in doses))


def _check_in(standing: Standing, day: int, average: int, worst: int, scores: tuple[int, ...] = ()) -> CheckIn:
    answers = {question.id: "no" for question in standing.frame.catalog.questions if question.recheck}
    return CheckIn(
        f"checkin-{day}",
        day,
        answers,
        average=average,
        worst=worst,
        change="better",
        stiffness_min=10,
        walk_min=45,
        limb="none",
        scores=scores,
        barriers=frozenset({"time"}),
    )
