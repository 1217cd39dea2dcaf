"""Doses: one level up or down, a neighbour of the ladder, and what is prescribed on a day.

No dose ever rises except by `step_up`, and by `enter_items` to a level that was reached before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..catalog import Catalog, Exercise, Level
from ..prescribe import WALK
from .course import RUN_PHASE, STAY_WELL, Cause, Course, Frame, Item, Role
from .log import Log
from .training import marks_of

STAY_WELL_EXERCISES = 4  # dasilva2019, pocovi2024
SHRUNK_EXERCISES = 3  # W4, beinart2013
FLARE_PHASE = 1
RUN_WALK = "run_walk"  # runs have their stages: no ladder leads to them
GAIT, IMPACT = "gait", "impact"
WEEK = 7
CALM_PAIN = 2


@dataclass(frozen=True, slots=True)
class Dose:
    """An item as it is to be done on a day: the level with its sets as they are today."""

    item: Item
    level: Level

    @property
    def planned(self) -> float:
        """How many sets there are to do; what is dosed in minutes is one set."""
        return float(self.level.sets or 1)


def is_allowed(exercise: Exercise, phase: int, frame: Frame) -> bool:
    """Whether an exercise may be done in a phase: made for it, not barred, its kit owned."""
    at = min(phase, RUN_PHASE)
    return (
        at in exercise.phases
        and frame.start.barred.get(exercise.id, 0) < at
        and exercise.equipment <= frame.start.equipment
    )


def level_of(catalog: Catalog, item: Item) -> Level:
    """The dose of an item, a therapist's own before the level's; a level beyond the last is the last."""
    levels = catalog.exercises[item.exercise_id].levels
    return item.own or levels[min(max(item.level, 1), len(levels)) - 1]


def label(catalog: Catalog, item: Item) -> str:
    """An item and its dose in short, as "bridge 2x8x2s"."""
    return f"{item.exercise_id} {level_of(catalog, item)}"


def step_up(item: Item, course: Course, frame: Frame, day: int) -> Item:
    """One level up; after the last level the next exercise of the ladder at level 1, if it is allowed and not in use.

    Nothing within 7 days of the last change; nothing that is fixed.
    """
    if item.fixed or day - item.changed_on < WEEK:
        return item
    exercise = frame.catalog.exercises[item.exercise_id]
    if item.level < len(exercise.levels):
        return replace(item, level=item.level + 1, own=None, changed_on=day)
    return neighbour(item, exercise.progression, course, frame, day) or item


def is_swap(before: Item, after: Item) -> bool:
    """Whether the exercise changed, not only its level."""
    return before.exercise_id != after.exercise_id


def step_down(item: Item, day: int, levels: int = 1) -> Item:
    """So many levels down, never below the first; from a therapist's own dose the first step is to its level."""
    if item.fixed or (item.own is not None and item.level < 1):
        return item
    lowered = max(1, item.level - levels + (item.own is not None))
    if lowered == item.level and item.own is None:
        return item
    return replace(item, level=lowered, own=None, changed_on=day, lowered_on=day)


def to_easier(item: Item, course: Course, frame: Frame, day: int) -> Item:
    """The easier neighbour at level 1; without one that is allowed, the exercise rests for 7 days at level 1."""
    if item.fixed:
        return replace(item, rest_until=max(item.rest_until, day + WEEK))
    exercise = frame.catalog.exercises[item.exercise_id]
    easier = neighbour(item, exercise.regression, course, frame, day)
    if easier is not None:
        return replace(easier, lowered_on=day)
    return replace(step_down(item, day, item.level), rest_until=day + WEEK)


def neighbour(item: Item, wanted: str | None, course: Course, frame: Frame, day: int) -> Item | None:
    """The wanted exercise at level 1 in the place of an item; None if it is not allowed now, or in use already."""
    exercise = frame.catalog.exercises.get(wanted or "")
    if exercise is None or exercise.id in (RUN_WALK, *course.left_out) or not is_allowed(exercise, course.phase, frame):
        return None
    if any(other.exercise_id == exercise.id for other in course.items):
        return None
    return replace(item, exercise_id=exercise.id, level=1, own=None, chosen=False, changed_on=day)


def swap_choices(item: Item, course: Course, frame: Frame) -> tuple[Exercise, ...]:
    """Allowed exercises of the same dose class: same purpose, same load, same unit of dose; not in use already."""
    if item.fixed:
        return ()
    exercise = frame.catalog.exercises[item.exercise_id]
    in_use = {*course.left_out, *(other.exercise_id for other in course.items)}
    return tuple(
        other
        for other in frame.catalog.exercises.values()
        if other.id not in in_use
        and (other.kind, other.load, _unit(other)) == (exercise.kind, exercise.load, _unit(exercise))
        and is_allowed(other, course.phase, frame)
        and work(other.levels[0]) <= work(level_of(frame.catalog, item))
    )


def work(level: Level) -> float:
    """How much a dose is, for holding doses of one unit against each other: repetitions, seconds, minutes or metres."""
    if level.minutes is not None:
        return level.minutes
    sets = level.sets or 1
    return sets * level.metres if level.metres is not None else sets * (level.reps or 1) * (level.hold_s or 1)


def _unit(exercise: Exercise) -> tuple[bool, bool, bool]:
    first = exercise.levels[0]
    return first.minutes is not None, first.metres is not None, first.hold_s is not None


