"""Paths: one possible way on from a course, day by day through the engine, with the luck of one seed.

Only what can move the day of 30 minutes is written into the log of a path: one entry a session and a run, the mornings
after runs, a check-in a week (in phase 4 every second), the tests before running. Doses of exercises do not move it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import lru_cache

from ..conditions import Value
from ..prescribe import WALK
from ..week import DAYS, spread
from . import runs, training
from .course import RUN_PHASE, STAY_WELL, Cause, Course, Frame
from .days import begin_day
from .following import Followed, follow
from .habits import LOOK_BACK_DAYS, Habits, Present
from .log import KEPT_DAYS, CheckIn, Contact, Entry, Log, Mark, Rating, Run, SelfTest, Session
from .pain import latest_checkin

HORIZON_DAYS = 364
LAST_BUT_ONE, MOST = 1, 10
CONTACT_WITHIN_DAYS = 14
REPEAT_PAIN, BACK_RISE = 3, 2  # RR5 and RR4
KEPT_LUCK = 256
PASSED = {
    "sls_pain": 0,
    "bridge_reps": 99,
    "calf_pain": 0,
    "hop_sharp": False,
    "plank_s": 999,
    "plank_pain": 0,
}


@dataclass(frozen=True, slots=True)
class Luck:
    """Numbers from 0 to 1: one a day for its session, one a day for its run, one for how each run goes, in turn."""

    sessions: tuple[float, ...]
    runs: tuple[float, ...]
    outcomes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """What a path goes by: the rates and the present, a share of the planned done (0 to 1), and its luck."""

    habits: Habits
    present: Present
    share: float
    luck: Luck
    frame: Frame


@lru_cache(KEPT_LUCK)
def luck(seed: int, path: int) -> Luck:
    """The luck of a path: the same numbers in every process and at every adherence."""
    source = random.Random(f"{seed}/{path}")  # noqa: S311 (a simulation, no secret)
    one, two, three = (tuple(source.random() for _ in range(HORIZON_DAYS + 1)) for _ in range(3))
    return Luck(one, two, three)


def recent(log: Log, day: int) -> Log:
    """As much of the log as a path is judged by: less of ratings and sessions, whose metrics look back four weeks."""
    month = log.since(day - LOOK_BACK_DAYS)
    return replace(log.since(day - KEPT_DAYS), ratings=month.ratings, sessions=month.sessions)


def has_run_30(course: Course, log: Log, frame: Frame) -> bool:
    """Whether 30 minutes were run without a break in this stay in phase 4: stage 10 reached, or a clean 9.

    Staying well counts: it is entered from the last stage.
    """
    if course.phase < RUN_PHASE:
        return False
    last = frame.catalog.last_stage
    if course.phase >= STAY_WELL or (course.stage or 0) >= last:
        return True
    near = (r for r in log.runs if r.day >= course.phase_since and (r.stage or 0) >= last - LAST_BUT_ONE)
    return any(training.is_clean(run, log) for run in near)


def day_reached(state: Followed, way: Way) -> int:
    """Days from the state's day until 30 minutes are run, 0 up; one more than the horizon if not within it."""
    path = _Path(state, way)
    for ahead in range(1, HORIZON_DAYS + 1):
        if path.wakes(state.course.day + ahead) and has_run_30(path.state.course, path.state.log, way.frame):
            return ahead - 1
        path.goes_on(state.course.day + ahead, ahead)
        if path.state.course.has_to_restart:
            break
    return HORIZON_DAYS + 1


class _Path:
    """A state on its way; it forgets each day as soon as the next begins."""

    def __init__(self, state: Followed, way: Way) -> None:
        self.state, self.way = state, way
        self.runs_made, self.is_sore, self.is_rated_next = 0, False, bool(state.log.runs)
        last = latest_checkin(state.log, state.course.day)
        self.checkin_on = last.day % DAYS if last else 0

    def wakes(self, day: int) -> bool:
        """The day begins; its morning is rated if a run or a test asks for it. Whether it was."""
        begun = begin_day(day, self.state.course, self.state.log, self.way.frame)
        self.state = Followed(begun.course, self.state.log if day % DAYS else recent(self.state.log, day))
        if not (self.is_rated_next or begun.course.run_waits or begun.course.phase == 1):
            return False
        present = self.way.present
        usual = begun.course.phase == 1  # phase 1 may be left early by daily ratings
        morning = min(MOST, present.morning + BACK_RISE * self.is_sore)
        average, worst = (present.average, present.worst) if usual else (None, None)
        self._log(Rating(f"~r{day}", day, morning, worst, average))
        self.is_sore = self.is_rated_next = False
        return True

    def goes_on(self, day: int, ahead: int) -> None:
        """What is done on a day: what the plan has for it, as often as this runner does it."""
        course, way = self.state.course, self.way
        waiting = [lock for lock in course.locks if lock.cause in (Cause.CONTACT, Cause.PROGRESS)]
        if any(day - lock.since >= CONTACT_WITHIN_DAYS for lock in waiting):
            self._log(Contact(f"~d{day}", day))
        week = training.sessions_a_week(course, way.frame, day)
        if day % DAYS + 1 in spread(week) and way.luck.sessions[ahead] < way.share:
            self._log(Session(f"~s{day}", day, (Mark(WALK, 1, 1, 1, way.present.walk_pain, 5, False),), 1))
        if self._has_run(day) and way.luck.runs[ahead] < way.share:
            self._runs(day)
        if day % DAYS == self.checkin_on and not self._may_skip_checkin(day):
            self._log(_checkin(day, way.present))
        elif (day + 1) % DAYS == self.checkin_on and (course.phase == RUN_PHASE - 1 or course.has_to_retest):
            self._log(SelfTest(f"~t{day}", day, _passed(way.frame)))
            self.is_rated_next = True

    def _may_skip_checkin(self, day: int) -> bool:
        # While the stages go up by runs alone every second check-in changes nothing but the time a forecast takes.
        course = self.state.course
        asks = course.has_to_rescreen or course.has_to_retest or course.flare is not None or course.is_locked()
        return course.phase == RUN_PHASE and day // DAYS % 2 == 1 and not asks

    def _has_run(self, day: int) -> bool:
        course, frame = self.state.course, self.way.frame
        on = spread(training.runs_a_week(frame))
        return course.phase == RUN_PHASE and day % DAYS + 1 in on and runs.may_run(course, frame, day)

    def _runs(self, day: int) -> None:
        habits = self.way.habits
        drawn, back = self.way.luck.outcomes[min(self.runs_made, HORIZON_DAYS)], float(habits.back)
        self.runs_made, self.is_sore, self.is_rated_next = self.runs_made + 1, drawn < back, True
        pain = REPEAT_PAIN if back <= drawn < float(habits.repeat) else 0
        stage = self.state.course.stage
        self._log(Run(f"~x{day}", day, pain=pain, spread=False, sharp_spot=False, stage=stage, stage_share=1))

    def _log(self, entry: Entry) -> None:
        self.state = follow(self.state, entry, self.way.frame)


def _checkin(day: int, now: Present) -> CheckIn:
    return CheckIn(
        id=f"~c{day}",
        day=day,
        answers={},
        average=now.average,
        worst=now.worst,
        stiffness_min=now.stiffness_min,
        walk_min=now.walk_min,
        limb=now.limb,
        scores=now.scores,
    )


def _passed(frame: Frame) -> dict[str, Value]:
    """Measures that pass every entry test."""
    return {**PASSED, **{test.needs.field: test.needs.value for test in frame.catalog.entry_tests}}
