"""The week's decision, flares, missed time, and the phases: what moves a plan, and what never does."""

from __future__ import annotations

from typing import Any

import pytest

from rehab.engine.progress.course import Cause
from rehab.engine.progress.days import begin_day
from rehab.engine.progress.doses import prescribed
from rehab.engine.progress.log import Clearance, Contact, FlareReport, Recheck
from rehab.engine.progress.pain import delta_psfs
from rehab.engine.progress.runs import may_run
from rehab.engine.progress.training import adherence_pct

from .follower import Follower


def _weeks(case: Follower, weeks: int, average: int = 3, **fields: Any) -> None:
    for day in range(1, 7 * weeks + 1):
        case.rate(day, morning=average, worst=average + 1, average=average)
        case.train(day)
        if day % 7 == 0:
            case.check_in(day, average=average, worst=average + 1, **fields)


@pytest.mark.parametrize(
    ("flag", "tier", "rule"),
    [("rf_saddle", "emergency_now", "W0_flag"), ("rf_calf", "urgent_24_48h", "W0_flag")],
)
def test_a_new_warning_sign_shuts_the_plan_at_once(flag: str, tier: str, rule: str) -> None:
    """Nothing is prescribed, nobody runs, no phase is left; only a clearance opens it, not answering again."""
    case = Follower()
    case.check_in(7, answers=case.safe(**{flag: "yes"}))
    assert rule in case.rules()
    assert case.course.locks[0].tier == tier
    assert prescribed(case.course, case.now.log, case.frame, 8) == ()
    assert not may_run(case.course, case.frame, 8)
    case.check_in(14)
    case.log(Contact("c", 15))
    assert case.course.is_locked(Cause.SAFETY)
    case.log(Clearance("k", 16, frozenset(case.course.locks[0].flags)))
    assert not case.course.is_locked(Cause.SAFETY)


def test_a_flag_known_from_the_intake_is_no_new_one() -> None:
    """A parallel flag that fired at intake is dealt with by its lock; the weekly re-check does not fire it again."""
    case = Follower(duration_weeks=20, seen_clinician="no")
    assert case.course.is_locked(Cause.CONTACT)
    case.log(Recheck("r", 3, case.safe()))
    assert not case.said


def test_low_adherence_shrinks_the_plan_to_three_exercises_on_three_days() -> None:
    """W4, for 7 days."""
    case = Follower()
    case.check_in(7)
    assert case.rules("plan") == ["W4_low_adherence"]
    exercises = [d for d in prescribed(case.course, case.now.log, case.frame, 8) if d.item.role == "exercise"]
    assert len(exercises) <= 3
    later = prescribed(case.course, case.now.log, case.frame, 15)
    assert len([d for d in later if d.item.role == "exercise"]) > 3


def test_a_flare_is_calm_days_and_then_one_level_lower() -> None:
    """W3 by the daily ratings; no running; settled on day 3 the plan goes on, lower."""
    case = Follower()
    _weeks(case, 1)
    case.rate(8, average=7)
    levels = {i.exercise_id: i.level for i in case.course.items}
    case.check_in(8, average=7, worst=8)
    assert "W3_flare" in case.rules()
    calm = prescribed(case.course, case.now.log, case.frame, 9)
    assert all((d.level.sets or 1) <= 2 for d in calm)
    assert not may_run(case.course, case.frame, 9)
    case.rate(10, average=3)
    assert case.course.flare is not None  # not before the third day
    case.rate(11, average=3)
    assert case.course.flare is None
    assert "FL5_settled" in case.rules()
    assert all(i.level <= levels[i.exercise_id] for i in case.course.items)


def test_a_flare_that_does_not_settle_goes_back_a_phase_and_then_to_a_clinician() -> None:
    """Day 7 one phase back, once; day 14 a clinician; unrated days are unknown and decide nothing."""
    case = Follower()
    case.log(FlareReport("f", 5, case.safe(), 6))
    case.rate(9, average=7)
    assert case.course.phase == 2
    case.rate(12, average=7)
    assert case.course.phase == 1
    case.rate(13, average=7)
    assert case.course.phase == 1
    assert not case.course.is_locked(Cause.CONTACT)
    case.rate(19, average=7)
    assert case.course.is_locked(Cause.CONTACT)


def test_three_flares_in_six_weeks_ask_for_a_clinician() -> None:
    """Calm days as before, and running waits."""
    case = Follower()
    for number, day in enumerate((2, 12, 22)):
        case.log(FlareReport(f"f{number}", day, case.safe(), 6))
        if number < 2:
            case.rate(day + 3, average=2)
    assert "FL1_three_in_6wk" in case.rules()
    assert case.course.is_locked(Cause.CONTACT)


