"""What may be tried in the place of an exercise that hurts too much: only what the engine itself would lead to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rehab.engine.progress.course import Flare, Item, Role
from rehab.engine.progress.doses import is_allowed, step_down, to_easier
from rehab.engine.progress.easing import easier_than
from rehab.engine.progress.log import Log, Mark, Session

from .courses import RUNNERS, frame_of
from .follower import Follower

STRONG = {"nprs_now": 1, "nprs_avg7": 1, "nprs_worst7": 2, "walk_tolerance_min": 60, "morning_stiffness_min": 5}


@pytest.mark.parametrize("number", range(len(RUNNERS)))
def test_it_is_what_the_rules_lead_to_and_never_more(number: int) -> None:
    """The neighbour a spread would lead to, else a level lower; allowed in the phase, not in use, not left out."""
    frame, case = frame_of(number), Follower(**RUNNERS[number])
    for item in case.course.items:
        found = easier_than(item, case.course, Log(), frame, 0)
        if found is None:
            assert item.level == 1
            continue
        ruled = to_easier(item, case.course, frame, 0)
        assert found.item in (replace(ruled, lowered_on=found.item.lowered_on), step_down(item, 0))
        if found.item.exercise_id != item.exercise_id:
            exercise = frame.catalog.exercises[found.item.exercise_id]
            assert is_allowed(exercise, case.course.phase, frame)
            assert found.level.level == 1
            assert found.item.exercise_id not in {other.exercise_id for other in case.course.items}


def test_without_a_neighbour_it_is_a_level_lower() -> None:
    """And at the first level nothing."""
    case = Follower(**STRONG)
    bottom = next(i for i in case.course.items if case.frame.catalog.exercises[i.exercise_id].regression is None)
    second = replace(bottom, level=2)
    assert len(case.frame.catalog.exercises[bottom.exercise_id].levels) > 1
    found = easier_than(second, case.course, Log(), case.frame, 0)
    assert found is not None
    assert (found.item.exercise_id, found.level.level) == (bottom.exercise_id, 1)
    assert easier_than(replace(bottom, level=1), case.course, Log(), case.frame, 0) is None


def test_nothing_in_calm_days_and_nothing_of_what_a_therapist_fixed() -> None:
    """The calm set is the easiest; a fixed dose is the therapist's."""
    case = Follower(**STRONG)
    item = Item(case.course.items[0].exercise_id, 2, Role.EXERCISE)
    assert easier_than(item, case.course, Log(), case.frame, 0) is not None
    assert easier_than(replace(item, fixed=True), case.course, Log(), case.frame, 0) is None
    assert easier_than(item, replace(case.course, flare=Flare(0, 3)), Log(), case.frame, 0) is None


@pytest.mark.parametrize("why", ["rests", "is barred", "waits for calm"])
def test_a_neighbour_that_is_not_for_today_is_not_offered(why: str) -> None:
    """It rests, is barred in this phase, or waits until pain that way was calm: then it is a level lower instead."""
    case, harder = Follower(**STRONG), None
    catalog = case.frame.catalog
    for item in case.course.items:
        found = easier_than(item, case.course, Log(), case.frame, 0)
        if found is not None and found.item.exercise_id != item.exercise_id:
            harder, name = item, found.item.exercise_id
            break
    assert harder is not None
    course, frame, given = case.course, case.frame, replace(harder, level=2)
    if why == "rests":
        given = replace(given, rest_until=3)
    else:
        reach = course.phase if why == "is barred" else course.phase - 1
        assert reach > 0
        frame = replace(frame, start=replace(frame.start, barred={name: reach}))
    found = easier_than(given, course, Log(), frame, 0)
    assert found is None or found.item.exercise_id == harder.exercise_id
    assert catalog.exercises[harder.exercise_id].regression == name


@pytest.mark.parametrize(("days_ago", "is_offered"), [(2, False), (8, True)])
def test_nothing_is_tried_where_a_second_time_makes_it_rest(days_ago: int, is_offered: bool) -> None:
    """Pain of 6 twice within 7 days gives the exercise rest where it has no neighbour: no level lower before that."""
    case = Follower(**STRONG)
    bottom = next(i for i in case.course.items if case.frame.catalog.exercises[i.exercise_id].regression is None)
    second, today = replace(bottom, level=2), 10
    red = Mark(bottom.exercise_id, 2, 1, 1, 6, 5, False)
    log = Log(sessions=(Session("s", today - days_ago, (red,), 1),))
    assert (easier_than(second, case.course, log, case.frame, today) is not None) is is_offered
