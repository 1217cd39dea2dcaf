"""Clearances: what they open and close of running; after bone stress slowly, from the first stage, after weeks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.course import Cause, Held
from rehab.engine.progress.exits import may_enter
from rehab.engine.progress.locks import clear
from rehab.engine.progress.log import Clearance, Shut
from rehab.engine.progress.objecting import Trouble
from rehab.engine.progress.runs import may_run
from rehab.engine.ruling import first_rule
from tests.engine.changes import adjusted, trouble
from tests.engine.follower import Follower
from tests.engine.test_run_rules import running

BSI = frozenset({"F33_bsi"})
CLEAN = {"run_pain": 1, "next_morning_rise": 0, "hours_to_settle": 5, "stages_up_last_7d": 0}


def _cleared(case: Follower, runs_from: int | None = None) -> Follower:
    day = case.course.day
    case.log(Shut("s", day, "clinician_before_start", tuple(BSI)))
    case.log(Clearance("c", day, BSI, runs_from=runs_from))
    return case


def test_no_run_comes_before_six_weeks_whatever_the_date() -> None:
    """An earlier date does not hold, a later one does."""
    soon, late = _cleared(running(5), runs_from=3), _cleared(running(5), runs_from=900)
    assert soon.course.runs_from == soon.course.day + 42
    assert late.course.runs_from == 900
    assert not may_enter(4, soon.course, soon.frame)


def test_the_ladder_begins_again_at_its_first_stage() -> None:
    """From wherever it was, and it is said so."""
    case = _cleared(running(5))
    assert case.course.stage == 1
    assert case.course.after_bone_stress
    assert "clearance_bone_stress" in {made.rule for made in case.said}


def test_the_entry_stage_is_the_first_and_a_stage_takes_three_clean_runs() -> None:
    """By rows of the library; without bone stress two are enough."""
    catalog = running(1).frame.catalog
    facts = {"after_bone_stress": True, "prev_weekly_km": 60, "gap_weeks": 0}
    entry = first_rule(catalog.entry_stage_rules, facts)
    assert entry is not None
    assert (entry.id, entry.result) == ("SB", "1")
    found = {(slow, runs): _after_a_run(slow, runs) for slow in (True, False) for runs in (2, 3)}
    assert found == {(True, 2): "RRB", (True, 3): "RR6", (False, 2): "RR6", (False, 3): "RR6"}


def _after_a_run(slow: bool, runs: int) -> str:
    facts = {**CLEAN, "after_bone_stress": slow, "good_sessions_at_stage": runs}
    rule = first_rule(running(1).frame.catalog.run_rules, facts)
    return rule.id if rule else ""


def test_another_clearance_leaves_the_ladder_alone() -> None:
    """Only bone stress slows it."""
    case = running(5)
    case.log(Shut("s", case.course.day, "urgent_24_48h", ("F13_fever",)))
    case.log(Clearance("c", case.course.day, frozenset({"F13_fever"})))
    assert case.course.stage == 5
    assert not case.course.after_bone_stress


def test_a_clearance_without_running_keeps_and_places_the_lock_and_the_next_one_opens_it() -> None:
    """Whether a sign had stopped running or not; a first day of running holds as well."""
    case = running(5)
    day = case.course.day
    case.log(Shut("s", day, "urgent_24_48h", ("F13_fever",)))
    fever = frozenset({"F13_fever"})
    case.log(Clearance("c", day, fever, runs=False))
    assert [lock.cause for lock in case.course.locks] == [Cause.RUNNING]
    case.log(Clearance("d", day, fever, runs=False))
    assert [lock.cause for lock in case.course.locks] == [Cause.RUNNING]
    case.log(Clearance("e", day, fever, runs_from=day + 3))
    assert not case.course.locks
    assert [may_run(case.course, case.frame, day + ahead) for ahead in (2, 3)] == [False, True]
    assert not may_enter(4, case.course, case.frame)


def test_running_that_a_clinician_closed_without_a_sign_opens_by_word() -> None:
    """A lock that holds no flag would wait for ever."""
    case = running(5)
    case.log(Clearance("c", case.course.day, runs=False))
    assert case.course.is_locked(Cause.RUNNING)
    case.log(Clearance("d", case.course.day))
    assert not case.course.locks


def test_what_was_cleared_before_the_plan_is_known_to_it() -> None:
    """Where no lock holds it; what a lock holds is not known by a visit that came before it."""
    case = running(5)
    day = case.course.day
    case.log(Clearance("c", day, BSI))
    assert "F33_bsi" in case.course.known_flags
    case.log(Shut("s", day, "urgent_24_48h", ("F13_fever",)))
    case.log(Clearance("d", day, frozenset({"F13_fever"}), seen_day=day - 1))
    assert "F13_fever" not in case.course.known_flags


@pytest.mark.parametrize("limits", [{"up_to": 3}, {"runs_from": 900}])
def test_taking_back_a_step_down_leads_past_no_clearance(limits: dict[str, Any]) -> None:
    """What the plan had before may be more than a clinician allows since."""
    case = adjusted(running(5), Change(ChangeKind.PHASE, phase=3))
    assert trouble(case, Change(ChangeKind.UNDO)) is None
    case.log(Clearance("c", case.course.day, frozenset(), **limits))
    assert case.course.undo is not None
    assert trouble(case, Change(ChangeKind.UNDO)) is Trouble.LOCKED
    adjusted(case, Change(ChangeKind.UNDO))
    assert case.course.phase == 3


def test_taking_back_a_lower_stage_waits_for_the_day_of_running() -> None:
    """As a higher stage does."""
    case = adjusted(running(5), Change(ChangeKind.STAGE, stage=2))
    assert trouble(case, Change(ChangeKind.UNDO)) is None
    case.log(Clearance("c", case.course.day, frozenset(), runs_from=900))
    assert trouble(case, Change(ChangeKind.UNDO)) is Trouble.LOCKED


def test_running_that_a_sign_stopped_stays_stopped_since_then() -> None:
    """A clearance that allows none opens nothing and closes nothing anew: the lock is the one it was."""
    case = running(5)
    sign = frozenset({"F40_young_extension"})
    held = Held(Cause.RUNNING, "clinician_parallel", tuple(sign), 0)
    step = clear(Clearance("c", 20, sign, runs=False), replace(case.course, locks=(held,)), case.frame)
    assert step.course.locks == (held,)
    assert step.decisions == ()
    opened = clear(Clearance("c", 20, sign), replace(case.course, locks=(held,)), case.frame)
    assert opened.course.locks == ()
