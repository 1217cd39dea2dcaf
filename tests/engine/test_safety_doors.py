"""Doors that must not stand open: a warning sign that comes back, one that is worse, one from another page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rehab.engine.progress.course import Cause, Held
from rehab.engine.progress.exits import entry_results, try_exit
from rehab.engine.progress.log import CheckIn, Clearance, Contact, FlareReport, Recheck, Run, SelfTest, Shut
from rehab.engine.progress.runs import may_run
from rehab.engine.progress.training import gap_weeks

from .follower import Follower
from .test_run_rules import running


def test_a_cleared_sign_that_went_and_came_back_is_new() -> None:
    """Cleared in week 1, gone in week 6, back in week 9: the plan closes again."""
    case = Follower()
    case.log(Recheck("a", 1, case.safe(rf_saddle="yes")))
    case.log(Clearance("k", 3, frozenset(case.course.locks[0].flags)))
    case.train(20)
    case.log(Recheck("b", 40, case.safe()))
    case.log(Recheck("c", 60, case.safe(rf_saddle="yes")))
    assert case.course.is_locked(Cause.SAFETY)


def test_a_worse_answer_is_taken_into_an_open_lock() -> None:
    """What is cleared is only what was looked at: the emergency stays."""
    case = Follower()
    case.log(Shut("a", 1, "clinician_before_start", ("F30_extreme_pain",)))
    case.log(Shut("b", 2, "emergency_now", ("F01_ces_bladder",)))
    assert case.course.locks[0].tier == "emergency_now"
    case.log(Clearance("k", 3, frozenset({"F30_extreme_pain"})))
    assert case.course.is_locked(Cause.SAFETY)


def test_not_sure_is_what_its_question_takes_it_for() -> None:
    """An engine that is asked directly reads it as the forms do."""
    case = Follower()
    case.log(Recheck("a", 1, case.safe(rf_saddle="not_sure")))
    assert case.course.is_locked(Cause.SAFETY)


def test_nerve_root_symptoms_that_begin_in_the_plan_close_it() -> None:
    """A pattern with a tier of its own counts at once; only the change of pattern waits for its second time."""
    case = Follower(limb_tingling="intermittent")
    case.check_in(7, limb="distal")
    assert case.course.is_locked(Cause.SAFETY)
    assert not any(rule == "X6_progress" for rule in case.rules())


def test_symptoms_that_spread_in_calm_days_ask_again() -> None:
    """The calm set is not in the plan's items, and counts all the same."""
    case = Follower(nprs_now=1, nprs_avg7=1, nprs_worst7=2, walk_tolerance_min=60, morning_stiffness_min=5)
    case.log(FlareReport("f", 1, case.safe(), 6))
    case.train(2, spread=True)
    assert case.course.has_to_rescreen


def test_a_red_session_that_does_not_settle_asks_the_safety_questions() -> None:
    """A flare begins with them, however it begins."""
    case = Follower()
    case.rate(3, morning=1)
    case.train(3, pain=7)
    case.rate(4, morning=3)
    case.rate(5, morning=3)
    assert case.course.flare is not None
    assert case.course.has_to_rescreen


def test_an_old_check_in_does_not_answer_todays_question() -> None:
    """Entered late, or corrected: running stays shut."""
    case = Follower()
    case.train(10, spread=True)
    case.log(CheckIn("late", 4, case.safe(), 2, 3))
    assert case.course.has_to_rescreen


def test_a_visit_before_the_lock_does_not_open_it() -> None:
    """Whoever was seen in week 1 has not been looked at for what happened in week 5."""
    case = Follower()
    case.set_course(day=35, locks=(Held(Cause.CONTACT, "clinician_parallel", (), 35),))
    case.log(Contact("a", 36, "doctor", 3))
    assert case.course.is_locked(Cause.CONTACT)
    case.log(Contact("b", 37, "doctor", 36))
    assert not case.course.is_locked()


@pytest.mark.parametrize("cause", list(Cause))
def test_nobody_comes_to_stay_well_under_a_lock(cause: Cause) -> None:
    """The way out of the running phase is closed as the way in is."""
    case = running(stage=10)
    case.set_course(
        phase_since=0, quiet_weeks=3, quiet_on=23, locks=(Held(cause, "clinician_parallel", ("F34_reds",), 0),)
    )
    case.check_in(30, average=1, worst=2, scores=(9,))
    assert case.course.phase == 4
    case.set_course(locks=())
    assert try_exit(case.course, case.now.log, case.frame).course.phase == 5


def test_a_rule_that_an_administrator_makes_lock_locks_and_can_be_cleared() -> None:
    """Also one that reads no flag: the rule stands for it."""
    case = Follower()
    rules = tuple(replace(r, result="lock_plan") if r.id == "X2_red" else r for r in case.frame.catalog.session_rules)
    case.frame = replace(case.frame, catalog=replace(case.frame.catalog, session_rules=rules))
    case.train(1, pain=7)
    assert case.course.is_locked(Cause.SAFETY)
    case.log(Clearance("k", 2, frozenset({"X2_red"})))
    assert not case.course.locks


