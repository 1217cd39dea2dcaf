"""The checklist of a phase: today's values, each with its word, met exactly when the engine takes them for met."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rehab.engine.catalog import TierId
from rehab.engine.progress.beginning import begin
from rehab.engine.progress.course import Cause, Course, Held
from rehab.engine.progress.exits import exit_facts, exit_of, try_exit
from rehab.engine.progress.log import CheckIn, Log, Mark, Rating, SelfTest, Session
from rehab.plans.criteria import State, checklist
from tests.engine import courses
from tests.engine.years import TESTS, safe_answers

FRAME = courses.frame_of(0)


def _course(phase: int, day: int = 30, **fields: Any) -> Course:
    return replace(begin(FRAME), phase=phase, day=day, phase_since=day - 10, **fields)


def _states(course: Course, log: Log) -> dict[str, State]:
    found = checklist(course, log, FRAME)
    assert found is not None
    return {row.text.split(":")[0]: row.state for row in found.rows}


def _ratings(average: int, worst: int, days: range = range(24, 31)) -> tuple[Rating, ...]:
    return tuple(Rating(f"r{day}", day, morning=average, worst=worst, average=average) for day in days)


@pytest.mark.parametrize(("average", "state"), [(2, State.MET), (3, State.MET), (4, State.CLOSE), (5, State.NOT_YET)])
def test_a_value_is_met_close_or_not_yet(average: int, state: State) -> None:
    """Average pain at most 3 to leave phase 2; within one point it is close."""
    assert _states(_course(2), Log(ratings=_ratings(average, 5)))["Average pain this week"] is state


def test_what_nobody_logged_is_unknown() -> None:
    """No rating for a week: not zero, not "not yet"."""
    found = checklist(_course(2), Log(), FRAME)
    assert found is not None
    row = next(row for row in found.rows if row.text.startswith("Average pain"))
    assert (row.state, row.today) == (State.UNKNOWN, "")


def _session(day: int, done: float) -> Session:
    mark = Mark("bridge", 1, done, 2, 1 if done else None, skipped="" if done else "time")
    return Session(f"session-{day}", day, (mark,), 2)


@pytest.mark.parametrize(
    ("done", "left", "state", "today"),
    [
        ((), (), State.UNKNOWN, "0 of 5 done, 4 unknown"),
        ((25,), (28,), State.NOT_YET, "1 of 5 done, 2 unknown"),
        ((), (25, 26, 28, 29), State.NOT_YET, "0 %"),
        ((25, 26, 28, 30), (), State.MET, "4 of 5 done, 1 unknown"),
        ((24, 25, 26, 27), (), State.MET, "80 %"),
    ],
)
def test_sessions_nobody_logged_are_unknown(
    done: tuple[int, ...], left: tuple[int, ...], state: State, today: str
) -> None:
    """Planned on days 25, 26, 28, 29 and today, the 30th; 70 % are asked for.

    Unknown while those nobody logged could still decide it, and said as such; what the engine counts stays.
    """
    log = Log(sessions=tuple(_session(day, 2.0 if day in done else 0) for day in sorted((*done, *left))))
    found = checklist(_course(2), log, FRAME)
    assert found is not None
    row = next(row for row in found.rows if row.text.startswith("Sessions done"))
    assert (row.state, row.today) == (state, today)
    assert exit_facts(_course(2), log, FRAME)["adherence_pct"] == len(done) * 20


def test_the_days_of_the_phase_are_a_line_of_their_own() -> None:
    """Ten days spent of seven, then two of seven."""
    assert _states(_course(2), Log())["At least 7 days in this phase"] is State.MET
    young = replace(_course(2), phase_since=28)
    assert _states(young, Log())["At least 7 days in this phase"] is State.NOT_YET


def test_the_running_tests_count_one_by_one() -> None:
    """Seven of nine passed is close, none is not yet, and the list says so."""
    log = Log(ratings=_ratings(1, 2), tests=(SelfTest("t", 28, TESTS),))
    assert _states(_course(3), log)["Running entry tests passed"] is State.MET
    assert _states(_course(3), Log())["Running entry tests passed"] is State.NOT_YET


def test_a_clinician_who_is_waited_for_is_on_the_list() -> None:
    """The lock keeps phase 4 shut whatever else is met, so the checklist names it."""
    course = _course(3, locks=(Held(Cause.CONTACT, TierId.PARALLEL.value, (), 3),))
    assert _states(course, Log())["A clinician has seen you"] is State.NOT_YET
    assert "A clinician has seen you" not in _states(_course(3), Log())


def test_staying_well_has_no_checklist() -> None:
    """There is nothing to move on to."""
    assert checklist(_course(5), Log(), FRAME) is None


@pytest.mark.parametrize("phase", [1, 2, 3, 4])
def test_all_met_is_what_the_engine_takes_for_met(phase: int) -> None:
    """A page that says all met while the engine stays would be a lie: both read the same facts."""
    course = replace(_course(phase, stage=10, quiet_weeks=3), phase_since=0)
    checkin = CheckIn("c", 30, safe_answers(FRAME), 1, 2, stiffness_min=5, walk_min=60, scores=(9,))
    log = Log(ratings=_ratings(1, 2), checkins=(checkin,), tests=(SelfTest("t", 28, TESTS),))
    found, exit_ = checklist(course, log, FRAME), exit_of(phase, FRAME)
    assert found is not None
    assert exit_ is not None
    is_left = bool(try_exit(course, log, FRAME).decisions)
    assert (found.met == found.total) == is_left, exit_facts(course, log, FRAME)
