"""What a clinician's word and a therapist's wish to be asked hold back on the way: stages, phases, the first run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.exits import enter
from rehab.engine.progress.following import first_day, follow
from rehab.engine.progress.log import Adjust, Clearance, Shut
from rehab.engine.progress.objecting import Trouble

from .changes import trouble
from .courses import frame_of, good_day
from .follower import Follower
from .test_run_rules import running

KIND = ChangeKind
FEVER = frozenset({"F13_fever"})


def _clean(case: Follower, runs: int) -> Follower:
    for day in range(30, 30 + 2 * runs, 2):
        case.run(day)
        case.rate(day + 1, morning=1)
    return case


def test_after_bone_stress_the_running_phase_begins_at_its_first_stage() -> None:
    """Whatever the runner ran before; without it by the rows of the library."""
    case = Follower()
    stages = {
        slow: enter(4, replace(case.course, phase=3, after_bone_stress=slow), case.now.log, case.frame).stage
        for slow in (True, False)
    }
    assert stages == {True: 1, False: 7}


@pytest.mark.parametrize(("slow", "runs", "stage"), [(True, 2, 3), (True, 3, 4), (False, 2, 4)])
def test_after_bone_stress_a_stage_takes_three_clean_runs(*, slow: bool, runs: int, stage: int) -> None:
    """Two are enough without it."""
    assert _clean(running(after_bone_stress=slow), runs).course.stage == stage


def test_a_stage_that_would_go_up_waits_for_the_therapist() -> None:
    """It is proposed and not taken."""
    case = _clean(running(asks_first=True), 2)
    assert case.course.stage == 3
    assert [(p.subject, p.before, p.after) for p in case.course.proposals] == [("stage", "stage 3", "stage 4")]


def test_a_phase_that_would_be_left_waits_for_the_therapist() -> None:
    """Two good weeks by rule, and the wish to be asked just before they would lead on: the next phase is proposed."""
    frame, asked = frame_of(0), set()
    state = first_day(frame)
    for day in range(14):
        if day == 13:
            state = follow(state, Adjust("ask", day, (Change(KIND.ASK_FIRST),)), frame)
        for entry in good_day(day, state.course, state.log, frame):
            state = follow(state, entry, frame)
            asked |= {(p.before, p.after) for p in state.course.proposals if p.subject == "phase"}
    assert (state.course.phase, asked) == (2, {("phase 2", "phase 3")})


def test_no_therapist_goes_up_before_the_first_day_a_clinician_set() -> None:
    """Down may be gone; from the day itself on both."""
    case = running(3)
    day = case.course.day
    case.set_course(runs_from=day + 1)
    assert trouble(case, Change(KIND.STAGE, stage=4)) is Trouble.LOCKED
    assert trouble(case, Change(KIND.STAGE, stage=2)) is None
    case.set_course(runs_from=day)
    assert trouble(case, Change(KIND.STAGE, stage=4)) is None


def test_a_second_clearance_without_running_leaves_the_lock_as_it_was() -> None:
    """It neither opens and closes it, nor takes a sign out of it."""
    case = running(5)
    day = case.course.day
    case.log(Shut("s", day, "urgent_24_48h", tuple(FEVER)))
    case.log(Clearance("c", day, FEVER, runs=False))
    locks = case.course.locks
    case.log(Clearance("d", day, FEVER, runs=False))
    assert (case.course.locks, case.said) == (locks, ())


def test_a_clearance_taken_back_closes_the_plan_and_is_told_as_that() -> None:
    """Closed as by a safety answer, under a step of its own."""
    steps = {}
    for withdrawn in (True, False):
        case = running(3)
        case.log(Shut("s", case.course.day, "urgent_24_48h", tuple(FEVER), withdrawn=withdrawn))
        steps[withdrawn] = [(made.step, made.subject, made.after) for made in case.said]
    assert steps == {True: [("withdrawal", "plan", "locked")], False: [("recheck", "plan", "locked")]}