def swapped(item: Item, to: Exercise, course: Course, frame: Frame) -> Item:
    """The item with another exercise of its class, at the highest of its levels that is no more than before.

    Never above a level it was brought down to earlier.
    """
    most, day = work(level_of(frame.catalog, item)), course.day
    fitting = [level.level for level in to.levels if work(level) <= most and level.level <= item.level]
    level = max(1, min(max(fitting, default=1), course.levels.get(to.id, item.level)))
    return replace(
        item, exercise_id=to.id, replaces=item.exercise_id, level=level, own=None, chosen=False, changed_on=day
    )


def enter_items(phase: int, course: Course, frame: Frame) -> tuple[Item, ...]:
    """The items of a phase at the levels reached so far; what was never done begins as prescribed at intake.

    What a therapist fixed comes along as it is, what they took out stays out.
    """
    items = frame.start.phases[min(phase, RUN_PHASE)]
    if phase == STAY_WELL:
        exercises = [item for item in items if item.role is Role.EXERCISE][:STAY_WELL_EXERCISES]
        items = (*exercises, *(item for item in items if item.role is not Role.EXERCISE))
    resting = {item.exercise_id: item.rest_until for item in course.items}
    fixed = {item.exercise_id: item for item in course.items if item.fixed}
    wanted = [item for item in items if item.exercise_id not in course.left_out]
    entered = tuple(fixed.pop(item.exercise_id, _as_left(item, course, resting, frame.catalog)) for item in wanted)
    return (*fixed.values(), *entered)


def _as_left(item: Item, course: Course, resting: Mapping[str, int], catalog: Catalog) -> Item:
    name = item.exercise_id
    return replace(
        item,
        level=max(1, min(course.levels.get(name, item.level), len(catalog.exercises[name].levels))),
        changed_on=course.changed.get(name, item.changed_on),
        rest_until=resting.get(name, item.rest_until),
    )


def set_aside(course: Course) -> Course:
    """The course with the levels of its items kept for later, and when they changed: no week has two rises."""
    levels = {**course.levels, **{item.exercise_id: item.level for item in course.items}}
    changed = {**course.changed, **{item.exercise_id: item.changed_on for item in course.items}}
    return replace(
        course, levels=levels, changed={name: day for name, day in changed.items() if day > course.day - WEEK}
    )


def waits_for_calm(item: Item, course: Course, log: Log, frame: Frame, day: int) -> bool:
    """Whether an exercise that was barred in the phase before still waits: pain that way stayed at 2 for 7 days or not.

    Pain that way is the highest logged on any exercise that moves the spine the same way; without one, the worst daily
    rating. Nothing logged: it waits. (Contraindications lift, clinical.md C.)
    """
    exercise = frame.catalog.exercises[item.exercise_id]
    reach = frame.start.barred.get(exercise.id, 0)
    if item.chosen or not 0 < reach < min(course.phase, RUN_PHASE):
        return False
    recent = range(day - WEEK + 1, day + 1)
    hurt = [
        mark.pain
        for other in frame.catalog.exercises.values()
        if (other.directions & exercise.directions) - {"neutral"}
        for session, mark in marks_of(log, other.id)
        if session.day in recent and mark.pain is not None
    ]
    hurt = hurt or [r.worst for r in log.ratings if r.day in recent and r.worst is not None]
    return not hurt or max(hurt) > CALM_PAIN


def prescribed(course: Course, log: Log, frame: Frame, day: int) -> tuple[Dose, ...]:
    """What there is to do on a day: nothing under a lock or in a pause; in a flare the calm set at half its sets.

    What rests or waits is left out; a shrunk plan has its first three exercises.
    """
    if course.is_locked(Cause.SAFETY) or course.has_to_restart or day <= course.paused_until:
        return ()
    if course.flare is not None:
        return _calm(frame)
    items = [item for item in course.items if not is_left_out(item, course, log, frame, day)]
    if day <= course.shrunk_until:
        exercises = [item for item in items if item.role is Role.EXERCISE][:SHRUNK_EXERCISES]
        items = [item for item in items if item.role is not Role.EXERCISE or item in exercises]
    return tuple(Dose(item, level_of(frame.catalog, item)) for item in items)


def is_left_out(item: Item, course: Course, log: Log, frame: Frame, day: int) -> bool:
    """Whether an item is not for today: it rests, waits for calm, or is impact or running form under a lock."""
    exercise = frame.catalog.exercises[item.exercise_id]
    is_shut = course.is_locked(Cause.RUNNING) or course.has_to_rescreen
    impact = is_shut and (IMPACT in exercise.directions or exercise.kind == GAIT)
    return item.rest_until >= day or impact or waits_for_calm(item, course, log, frame, day)


def _calm(frame: Frame) -> tuple[Dose, ...]:
    """The phase-1 set at half its sets, one at least, and ten minutes of easy walking (E.6, dahm2010)."""
    exercises = [item for item in frame.start.phases[FLARE_PHASE] if item.role is Role.EXERCISE]
    halved = [Dose(item, _half(frame.catalog.exercises[item.exercise_id].levels[0])) for item in exercises]
    walk = frame.catalog.exercises[WALK]
    return (*halved, Dose(Item(WALK, 1, Role.WALK), walk.levels[0]))


def _half(level: Level) -> Level:
    return level if level.sets is None else replace(level, sets=max(1, level.sets // 2))


def replaced(items: Iterable[Item], old: Item, new: Item) -> tuple[Item, ...]:
    """The items with one exchanged."""
    return tuple(new if item == old else item for item in items)
