"""Easing: what a runner may try in the place of an exercise that hurts too much. Nothing is changed by it."""

from __future__ import annotations

from .course import Course, Frame, Item
from .doses import Dose, is_left_out, level_of, neighbour, step_down
from .log import Log
from .sessions import TWICE
from .training import red_times


def easier_than(item: Item, course: Course, log: Log, frame: Frame, day: int) -> Dose | None:
    """The easier neighbour of the ladder at level 1 where it is allowed now, else the exercise one level lower.

    None where there is neither, for what a therapist fixed, and in calm days, whose set is the easiest already; and
    where one more session with pain like this makes the exercise rest, as it does a second time within 7 days.
    """
    if item.fixed or course.flare is not None:
        return None
    exercise = frame.catalog.exercises[item.exercise_id]
    easier = neighbour(item, exercise.regression, course, frame, day)
    if easier is not None and not is_left_out(easier, course, log, frame, day):
        return Dose(easier, level_of(frame.catalog, easier))
    if red_times(log, item.exercise_id, day) + 1 >= TWICE:
        return None
    lower = step_down(item, day)
    return Dose(lower, level_of(frame.catalog, lower)) if lower != item else None
