"""Running: the gate after each run, the stages, stalls, and that no lock is ever run under."""

from __future__ import annotations

from typing import Any

import pytest

from rehab.engine.progress.course import Cause, Held
from rehab.engine.progress.doses import enter_items
from rehab.engine.progress.exits import entry_results as results_of
from rehab.engine.progress.log import Clearance, Contact, Recheck, SelfTest
from rehab.engine.progress.runs import may_run

from .follower import Follower
from .storybook import TESTS as PASSED


def running(stage: int = 3, **fields: Any) -> Follower:
    """Somebody in phase 4 at a stage, with a quiet week behind them."""
    case = Follower()
    for day in range(30):
        case.rate(day, morning=1, worst=2, average=1)
        case.train(day)
    case.set_course(phase=4, phase_since=23, stage=stage, stage_since=23, **fields)
    case.set_course(items=enter_items(4, case.course, case.frame))
    return case


@pytest.mark.parametrize(
    ("pain", "rise", "rule", "stage"),
    [
        (2, 1, "RR7", 3),
        (3, 1, "RR5", 3),
        (5, 0, "RR5", 3),
        (6, 0, "RR3", 2),
        (2, 2, "RR4", 2),
        (4, 2, "RR4", 2),
    ],
)
def test_pain_while_running_and_the_morning_after_decide(pain: int, rise: int, rule: str, stage: int) -> None:
    """Each cell of the table after one run and its morning: repeat, or one stage down."""
    case = running()
    case.run(30, pain=pain)
    case.rate(31, morning=1 + rise)
    assert case.course.decided["run-30"] == rule
    assert case.course.stage == stage


def test_two_clean_runs_go_one_stage_up_and_a_missing_morning_none() -> None:
    """RR6 needs both mornings; without the second the stage is repeated."""
    for second, stage in ((1, 4), (None, 3)):
        case = running()
        for day, morning in ((30, 1), (32, second)):
            case.run(day)
            case.rate(day + 1, morning=morning)
        assert case.course.stage == stage


def test_at_most_two_stages_in_seven_days() -> None:
    """However often somebody runs clean."""
    case = running()
    for day in range(30, 37):
        case.run(day)
        case.rate(day + 1, morning=1)
    assert case.course.stage == 5


def test_no_two_days_in_a_row_and_48_hours_after_too_much() -> None:
    """The day after a run is closed to running; after a morning that was not settled until it is."""
    case = running()
    case.run(30)
    assert not may_run(case.course, case.frame, 31)
    assert may_run(case.course, case.frame, 32)
    case.rate(31, morning=4)
    assert case.rules("stage") == ["RR4"]
    case.rate(32, morning=4)
    assert not may_run(case.course, case.frame, 33)
    case.rate(34, morning=1)
    assert may_run(case.course, case.frame, 35)


def test_spread_or_one_sharp_spot_stops_running_until_asked_again() -> None:
    """RR2: running stays shut until the safety questions are answered."""
    case = running()
    case.run(30, sharp_spot=True)
    assert case.rules() == ["RR2"]
    assert not may_run(case.course, case.frame, 40)
    case.log(Recheck("r", 33, case.safe()))
    assert may_run(case.course, case.frame, 33)


def test_back_from_the_same_stage_twice_is_a_week_of_strength_and_two_stages_lower() -> None:
    """Then running opens again by itself, unless something stands against it."""
    case = running(stage=4)
    case.run(30, pain=7)
    assert case.course.stage == 3
    case.set_course(stage=4)
    case.run(33, pain=7)
    assert (case.course.phase, case.course.stage) == (3, 2)
    assert not may_run(case.course, case.frame, 38)
    case.rate(40, morning=1)
    assert (case.course.phase, case.course.stage) == (4, 2)
    locked = running(stage=2, locks=(Held(Cause.CONTACT, "clinician_parallel", (), 33),))
    locked.set_course(phase=3, back_on=40)
    locked.rate(45, morning=1)
    assert locked.course.phase == 3


def test_three_weeks_at_a_stage_asks_for_a_clinician_and_shuts_running() -> None:
    """The stage stays; a recorded contact opens running again."""
    case = running(stage=4)
    case.set_course(stage_since=12)
    case.run(33)
    case.rate(34, morning=1)
    assert "ST2_three_weeks" in case.rules()
    assert not may_run(case.course, case.frame, 36)
    case.log(Contact("c", 36))
    assert may_run(case.course, case.frame, 36)


def test_phase_four_needs_every_entry_test_of_the_last_seven_days() -> None:
    """All of E1 to E9; leave one out, or let it be older than a week, and the phase is not left."""
    for missing in (None, *PASSED):
        case = _strong(missing)
        assert (case.course.phase == 4) is (missing is None), missing
    late = _strong(None, test_day=20)
    assert late.course.phase == 3


def _strong(missing: str | None, test_day: int = 27) -> Follower:
    case = Follower(nprs_now=1, nprs_avg7=1, nprs_worst7=2, walk_tolerance_min=60, morning_stiffness_min=5)
    assert case.course.phase == 3
    for day in range(28):
        case.rate(day, morning=1, worst=2, average=1)
        case.train(day)
    measures = {name: value for name, value in PASSED.items() if name != missing}
    case.log(SelfTest("t", test_day, measures))
    case.rate(28, morning=1, worst=2, average=1)
    case.check_in(28, average=1, worst=2)
    return case


def test_sixty_year_olds_pass_with_twelve_and_eight() -> None:
    """Calf raises and bridges have their own bounds from age 60."""
    for age, passes in ((59, False), (60, True)):
        case = Follower(age_years=age)
        case.log(SelfTest("t", 1, {**PASSED, "calf_reps": 12, "bridge_reps": 8}))
        assert results_of(case.course, case.now.log, case.frame)["E5"] is passes


@pytest.mark.parametrize("cause", list(Cause))
def test_no_lock_of_any_kind_leads_into_phase_four_or_is_run_under(cause: Cause) -> None:
    """Everything else is fulfilled; the lock alone keeps the phase and running shut."""
    case = Follower(nprs_now=1, nprs_avg7=1, nprs_worst7=2, walk_tolerance_min=60, morning_stiffness_min=5)
    case.set_course(locks=(Held(cause, "clinician_parallel", ("F34_reds",), 0),))
    for day in range(28):
        case.rate(day, morning=1, worst=2, average=1)
        case.train(day)
    case.log(SelfTest("t", 27, PASSED))
    case.rate(28, morning=1, worst=2, average=1)
    case.check_in(28, average=1, worst=2)
    assert case.course.phase == 3
    case.log(Clearance("k", 28, frozenset({"F34_reds"})))
    assert not case.course.locks
    running_case = running()
    running_case.set_course(locks=(Held(cause, "clinician_parallel", ("F34_reds",), 0),))
    assert not may_run(running_case.course, running_case.frame, 40)
