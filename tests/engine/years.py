"""What a steady runner logs, day after day: entries for the engine, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rehab.engine.progress.course import STAY_WELL, Cause, Frame, Role
from rehab.engine.progress.doses import prescribed
from rehab.engine.progress.following import Followed
from rehab.engine.progress.log import CheckIn, Contact, Entry, Mark, Rating, Run, SelfTest, Session
from rehab.engine.progress.runs import may_run
from rehab.engine.week import spread

YEAR_DAYS = 365
TESTS = {
    "walk30_pain": 1, "slb_s": 12, "sls_reps": 10, "sls_pain": 1, "calf_reps": 22, "bridge_reps": 12, "calf_pain": 1,
    "jog_pain": 1, "hop_pain": 1, "hop_sharp": False, "side_plank_s": 60, "plank_s": 60, "plank_pain": 1,
}  # fmt: skip


def safe_answers(frame: Frame) -> dict[str, str]:
    """Every safety question of a re-check, answered with no."""
    return {question.id: "no" for question in frame.catalog.questions if question.recheck}


def entries_of(day: int, state: Followed, frame: Frame) -> Iterator[Entry]:
    """A day's entries: pain that falls with the weeks, most mornings, planned sessions, runs, a check-in a week."""
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
        asked = CheckIn(f"checkin-{day}", day, safe_answers(frame), pain, pain + 1, stiffness_min=10, walk_min=60)
        yield replace(asked, scores=scores)


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
