"""Changing: a course with one change of a therapist's made. Whether it may be made is for `objecting`."""

from __future__ import annotations

from dataclasses import replace

from . import exits, runs
from .change import Change, ChangeKind
from .course import LONG_AGO, Course, Frame, Item, Role, Undo
from .doses import level_of, replaced, step_up, work
from .log import Log

KIND = ChangeKind


def item_of(name: str, course: Course) -> Item | None:
    """The item of an exercise in the present phase."""
    return next((item for item in course.items if item.exercise_id == name), None)


def changed(change: Change, course: Course, log: Log, frame: Frame) -> Course:
    """The course after one change; the same where there is nothing to change."""
    match change.kind:
        case KIND.PHASE:
            up = (change.phase or 0) > course.phase
            return exits.enter(course.phase + 1, course, log, frame) if up else exits.drop_phase(course, frame)
        case KIND.STAGE:
            return replace(course, stage=change.stage, stage_since=course.day)
        case KIND.HOLD:
            return replace(course, held_until=_until(change, course))
        case KIND.PAUSE:
            return replace(course, paused_until=_until(change, course))
        case KIND.ASK_FIRST:
            return replace(course, asks_first=True)
        case KIND.BY_RULE:
            return replace(course, asks_first=False, proposals=())
        case KIND.APPROVE | KIND.DECLINE:
            return _answered(change, course, log, frame)
        case KIND.UNDO:
            return _undone(course)
        case _:
            return _with_items(change, course, frame)


def _until(change: Change, course: Course) -> int:
    return change.until if change.until is not None and change.until >= course.day else LONG_AGO


def _answered(change: Change, course: Course, log: Log, frame: Frame) -> Course:
    left = replace(course, proposals=tuple(p for p in course.proposals if p.subject != change.exercise_id))
    if change.kind is KIND.DECLINE:
        return left
    if change.exercise_id == "phase":
        return exits.enter(course.phase + 1, left, log, frame)
    if change.exercise_id == "stage":
        return runs.stage_up(left, frame)
    item = item_of(change.exercise_id, left)
    if item is None:
        return left
    return replace(left, items=replaced(left.items, item, step_up(item, left, frame, left.day)))


def before(course: Course) -> Undo:
    """How the plan is now, for an undo."""
    return Undo(**{name: getattr(course, name) for name in Undo.__slots__})


def _undone(course: Course) -> Course:
    undo = course.undo
    return course if undo is None else replace(course, **{name: getattr(undo, name) for name in Undo.__slots__})


def _with_items(change: Change, course: Course, frame: Frame) -> Course:
    item, name = item_of(change.exercise_id, course), change.exercise_id
    match change.kind:
        case KIND.ADD:
            return _with(_new(name, _role(change, frame), change, course, frame), change.place, course)
        case KIND.REMOVE if item is not None:
            return _without(item, course)
        case KIND.EXCHANGE if item is not None:
            new = replace(_new(change.for_id, item.role, change, course, frame), replaces=name)
            return _with(new, course.items.index(item), _without(item, course))
        case KIND.MOVE if item is not None:
            rest = replace(course, items=tuple(other for other in course.items if other != item))
            return replace(_with(item, change.place, rest), left_out=course.left_out)
        case KIND.DOSE if item is not None:
            return replace(course, items=replaced(course.items, item, _dosed(item, change, course, frame)))
        case KIND.FIX | KIND.LOOSE if item is not None:
            after = replace(item, fixed=change.kind is KIND.FIX)
            return replace(course, items=replaced(course.items, item, after))
    return course


def _with(item: Item, place: int | None, course: Course) -> Course:
    """An item at its place: among the exercises, at their end if not said; walking and aerobic work come after them."""
    last = sum(1 for other in course.items if other.role is Role.EXERCISE)
    at = last if place is None else max(0, min(place, len(course.items) if item.role is not Role.EXERCISE else last))
    left = tuple(name for name in course.left_out if name != item.exercise_id)
    return replace(course, items=(*course.items[:at], item, *course.items[at:]), left_out=left)


def _without(item: Item, course: Course) -> Course:
    """Without an item, in later phases too; the level it had is kept, should it be taken in again."""
    return replace(
        course,
        items=tuple(other for other in course.items if other != item),
        left_out=(*course.left_out, item.exercise_id),
        levels={**course.levels, item.exercise_id: item.level},
    )


def _new(name: str, role: Role, change: Change, course: Course, frame: Frame) -> Item:
    """An exercise that comes in; it counts as changed today, so that no rule raises it within a week."""
    return _dosed(Item(name, 1, role, changed_on=course.day, chosen=change.confirmed), change, course, frame)


def _role(change: Change, frame: Frame) -> Role:
    kind = frame.catalog.exercises[change.exercise_id].levels[0]
    return Role.CARDIO if kind.minutes is not None else Role.EXERCISE


def _dosed(item: Item, change: Change, course: Course, frame: Frame) -> Item:
    """The item at a dose: an own one that says what a level says is that level."""
    levels, own = frame.catalog.exercises[item.exercise_id].levels, change.own
    before = level_of(frame.catalog, item)
    if own is None:
        level = change.level or min(max(item.level, 1), len(levels))
    else:
        same = next((found.level for found in levels if replace(own, level=found.level) == found), None)
        level = same or max((found.level for found in levels if work(found) <= work(own)), default=0)
        own = None if same else replace(own, level=level)
    after = replace(item, level=level, own=own)
    if after == item:
        return item
    lower = work(level_of(frame.catalog, after)) < work(before)
    return replace(after, changed_on=course.day, lowered_on=course.day if lower else item.lowered_on)
