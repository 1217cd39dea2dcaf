"""A therapist's changes: each kind, what speaks against it, what is fixed, what waits, and taking back."""

from __future__ import annotations

from typing import Any

import pytest

from rehab.engine.catalog import Level
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.course import Cause, Role
from rehab.engine.progress.doses import label, level_of, prescribed
from rehab.engine.progress.log import Rating, Shut
from rehab.engine.progress.objecting import Trouble
from rehab.engine.progress.runs import may_run

from .changes import addable, adjusted, first, trouble
from .follower import Follower
from .test_run_rules import running

KIND = ChangeKind
BENT = {"aggravating": ["bend_forward", "sitting_15", "cough_sneeze"], "easing": ["walking"]}


def test_a_dose_of_the_library_and_one_of_their_own() -> None:
    """Before → after with the reason; the own dose is what is prescribed."""
    case = Follower()
    name = first(case)
    before = label(case.frame.catalog, case.item(name))
    adjusted(case, Change(KIND.DOSE, name, level=2))
    (said,) = case.said
    assert (said.subject, said.before, said.after) == (name, before, label(case.frame.catalog, case.item(name)))
    assert dict(said.inputs) == {"therapist_reason": "Your calf first."}
    own = Level(0, sets=5, reps=7, hold_s=level_of(case.frame.catalog, case.item(name)).hold_s)
    adjusted(case, Change(KIND.DOSE, name, own=own))
    dose = next(d for d in prescribed(case.course, case.now.log, case.frame, 0) if d.item.exercise_id == name)
    assert (dose.level.sets, dose.level.reps) == (5, 7)


@pytest.mark.parametrize(
    "fields", [{"level": 9}, {"level": 0}, {"own": Level(0, sets=7, reps=8)}, {"own": Level(0, minutes=20)},
               {"own": Level(0, sets=0, reps=8)}, {"own": Level(0, sets=2, reps=999)}],
)  # fmt: skip
def test_a_dose_out_of_bounds_changes_nothing(fields: dict[str, Any]) -> None:
    """Nor does any other change of the same save."""
    case = Follower()
    before = case.course.items
    adjusted(case, Change(KIND.REMOVE, case.course.items[1].exercise_id), Change(KIND.DOSE, first(case), **fields))
    assert (case.course.items, case.said) == (before, ())
    assert trouble(case, Change(KIND.DOSE, first(case), **fields)) is Trouble.OUT_OF_BOUNDS


def test_a_rule_goes_on_from_an_own_dose() -> None:
    """Down to its level first, then a level each; from below the first level it goes no lower."""
    case = Follower()
    name = first(case)
    held = level_of(case.frame.catalog, case.item(name)).hold_s
    adjusted(case, Change(KIND.DOSE, name, own=Level(0, sets=6, reps=50, hold_s=held)))
    top = len(case.frame.catalog.exercises[name].levels)
    assert case.item(name).level == top
    case.train(1, pain=6)
    assert (case.item(name).level, case.item(name).own) == (top, None)
    adjusted(case, Change(KIND.DOSE, name, own=Level(0, sets=1, reps=1, hold_s=held and 1)), day=9)
    case.train(10, pain=6)
    assert str(level_of(case.frame.catalog, case.item(name))).startswith("1x1")


def test_what_is_fixed_is_moved_by_no_rule_and_still_rests() -> None:
    """Pain of 6, spread and missed weeks leave it where it is; it rests, and the questions are asked."""
    case = Follower()
    name = first(case)
    adjusted(case, Change(KIND.DOSE, name, level=2), Change(KIND.FIX, name))
    before = (case.item(name).level, case.item(name).exercise_id)
    case.train(1, pain=6)
    assert (case.item(name).level, case.item(name).exercise_id) == before
    assert case.item(name).rest_until >= 2
    case.train(3, spread=True)
    assert case.course.has_to_rescreen
    assert case.item(name).rest_until >= 10
    case.log(Rating("late", 20, 1, 1, 1))
    assert (case.item(name).level, case.item(name).exercise_id) == before
    adjusted(case, Change(KIND.LOOSE, name))
    assert not case.item(name).fixed


