"""The way from a plan to what is wanted: it arrives, in order, by changes that nothing speaks against."""

from __future__ import annotations

import random

import pytest

from accounts.models import User
from rehab.checkins.standing import Standing
from rehab.clinic.differing import Wanted, difference, wanted_of
from rehab.clinic.sources import by_engine
from rehab.engine.catalog import Level
from rehab.engine.progress.course import Role
from rehab.engine.progress.doses import is_allowed, level_of
from rehab.engine.progress.objecting import Trouble, troubles
from tests.checkins.days import standing_now
from tests.intake.walking import ada as ada
from tests.plans.making import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def standing(ada: User) -> Standing:
    """Where Ada's new plan stands."""
    plan_of(ada)
    return standing_now(ada)


def _reach(standing: Standing, wanted: tuple[Wanted, ...]) -> tuple[object, ...]:
    made = difference(wanted, standing.course, standing.log, standing.frame)
    assert troubles(made.changes, standing.course, standing.log, standing.frame) == ()
    assert difference(wanted, made.after, standing.log, standing.frame).changes == ()
    items = [item for item in made.after.items if item.role is Role.EXERCISE]
    return tuple((item.exercise_id, level_of(standing.frame.catalog, item)) for item in items)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.sqlite_only
def test_it_arrives_at_what_is_wanted_in_its_order(standing: Standing, seed: int) -> None:
    """Whatever is wanted of what is allowed, and the second time there is nothing left to change."""
    dice, frame = random.Random(seed), standing.frame
    allowed = [
        exercise
        for exercise in frame.catalog.exercises.values()
        if is_allowed(exercise, standing.course.phase, frame) and exercise.levels[0].minutes is None
    ]
    chosen = dice.sample(allowed, dice.randint(1, 7))
    wanted = tuple(Wanted(one.id, dice.randint(1, len(one.levels))) for one in chosen)
    levels = [one.levels[(want.level or 1) - 1] for one, want in zip(chosen, wanted, strict=True)]
    assert _reach(standing, wanted) == tuple(zip((one.id for one in chosen), levels, strict=True))


def test_an_own_dose_arrives_as_it_was_written(standing: Standing) -> None:
    """And one that says what a level says is that level."""
    bridge = standing.frame.catalog.exercises["bridge"].levels[0]
    own = Level(0, bridge.sets, (bridge.reps or 0) + 3, bridge.hold_s)
    ((name, level),) = _reach(standing, (Wanted("bridge", own=own),))
    assert (name, str(level)) == ("bridge", str(own))
    made = difference((Wanted("bridge", own=bridge),), standing.course, standing.log, standing.frame)
    assert next(item.own for item in made.after.items if item.exercise_id == "bridge") is None


def test_what_is_there_already_changes_nothing(standing: Standing) -> None:
    """Nor does what the rules propose for an untouched plan, nor nothing at all."""
    course, frame = standing.course, standing.frame
    for wanted in (wanted_of(course.items), by_engine(course, frame), ()):
        assert difference(wanted, course, standing.log, frame).changes == ()


@pytest.mark.parametrize(
    ("wanted", "trouble"),
    [
        (Wanted("no_such_exercise", 1), Trouble.NOT_THERE),
        (Wanted("bridge", 99), Trouble.OUT_OF_BOUNDS),
        (Wanted("bridge", own=Level(0, sets=6, reps=51, hold_s=2)), Trouble.OUT_OF_BOUNDS),
        (Wanted("bridge", own=Level(0, minutes=5)), Trouble.OUT_OF_BOUNDS),
    ],
)
def test_what_makes_no_sense_is_left_out_and_cannot_be_confirmed(
    standing: Standing, wanted: Wanted, trouble: Trouble
) -> None:
    """Neither by its name nor by its dose."""
    meant = frozenset({wanted.exercise_id})
    kept = next(item.exercise_id for item in standing.course.items if item.exercise_id != wanted.exercise_id)
    both = (wanted, Wanted(kept, 1))
    made = difference(both, standing.course, standing.log, standing.frame, meant)
    assert made.objected == ((wanted.exercise_id, trouble),)
    assert kept in [item.exercise_id for item in made.after.items]


def test_running_is_never_part_of_it(standing: Standing) -> None:
    """Runs have their stages."""
    made = difference((Wanted("run_walk", 1),), standing.course, standing.log, standing.frame, frozenset({"run_walk"}))
    assert (made.changes, made.objected) == ((), ())
