"""A plan with months of logs behind it: written down in one go, followed by the engine entry for entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.course import STAY_WELL, Cause, Frame, Role
from rehab.engine.progress.doses import prescribed
from rehab.engine.progress.following import Followed, first_day, follow
from rehab.engine.progress.log import CheckIn, Contact, Entry, Mark, Rating, Run, SelfTest, Session
from rehab.engine.progress.plain import kind_of, to_plain
from rehab.engine.progress.runs import may_run
from rehab.engine.week import spread
from rehab.plans.following import frame_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.writing import write_step
from tests.plans.making import plan_of

YEAR_DAYS = 365
TESTS = {
    "walk30_pain": 1, "slb_s": 12, "sls_reps": 10, "sls_pain": 1, "calf_reps": 22, "bridge_reps": 12, "calf_pain": 1,
    "jog_pain": 1, "hop_pain": 1, "hop_sharp": False, "side_plank_s": 60, "plank_s": 60, "plank_pain": 1,
}  # fmt: skip


def plan_with_days(runner: User, days: int = YEAR_DAYS, **changes: Any) -> Plan:
    """The runner's plan, begun so many days ago, with a rating a day, sessions, runs and check-ins until yesterday."""
    plan = plan_of(runner, **changes)
    plan.started_on = timezone.localdate() - timedelta(days=days)
    plan.save(update_fields=["started_on"])
    frame = frame_of(plan)
    state = first_day(frame)
    for day in range(days):
        for entry in _of_day(day, state, frame):
            state = _write(plan, entry, follow(state, entry, frame), frame)
    plan.refresh_from_db()
    return plan


def safe_answers(frame: Frame) -> dict[str, str]:
    """Every safety question of a re-check, answered with no."""
    return {question.id: "no" for question in frame.catalog.questions if question.recheck}


def _of_day(day: int, state: Followed, frame: Frame) -> Iterator[Entry]:
    pain = max(1, 3 - day // 21) + (day % 37 == 0)
    if state.course.is_locked(Cause.CONTACT):
        yield Contact(f"contact-{day}", day)
    if day % 9:  # some mornings are not answered
        yield Rating(f"rating-{day}", day, morning=pain, worst=pain + 1, average=pain)
    sessions = 2 if state.course.phase == STAY_WELL else frame.start.sessions[state.course.phase]
    if day % 7 + 1 in spread(sessions) and day % 25:
        yield _session(day, pain, state, frame)
    if day % 7 in (1, 3, 5) and may_run(state.course, frame, day):
        stage = state.course.stage
        km = round(3 + day % 5 / 2 + min(day, 90) / 30, 1)
        yield Run(f"run-{day}", day, km=km, minutes=km * 6, pain=max(0, pain - 1), stage=stage, stage_share=1.0)
    if day % 7 == 4:
        yield SelfTest(f"test-{day}", day, TESTS)
    if day % 7 == 6:
        scores = (min(10, 4 + day // 20), min(10, 5 + day // 40)) if day % 14 == 13 else ()
        asked = {"stiffness_min": 10, "walk_min": 60, "scores": scores}
        yield CheckIn(f"checkin-{day}", day, safe_answers(frame), pain, pain + 1, **asked)  # type: ignore[arg-type]


def _session(day: int, pain: int, state: Followed, frame: Frame) -> Session:
    doses = prescribed(replace(state.course, day=day), state.log, frame, day)
    marks = tuple(
        Mark(
            d.item.exercise_id,
            d.item.level,
            d.planned,
            d.planned,
            pain=pain - 1,
            effort=4,
            spread=False,
            counts=d.item.role is not Role.WALK,
        )
        for d in doses
    )
    return Session(f"session-{day}", day, marks, sum(d.planned for d in doses if d.item.role is not Role.WALK))


def _write(plan: Plan, entry: Entry, after: Followed, frame: Frame) -> Followed:
    now = plan_time(plan, entry.day)
    number = LogEntry.objects.filter(plan=plan).count() + 1
    row = LogEntry.objects.create(
        plan=plan,
        number=number,
        entry_id=entry.id,
        kind=kind_of(entry),
        day=entry.day,
        body=to_plain(entry),
        made_at=now,
        by=plan.runner,
    )
    write_step(plan=plan, entry=row, after=after, frame=frame, actor=plan.runner, now=now)
    return after


def plan_time(plan: Plan, day: int) -> Any:
    """Noon or so of a plan's day."""
    return timezone.now() - (timezone.localdate() - plan.started_on - timedelta(days=day))
