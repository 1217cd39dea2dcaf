"""What has to change so that a plan's present phase is as wanted, and what speaks against it. Pure, as the engine is.

Exercises and aerobic work are two groups: one of which nothing is wanted stays as it is, as do walking and the runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rehab.engine.catalog import Level
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.changing import changed, item_of
from rehab.engine.progress.course import Course, Frame, Item, Role
from rehab.engine.progress.doses import RUN_WALK
from rehab.engine.progress.log import Log
from rehab.engine.progress.objecting import CONFIRMABLE, Trouble, trouble_of

KIND = ChangeKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """An exercise at a level of the library, or at a dose of a therapist's own."""

    exercise_id: str
    level: int | None = None
    own: Level | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes from a course to what is wanted; `objected` is left out, each with what speaks against it."""

    after: Course
    changes: tuple[Change, ...] = ()
    objected: tuple[tuple[str, Trouble], ...] = ()

    @property
    def is_empty_session(self) -> bool:
        """Whether no exercise would be left: that is no plan."""
        return not _named(self.after, Role.EXERCISE)


def difference(
    wanted: Sequence[Wanted], course: Course, log: Log, frame: Frame, confirmed: frozenset[str] = frozenset()
) -> Difference:
    """The way to what is wanted, change by change; `confirmed` is meant although something speaks against it."""
    made = Difference(course)
    for role in (Role.EXERCISE, Role.CARDIO):
        group = [one for one in wanted if _role(one, frame) is role]
        for change in _with_what_is_there(group, role, made):
            made = _with(change, made, log, frame, confirmed)
        if role is Role.EXERCISE:
            made = _in_order(group, made, log, frame)
        for number, one in enumerate(group):
            if item_of(one.exercise_id, course) is None:
                add = Change(KIND.ADD, one.exercise_id, level=one.level, own=one.own)
                add = replace(add, place=_place(group[:number], made)) if role is Role.EXERCISE else add
                made = _with(add, made, log, frame, confirmed)
    return made


def _role(one: Wanted, frame: Frame) -> Role | None:
    exercise = frame.catalog.exercises.get(one.exercise_id)
    if one.exercise_id == RUN_WALK:
        return None
    return Role.CARDIO if exercise is not None and exercise.levels[0].minutes is not None else Role.EXERCISE


def _with_what_is_there(group: Sequence[Wanted], role: Role, made: Difference) -> Iterable[Change]:
    """Take out what is not wanted, then set the doses of what stays."""
    if not group:
        return
    names = {one.exercise_id for one in group}
    for name in _named(made.after, role):
        if name not in names and name != RUN_WALK:
            yield Change(KIND.REMOVE, name)
    for one in group:
        if item_of(one.exercise_id, made.after) is not None:
            yield Change(KIND.DOSE, one.exercise_id, level=one.level, own=one.own)


def _place(before: Sequence[Wanted], made: Difference) -> int:
    """Behind those before it that are in the plan."""
    return sum(1 for one in before if item_of(one.exercise_id, made.after) is not None)


def _with(change: Change, made: Difference, log: Log, frame: Frame, confirmed: frozenset[str]) -> Difference:
    trouble = trouble_of(change, made.after, log, frame)
    if trouble is Trouble.NOTHING_NEW:
        return made
    if trouble in CONFIRMABLE and change.exercise_id in confirmed:
        change, trouble = replace(change, confirmed=True), None
    if trouble is not None:
        return replace(made, objected=(*made.objected, (change.exercise_id, trouble)))
    return replace(made, after=changed(change, made.after, log, frame), changes=(*made.changes, change))


def _in_order(group: Sequence[Wanted], made: Difference, log: Log, frame: Frame) -> Difference:
    """What is there in the order that is wanted; an exercise that stands right already is not moved."""
    there = [one.exercise_id for one in group if item_of(one.exercise_id, made.after) is not None]
    for place, name in enumerate(there):
        if _named(made.after, Role.EXERCISE)[place] != name:
            made = _with(Change(KIND.MOVE, name, place=place), made, log, frame, frozenset())
    return made


def _named(course: Course, role: Role) -> list[str]:
    return [item.exercise_id for item in course.items if item.role is role]


def wanted_of(items: Iterable[Item]) -> tuple[Wanted, ...]:
    """Items of a course as they could be wanted elsewhere."""
    return tuple(Wanted(item.exercise_id, None if item.own else max(1, item.level), item.own) for item in items)
