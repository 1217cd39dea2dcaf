"""Objecting: what speaks against a therapist's change, by the same checks as every rule's.

Some of it may be meant all the same, and is then confirmed. What a lock, calm days or the weeks after a birth forbid
may not be: a warning sign is opened by a clearance alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ..catalog import Exercise, Level
from . import exits, runs
from .change import Change, ChangeKind
from .changing import changed, item_of
from .course import RUN_PHASE, STAY_WELL, Cause, Course, Frame
from .doses import is_allowed
from .log import Log

KIND = ChangeKind
# Expert: the widest dose a therapist may write; seconds of a hold, minutes of a session, metres of a set.
MOST = {"sets": 6, "reps": 50, "hold_s": 180, "minutes": 120, "metres": 400}


class Trouble(StrEnum):
    """What speaks against a change."""

    LOCKED = "locked"
    NOT_THERE = "not_there"
    THERE_ALREADY = "there_already"
    OUT_OF_BOUNDS = "out_of_bounds"
    NOTHING_NEW = "nothing_new"
    BARRED = "barred"
    NO_KIT = "no_kit"
    OTHER_PHASE = "other_phase"
    UNMET = "unmet"


CONFIRMABLE = frozenset({Trouble.BARRED, Trouble.NO_KIT, Trouble.OTHER_PHASE, Trouble.UNMET})
ALWAYS_OPEN = frozenset({KIND.HOLD, KIND.PAUSE, KIND.ASK_FIRST, KIND.BY_RULE, KIND.DECLINE, KIND.LOOSE, KIND.REMOVE})


def troubles(changes: Iterable[Change], course: Course, log: Log, frame: Frame) -> tuple[tuple[int, Trouble], ...]:
    """What speaks against changes made one after the other, by their place; what is confirmed apart."""
    found: list[tuple[int, Trouble]] = []
    given = list(changes)
    for place, change in enumerate(given):
        if change.kind is KIND.UNDO and len(given) > 1:  # taking back stands alone
            found.append((place, Trouble.OUT_OF_BOUNDS))
            continue
        trouble = trouble_of(change, course, log, frame)
        if trouble is not None and not (change.confirmed and trouble in CONFIRMABLE):
            found.append((place, trouble))
        else:
            course = changed(change, course, log, frame)
    return tuple(found)


def trouble_of(change: Change, course: Course, log: Log, frame: Frame) -> Trouble | None:
    """What speaks against one change, the gravest first; None if nothing does."""
    if course.is_locked(Cause.SAFETY) and change.kind not in ALWAYS_OPEN:
        return Trouble.LOCKED
    match change.kind:
        case KIND.DOSE | KIND.REMOVE | KIND.FIX | KIND.LOOSE | KIND.MOVE:
            return _trouble_with_item(change, course, log, frame)
        case KIND.ADD | KIND.EXCHANGE:
            return _trouble_with_new(change, course, frame)
        case KIND.PHASE:
            return _trouble_with_phase(change.phase or 0, course, log, frame)
        case KIND.STAGE:
            return _trouble_with_stage(change.stage or 0, course, frame)
        case KIND.APPROVE | KIND.DECLINE:
            return _trouble_with_proposal(change, course, log, frame)
        case KIND.UNDO:
            return _trouble_with_undo(changed(change, course, log, frame), course, frame)
        case _:
            return Trouble.NOTHING_NEW if changed(change, course, log, frame) == course else None


def _trouble_with_item(change: Change, course: Course, log: Log, frame: Frame) -> Trouble | None:
    item = item_of(change.exercise_id, course)
    if item is None:
        return Trouble.NOT_THERE
    if change.kind is KIND.DOSE and not _is_dose(change, item.exercise_id, frame):
        return Trouble.OUT_OF_BOUNDS
    return Trouble.NOTHING_NEW if changed(change, course, log, frame) == course else None


def _trouble_with_new(change: Change, course: Course, frame: Frame) -> Trouble | None:
    name = change.for_id if change.kind is KIND.EXCHANGE else change.exercise_id
    exercise = frame.catalog.exercises.get(name)
    if exercise is None or (change.kind is KIND.EXCHANGE and item_of(change.exercise_id, course) is None):
        return Trouble.NOT_THERE
    if item_of(name, course) is not None:
        return Trouble.THERE_ALREADY
    if not _is_dose(change, name, frame):
        return Trouble.OUT_OF_BOUNDS
    if is_allowed(exercise, course.phase, frame):
        return None
    at = min(course.phase, RUN_PHASE)
    if frame.start.barred.get(name, 0) >= at:
        return Trouble.BARRED
    return Trouble.OTHER_PHASE if at not in exercise.phases else Trouble.NO_KIT


def _trouble_with_phase(phase: int, course: Course, log: Log, frame: Frame) -> Trouble | None:
    """One phase at a time; up only where nothing is shut, and into running and past it under no lock of any kind."""
    if abs(phase - course.phase) != 1 or not 1 <= phase <= STAY_WELL:
        return Trouble.OUT_OF_BOUNDS
    if phase < course.phase:
        return None
    shut = course.is_locked(Cause.PROGRESS) or course.flare is not None or course.has_to_rescreen
    if shut or course.has_to_restart or not exits.may_enter(phase, course, frame):
        return Trouble.LOCKED
    return None if exits.meets_exit(course, log, frame) else Trouble.UNMET


def _trouble_with_stage(stage: int, course: Course, frame: Frame) -> Trouble | None:
    """Any stage lower; one higher where running is open."""
    now = course.stage
    if now is None or course.phase < RUN_PHASE or not 1 <= stage <= frame.catalog.last_stage or stage > now + 1:
        return Trouble.OUT_OF_BOUNDS
    if stage == now:
        return Trouble.NOTHING_NEW
    return Trouble.LOCKED if stage > now and not runs.is_open(course) else None


def _trouble_with_proposal(change: Change, course: Course, log: Log, frame: Frame) -> Trouble | None:
    if all(proposal.subject != change.exercise_id for proposal in course.proposals):
        return Trouble.NOT_THERE
    if change.kind is KIND.DECLINE:
        return None
    if change.exercise_id == "phase":
        found = _trouble_with_phase(course.phase + 1, course, log, frame)
        return None if found is Trouble.UNMET else found
    if change.exercise_id == "stage":
        return _trouble_with_stage((course.stage or 0) + 1, course, frame)
    shut = course.is_locked(Cause.SAFETY, Cause.PROGRESS) or course.flare is not None
    return Trouble.LOCKED if shut else None


def _trouble_with_undo(after: Course, course: Course, frame: Frame) -> Trouble | None:
    """Taking back leads up only where a change would: a clearance may allow less than the plan had before."""
    if course.undo is None:
        return Trouble.NOTHING_NEW
    is_closed = after.phase > course.phase and not exits.may_enter(after.phase, course, frame)
    is_faster = after.phase >= RUN_PHASE and (after.stage or 0) > (course.stage or 0)
    return Trouble.LOCKED if is_closed or (is_faster and not runs.is_open(course)) else None


def _is_dose(change: Change, name: str, frame: Frame) -> bool:
    return is_dose(change.level, change.own, frame.catalog.exercises[name])


def is_dose(level: int | None, own: Level | None, exercise: Exercise) -> bool:
    """Whether a dose is a level of the exercise, or one of a therapist's own in its unit and within bounds."""
    levels = exercise.levels
    if own is None:
        return level is None or 1 <= level <= len(levels)
    fields = [field for field in MOST if getattr(levels[0], field) is not None]
    given = [field for field in MOST if getattr(own, field) is not None]
    return given == fields and all(0 < getattr(own, field) <= MOST[field] for field in given)