@pytest.mark.parametrize(("gap", "down", "retest"), [(7, 0, False), (8, 1, False), (14, 1, False), (15, 2, True)])
def test_missed_days_lower_the_doses(gap: int, down: int, retest: bool) -> None:
    """Up to 7 days where one left, up to 14 one level, up to 28 two and the entry again."""
    case = Follower()
    case.train(0)
    case.set_course(items=tuple(type(i)(i.exercise_id, 3, i.role) for i in case.course.items))
    course = begin_day(gap + 1, case.course, case.now.log, case.frame).course
    assert {i.level for i in course.items} == {3 - down}
    assert course.has_to_retest is retest
    assert not course.has_to_restart


def test_more_than_four_weeks_missed_begins_again() -> None:
    """Nothing is prescribed until a short new intake."""
    case = Follower()
    case.train(0)
    course = begin_day(30, case.course, case.now.log, case.frame).course
    assert course.has_to_restart
    assert prescribed(course, case.now.log, case.frame, 30) == ()


def test_four_weeks_without_a_change_that_matters_ask_for_a_clinician_and_six_pause() -> None:
    """W7 from day 28, W8 from day 42: running and then progress wait for a contact."""
    case = Follower()
    _weeks(case, 3, average=4)
    assert not case.course.is_locked()
    for week, rule, cause in ((4, "W7_no_change_4wk", Cause.CONTACT), (6, "W8_no_change_6wk", Cause.PROGRESS)):
        case.check_in(7 * week, average=4, worst=5, scores=(1,))
        assert rule in case.rules()
        assert case.course.is_locked(cause)
    case.log(Contact("c", 43))
    assert not case.course.is_locked()


def test_the_gain_in_activities_is_held_against_their_first_scores_for_good() -> None:
    """The first activity against the intake, the others against their first check-in, also half a year later."""
    case = Follower(psfs_run=2)
    case.check_in(7, scores=(3, 4))
    assert delta_psfs(case.now.log, 7, case.frame.start.facts) == 1
    for week in range(3, 28, 2):
        case.check_in(7 * week, scores=(6, 8))
    gain = delta_psfs(case.now.log, 200, case.frame.start.facts, case.course.first_scores)
    assert gain == 4


def test_no_progress_without_data() -> None:
    """Six weeks in which nothing at all is logged but the check-ins: no level, phase or stage rises."""
    case = Follower(nprs_avg7=1, nprs_now=1, nprs_worst7=2)
    before = {i.exercise_id: i.level for i in case.course.items}
    for week in range(1, 4):
        case.check_in(7 * week, average=1, worst=2)
    assert case.course.phase <= case.frame.start.start_phase
    assert all(i.level <= before.get(i.exercise_id, 1) for i in case.course.items)


def test_phase_one_may_be_left_on_any_day_from_the_third_with_four_ratings() -> None:
    """Without a check-in, by the daily ratings; not on day 2, not with three ratings."""
    case = Follower(nprs_avg7=5, nprs_now=4, nprs_worst7=6, walk_tolerance_min=15, walk_pain=3)
    assert case.course.phase == 1
    for day in (0, 1, 2):
        case.rate(day, average=3, worst=4)
    assert case.course.phase == 1
    case.rate(3, average=3, worst=4)
    assert case.course.phase == 2
    assert case.rules("phase") == ["P1_to_P2"]


def test_a_pattern_changes_only_by_the_same_result_twice_three_days_apart() -> None:
    """M3: once is not enough, nor twice within two days."""
    case = Follower()
    for day, changed in ((7, False), (8, False), (14, case.course.category != "FLX")):
        case.check_in(day, ext_test="better")
        if not changed:
            assert case.course.category == case.frame.start.category


def test_days_on_which_the_plan_was_shut_were_not_missed() -> None:
    """A week under a safety lock, then cleared: the check-in does not shrink the plan for it."""
    case = Follower()
    case.log(Recheck("r", 0, case.safe(rf_calf="yes")))
    flags = frozenset(case.course.locks[0].flags)
    case.log(Clearance("k", 7, flags))
    case.train(7)
    case.rate(8)
    assert adherence_pct(case.course, case.now.log, case.frame, 8) in (50, 100)
    case.check_in(8)
    assert "W4_low_adherence" not in case.rules()


def test_a_pause_after_six_weeks_needs_a_contact_of_after_it() -> None:
    """A contact of week 5 answered week 4's rule; the pause of week 6 asks for one more, and only one."""
    case = Follower()
    _weeks(case, 3, average=4)
    case.check_in(28, average=4, worst=5, scores=(1,))
    case.log(Contact("a", 35))
    case.check_in(42, average=4, worst=5, scores=(1,))
    assert case.course.is_locked(Cause.PROGRESS)
    case.log(Contact("b", 44))
    case.check_in(49, average=4, worst=5, scores=(1,))
    assert not case.course.is_locked(Cause.PROGRESS)


def test_missed_days_lower_what_other_phases_will_bring_back_too() -> None:
    """Levels that were set aside with a phase fall as those in use do."""
    case = Follower()
    case.train(0)
    case.set_course(levels={"bridge": 3, "plank": 1})
    course = begin_day(10, case.course, case.now.log, case.frame).course
    assert course.levels == {"bridge": 2, "plank": 1}