def test_too_much_at_an_easier_stage_takes_the_harder_one_back() -> None:
    """A run beyond the present stage moves nothing; one below it brings the stage down to it."""
    case = running(stage=6)
    case.run(30, stage=3, pain=9)
    assert case.course.stage == 3


def test_going_back_again_and_again_at_stage_one_ends_in_strength_work() -> None:
    """There is no stage below, but there is a phase."""
    case = running(stage=1)
    case.run(30, pain=8)
    case.run(33, pain=8)
    assert case.course.phase == 3


def test_two_runs_within_48_hours_are_one_clean_run() -> None:
    """Otherwise one good morning would count twice."""
    case = running()
    case.run(30)
    case.log(Run("again", 30, 4, 30, 1, (), False, False, 3, 1.0))
    case.rate(31, morning=1)
    assert case.course.stage == 3


def test_two_months_without_a_run_begin_at_the_first_stage() -> None:
    """The last run is remembered, however long ago it was."""
    case = Follower()
    case.run(5, stage=None)
    for day in (40, 75):
        case.rate(day)
    assert gap_weeks(case.course, case.now.log, case.frame, 75) == 10


def test_a_check_in_that_is_sent_again_decides_once() -> None:
    """An edit of the same day goes one phase back no second time."""
    case = Follower(nprs_now=1, nprs_avg7=1, nprs_worst7=2, walk_tolerance_min=60, morning_stiffness_min=5)
    case.set_course(day=14)
    case.check_in(14, average=4, worst=5)
    phase = case.course.phase
    case.check_in(14, average=4, worst=6)
    assert case.course.phase == phase
    assert not any(made.has_changed for made in case.said)


def test_the_last_test_done_counts_not_the_last_written() -> None:
    """A late entry of an older test does not undo a newer one."""
    case = Follower()
    case.log(SelfTest("new", 10, {"jog_pain": 8}))
    case.log(SelfTest("old", 5, {"jog_pain": 0}))
    assert not entry_results(case.course, case.now.log, case.frame)["E6"]


def test_missed_tests_after_staying_well_leave_running_shut() -> None:
    """Back from a long gap in phase 5: no running before the tests, and no way round them by a phase back."""
    case = running(stage=10)
    case.set_course(phase=5, has_to_retest=True)
    case.check_in(30, average=1, worst=2)
    assert not may_run(case.course, case.frame, 31)


def test_a_way_back_held_up_by_a_lock_asks_for_the_tests_again() -> None:
    """A week of strength that became five: running does not open by itself without the entry tests."""
    for lifted, asks in ((42, False), (75, True)):
        case = running(stage=4)
        case.set_course(
            phase=3, back_on=40, stage=2, locks=(Held(Cause.RUNNING, "clinician_parallel", ("F34_reds",), 33),)
        )
        for day in range(34, lifted, 3):
            case.train(day)
        case.log(Clearance("k", lifted, frozenset({"F34_reds"})))
        case.rate(lifted + 1, morning=1)
        assert case.course.phase == 4
        assert case.course.has_to_retest is asks
        assert may_run(case.course, case.frame, lifted + 1) is not asks


def test_a_lesser_answer_never_makes_a_lock_milder() -> None:
    """The new flag is taken in, the tier stays the highest."""
    case = Follower()
    case.log(Shut("a", 1, "emergency_now", ("F01_ces_bladder",)))
    case.log(Shut("b", 2, "clinician_before_start", ("F30_extreme_pain",)))
    (lock,) = case.course.locks
    assert (lock.tier, set(lock.flags)) == ("emergency_now", {"F01_ces_bladder", "F30_extreme_pain"})


def test_an_old_recheck_does_not_answer_todays_question() -> None:
    """One that is entered late, or corrected, is of its own day."""
    case = Follower()
    case.train(10, spread=True)
    case.log(Recheck("late", 4, case.safe()))
    assert case.course.has_to_rescreen
    case.log(Recheck("now", 10, case.safe()))
    assert not case.course.has_to_rescreen


def test_a_sharp_landing_in_a_test_asks_the_safety_questions() -> None:
    """As on a run: nobody runs before they are answered."""
    case = running()
    case.log(SelfTest("t", 30, {"hop_pain": 6, "hop_sharp": True}))
    assert case.rules() == ["RR2"]
    assert case.course.has_to_rescreen
    assert not may_run(case.course, case.frame, 33)


def test_a_flare_that_ends_at_a_check_in_leads_into_no_new_phase_that_day() -> None:
    """One level lower first; the next check-in may lead on."""
    case = Follower()
    for day in range(1, 12):
        case.rate(day, morning=1, worst=2, average=1)
        case.train(day)
    case.log(FlareReport("f", 11, case.safe(), 5))
    for day in (12, 13):
        case.train(day)
    case.check_in(14, average=1, worst=2)
    assert case.course.flare is None
    assert case.course.phase == 2
    for day in range(15, 21):
        case.rate(day, morning=1, worst=2, average=1)
        case.train(day)
    case.check_in(21, average=1, worst=2)
    assert case.course.phase == 3