def test_what_is_barred_needs_a_confirmation_which_is_told() -> None:
    """Then it is prescribed at once."""
    case = Follower(**BENT)
    name = addable(case, barred=True)
    assert trouble(case, Change(KIND.ADD, name)) is Trouble.BARRED
    adjusted(case, Change(KIND.ADD, name))
    assert all(item.exercise_id != name for item in case.course.items)
    adjusted(case, Change(KIND.ADD, name, confirmed=True))
    assert dict(case.said[0].inputs)["confirmed_against"] is True
    assert name in [d.item.exercise_id for d in prescribed(case.course, case.now.log, case.frame, 0)]


def test_adding_removing_exchanging_and_reordering() -> None:
    """An added exercise stands at the end of the exercises; what was taken out stays out in the next phase too."""
    case = Follower()
    gone, new, old = first(case), addable(case), case.course.items[1].exercise_id
    adjusted(case, Change(KIND.REMOVE, gone), Change(KIND.ADD, new))
    exercises = [item.exercise_id for item in case.course.items if item.role is Role.EXERCISE]
    assert gone not in exercises
    assert exercises[-1] == new
    adjusted(case, Change(KIND.MOVE, new, place=0))
    assert first(case) == new
    assert (case.said[0].before, case.said[0].after) == (f"place {len(exercises)}", "place 1")
    again = addable(case)
    adjusted(case, Change(KIND.EXCHANGE, old, for_id=again))
    assert case.item(again).replaces == old
    adjusted(case, Change(KIND.PHASE, phase=case.course.phase + 1, confirmed=True))
    assert not {gone, old} & {item.exercise_id for item in case.course.items}


def test_the_phase_moves_one_at_a_time_and_an_unmet_exit_is_confirmed() -> None:
    """Never under a lock, never two at once."""
    case = Follower()
    phase = case.course.phase
    assert trouble(case, Change(KIND.PHASE, phase=phase + 2)) is Trouble.OUT_OF_BOUNDS
    assert trouble(case, Change(KIND.PHASE, phase=phase + 1)) is Trouble.UNMET
    adjusted(case, Change(KIND.PHASE, phase=phase + 1, confirmed=True))
    assert case.course.phase == phase + 1
    case.log(Shut("s", 1, "urgent_24_48h", ("F05",)))
    adjusted(case, Change(KIND.PHASE, phase=phase, confirmed=True), day=1)
    assert case.course.phase == phase + 1
    assert trouble(case, Change(KIND.PHASE, phase=phase, confirmed=True)) is Trouble.LOCKED


def test_no_confirmation_leads_into_running_under_a_lock() -> None:
    """A warning sign is opened by a clearance alone."""
    case = Follower(duration_weeks=20, seen_clinician="no")
    assert case.course.is_locked(Cause.CONTACT)
    while case.course.phase < 3:
        adjusted(case, Change(KIND.PHASE, phase=case.course.phase + 1, confirmed=True))
    assert trouble(case, Change(KIND.PHASE, phase=4, confirmed=True)) is Trouble.LOCKED
    adjusted(case, Change(KIND.PHASE, phase=4, confirmed=True))
    assert case.course.phase == 3


def test_a_held_phase_is_not_left_and_a_paused_plan_has_nothing_to_do() -> None:
    """Until the day said; steps down go on."""
    case = running(2)
    adjusted(case, Change(KIND.PAUSE, until=case.course.day + 3))
    assert prescribed(case.course, case.now.log, case.frame, case.course.day) == ()
    assert not may_run(case.course, case.frame, case.course.day)
    adjusted(case, Change(KIND.PAUSE))
    assert prescribed(case.course, case.now.log, case.frame, case.course.day)
    adjusted(case, Change(KIND.HOLD, until=case.course.day + 3))
    assert (case.said[0].before, case.said[0].after) == ("goes on", "held")
