"""A morning that is told on a later day: it steps back as it would have, and goes up by nothing that is overtaken."""

from __future__ import annotations

import pytest

from rehab.engine.progress.doses import enter_items

from .follower import Follower


def _two_runs(*, second_pain: int = 1) -> Follower:
    """Phase 4, stage 3, with two runs; the morning after the first was good, that after the second is to come."""
    case = Follower()
    for day in range(30):
        case.rate(day, morning=1, worst=2, average=1)
        case.train(day)
    case.set_course(phase=4, phase_since=23, stage=3, stage_since=23)
    case.set_course(items=enter_items(4, case.course, case.frame))
    case.run(30, pain=1)
    case.rate(31, morning=1)
    case.run(32, pain=second_pain)
    return case


def _tell(case: Follower, *, of: int, on: int, morning: int) -> None:
    """The morning of a day, told on another."""
    case.rate(on, morning=None, worst=1)
    case.rate(of, morning=morning)


@pytest.mark.parametrize("days_late", [0, 1, 3])
def test_a_good_morning_told_late_still_goes_up_where_nothing_came_after(days_late: int) -> None:
    """It is what was due on its own day."""
    case = _two_runs()
    _tell(case, of=33, on=33 + days_late, morning=1)
    assert case.course.stage == 4


@pytest.mark.parametrize("days_late", [0, 1, 3, 5])
def test_a_bad_morning_told_late_steps_back(days_late: int) -> None:
    """However late, up to a week."""
    case = _two_runs()
    _tell(case, of=33, on=33 + days_late, morning=5)
    assert case.course.stage == 2


def test_a_good_morning_told_after_another_run_goes_up_by_nothing() -> None:
    """The run after it said to repeat: what lies before it cannot say more."""
    case = _two_runs()
    case.run(34, pain=4)
    case.rate(35, morning=1)
    assert case.course.stage == 3
    _tell(case, of=33, on=36, morning=1)
    assert case.course.stage == 3


def test_a_bad_morning_told_after_another_run_steps_back_all_the_same() -> None:
    """What goes down is never overtaken."""
    case = _two_runs()
    case.run(34, pain=1)
    case.rate(35, morning=1)
    stage = case.course.stage
    assert stage is not None
    _tell(case, of=33, on=36, morning=6)
    assert case.course.stage is not None
    assert case.course.stage < stage


def test_a_late_morning_never_lets_a_run_go_on_that_waits_for_this_one() -> None:
    """Whether the spine is back to usual is asked of this morning, not of an earlier one."""
    case = _two_runs()
    _tell(case, of=33, on=34, morning=5)
    case.set_course(run_waits=True)
    _tell(case, of=34, on=36, morning=1)
    assert case.course.run_waits
