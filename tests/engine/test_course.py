"""Single steps of a course, each with the rule it is about."""

from __future__ import annotations

from dataclasses import replace

from rehab.engine.progress.beginning import begin
from rehab.engine.progress.course import Cause, Course, Frame, Item
from rehab.engine.progress.days import begin_day
from rehab.engine.progress.doses import prescribed, step_up
from rehab.engine.progress.exits import drop_phase, enter
from rehab.engine.progress.following import Followed, first_day, follow
from rehab.engine.progress.log import Clearance, Contact, Entry, FlareReport, Log, Recheck
from rehab.engine.progress.pain import nprs_avg7
from rehab.engine.progress.runs import may_run

from .courses import checkin, frame_of, good_day, rating, run, safety, session


def _good_weeks(frame: Frame, days: int) -> Followed:
    state = first_day(frame)
    for day in range(days):
        for entry in good_day(day, begin_day(day, state.course, state.log, frame).course, state.log, frame):
            state = follow(state, entry, frame)
    return state


def _write(state: Followed, frame: Frame, *entries: Entry) -> Followed:
    for entry in entries:
        state = follow(state, entry, frame)
    return state


def _levels(course: Course) -> dict[str, int]:
    return {item.exercise_id: item.level for item in course.items}


def _at_last_levels(course: Course, frame: Frame, *names: str) -> Course:
    return replace(course, items=tuple(Item(name, len(frame.catalog.exercises[name].levels)) for name in names))


def _trained(state: Followed, frame: Frame, *days: int) -> Followed:
    """Good sessions on these days, every morning rated."""
    for day in days:
        state = _write(state, frame, rating(day))
        done = session(day, state.course, state.log, frame)
        assert done is not None
        state = _write(state, frame, done, rating(day + 1))
    return state


def test_two_exercises_change_by_the_ladder_in_a_week_also_at_two_check_ins() -> None:
    """At most two ladder swaps a week, however often a check-in is made."""
    frame = frame_of(2)
    before = {"bridge", "side_plank_knees", "calf_raise_double", "clam_band"}
    state = Followed(_at_last_levels(begin(frame), frame, *sorted(before)), Log())
    state = _trained(state, frame, 1, 3, 5)
    state = _write(state, frame, checkin(6))
    assert len(before - set(_levels(state.course))) == 2
    state = _write(_trained(state, frame, 7, 8), frame, checkin(9))
    assert len(before - set(_levels(state.course))) == 2
    state = _write(_trained(state, frame, 10, 12), frame, checkin(13))
    assert not before & set(_levels(state.course))


def test_an_exercise_of_two_phases_rises_once_a_week() -> None:
    """One level change for each exercise and week, also when a phase begins in between."""
    frame = frame_of(0)
    raised = replace(begin(frame), day=6, phase=1, items=(Item("cat_cow", 2, changed_on=6),))
    entered = enter(2, raised, Log(), frame)
    item = next(item for item in entered.items if item.exercise_id == "cat_cow")
    assert (item.level, item.changed_on) == (2, 6)
    assert step_up(item, entered, frame, 12) == item
    assert step_up(item, entered, frame, 13).level == 3


def test_a_rise_is_remembered_through_a_phase_without_the_exercise() -> None:
    """Out of a phase and back within the week: the week of the last rise goes on."""
    frame = frame_of(0)
    raised = replace(begin(frame), day=13, items=(Item("childs_pose", 2, changed_on=13),))
    away = replace(enter(3, raised, Log(), frame), day=15)
    back = drop_phase(away, frame)
    item = next(item for item in back.items if item.exercise_id == "childs_pose")
    assert (item.level, item.changed_on) == (2, 13)


def test_what_pain_took_out_begins_again_at_level_1() -> None:
    """Red twice in 7 days brings the easier exercise; a later phase does not bring the old dose back."""
    frame = frame_of(2)
    course = replace(begin(frame), levels={"bird_dog": 3})
    state = Followed(replace(course, items=(Item("bird_dog", 3),)), Log())
    for day in (1, 2):
        done = session(day, state.course, state.log, frame, pain=7)
        assert done is not None
        state = _write(state, frame, done)
    assert "bird_dog" not in _levels(state.course)
    again = enter(3, drop_phase(state.course, frame), Log(), frame)
    assert _levels(again)["bird_dog"] == 1


def test_a_new_start_is_asked_for_once() -> None:
    """More than 28 days missed: said on the day, not again with each look."""
    frame = frame_of(0)
    first = begin_day(40, begin(frame), Log(), frame)
    assert [d.rule for d in first.decisions].count("MT4_longer") == 1
    assert not begin_day(60, first.course, Log(), frame).decisions
    assert prescribed(first.course, Log(), frame, 60) == ()


def test_no_lock_leads_into_the_running_phase() -> None:
    """Whatever the cause: the exit of phase 3 waits until the lock is open."""
    frame = frame_of(2)
    for cause in Cause:
        state = _good_weeks(frame, 20)
        assert state.course.phase == 3
        found = _write(state, frame, Recheck("c", 20, safety("rf_weight_loss")))
        held = replace(found.course, locks=tuple(replace(lock, cause=cause) for lock in found.course.locks))
        state = Followed(held, found.log)
        for day in (20, 21, 22, 23, 24, 25, 26, 27):
            state = _write(state, frame, *good_day(day, state.course, state.log, frame))
        assert state.course.phase == 3
        flags = frozenset(flag for lock in state.course.locks for flag in lock.flags)
        state = _write(state, frame, Clearance("o", 27, flags))
        for day in range(28, 35):
            today = begin_day(day, state.course, state.log, frame).course
            state = _write(state, frame, *good_day(day, today, state.log, frame))
        assert state.course.phase == 4


def test_a_contact_opens_no_safety_lock() -> None:
    """What clinician-before-start or worse has closed needs a clearance of its flags, all of them."""
    frame = frame_of(0)
    state = _write(first_day(frame), frame, Recheck("c", 1, safety("rf_weight_loss", "rf_bladder")))
    assert _write(state, frame, Contact("k", 2)).course.locks == state.course.locks
    some = _write(state, frame, Clearance("o", 2, frozenset({"F19_weight_loss"})))
    assert some.course.is_locked(Cause.SAFETY)
    flags = frozenset({"F19_weight_loss", "F01_ces_bladder"})
    assert not _write(state, frame, Clearance("o", 2, flags)).course.locks


def test_a_run_rests_48_hours() -> None:
    """The day after a run is none for running, the second is; after pain above 5 as well."""
    frame = frame_of(0)
    state = _write(first_day(frame), frame, run(3, first_day(frame).course))
    assert [may_run(state.course, frame, day) for day in (3, 4, 5)] == [False, False, True]


def test_calm_days_need_a_rating_to_end() -> None:
    """On day 3 or 4 within 1 of before, or from day 7; a rating below on day 2 or 5 ends nothing."""
    frame = frame_of(0)
    state = _good_weeks(frame, 7)
    state = _write(state, frame, rating(8, 1, 7, 6), FlareReport("f", 8, safety(), 6))
    for day, calm in ((10, True), (13, True), (11, False), (12, False), (15, False)):
        assert (_write(state, frame, rating(day)).course.flare is not None) is calm, day
    assert begin_day(30, state.course, state.log, frame).course.flare is not None


def test_a_morning_that_nobody_rated_is_no_good_one() -> None:
    """Two good sessions in a row are two with a known morning: an unknown one between begins the row again."""
    frame = frame_of(0)
    state = first_day(frame)
    for day in (0, 1, 3):
        done = session(day, state.course, state.log, frame)
        assert done is not None
        state = _write(state, frame, done)
    last = _trained(state, frame, 5)
    assert _levels(_write(last, frame, checkin(6)).course) == _levels(state.course)
    known = _trained(_write(state, frame, rating(3), rating(4)), frame, 5)
    assert _levels(_write(known, frame, checkin(6)).course) != _levels(state.course)


def test_yesterday_without_its_morning_is_repeated_and_today_is_passed_over() -> None:
    """At a check-in the morning after today's session is still to come; the morning of today is not."""
    frame = frame_of(0)
    state = _trained(first_day(frame), frame, 0, 1, 3, 4)
    done = session(5, state.course, state.log, frame)
    assert done is not None
    state = _write(state, frame, done)
    before = _levels(state.course)
    assert _levels(_write(state, frame, checkin(5)).course) != before
    assert _levels(_write(state, frame, checkin(6)).course) == before


def test_three_ratings_are_no_week() -> None:
    """The week's average needs four daily ratings; with fewer the check-in's own average counts."""
    frame = frame_of(0)
    state = _write(first_day(frame), frame, *(rating(day, 1, 2, 1) for day in (4, 5, 6)), checkin(6, 3))
    assert nprs_avg7(state.log, 6, frame.start.facts) == 3
    state = _write(state, frame, rating(3, 1, 2, 1))
    assert nprs_avg7(state.log, 6, frame.start.facts) == 1


def test_calm_days_have_half_the_sets() -> None:
    """The phase 1 set at half its sets, one at least, and ten minutes of walking."""
    frame = frame_of(4)
    state = _write(first_day(frame), frame, FlareReport("f", 1, safety(), 6))
    doses = {dose.item.exercise_id: str(dose.level) for dose in prescribed(state.course, state.log, frame, 1)}
    assert (doses["prone_on_elbows"], doses["walk_easy"]) == ("1x1x20s", "10 min")


def test_running_comes_back_below_the_stage_that_was_left() -> None:
    """Whoever was in phase 4 before begins a stage below where that was left at most."""
    frame = frame_of(0)
    before = replace(begin(frame), phase=3)
    assert enter(4, before, Log(), frame).stage == 7
    assert enter(4, replace(before, stage=3), Log(), frame).stage == 2
    assert enter(4, replace(before, stage=1), Log(), frame).stage == 1


def test_a_sign_for_a_clinician_first_closes_the_whole_plan() -> None:
    """From clinician-before-start up nothing is prescribed; a sign to be seen alongside leaves the exercises."""
    frame = frame_of(0)
    state = _write(first_day(frame), frame, Recheck("c", 1, safety("rf_weight_loss")))
    assert state.course.is_locked(Cause.SAFETY)
    assert prescribed(state.course, state.log, frame, 1) == ()
    state = _write(first_day(frame), frame, checkin(1, limb="distal"))
    assert [lock.cause for lock in state.course.locks] == [Cause.CONTACT]
    assert prescribed(state.course, state.log, frame, 1)
