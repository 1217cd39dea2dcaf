"""A therapist's changes in tests: saved into a case, and what speaks against them."""

from __future__ import annotations

from typing import Any

from rehab.engine.progress.change import Change
from rehab.engine.progress.log import Adjust
from rehab.engine.progress.objecting import Trouble, troubles

from .follower import Follower


def adjusted(case: Follower, *changes: Change, day: int | None = None, reason: str = "Your calf first.") -> Follower:
    """The case after the therapist saved these changes."""
    on = case.course.day if day is None else day
    case.log(Adjust(f"adjust-{on}-{len(case.said)}-{id(changes)}", on, changes, reason))
    return case


def trouble(case: Follower, change: Change) -> Trouble | None:
    """What speaks against a change."""
    found = troubles([change], case.course, case.now.log, case.frame)
    return found[0][1] if found else None


def first(case: Follower) -> str:
    """The first exercise of the session."""
    return case.course.items[0].exercise_id


def addable(case: Follower, **wanted: Any) -> str:
    """An exercise that is not in the plan: barred or not."""
    phase, start = min(case.course.phase, 4), case.frame.start
    names = {item.exercise_id for item in case.course.items}
    return next(
        name
        for name, exercise in sorted(case.frame.catalog.exercises.items())
        if name not in names
        and phase in exercise.phases
        and (start.barred.get(name, 0) >= phase) is wanted.get("barred", False)
        and exercise.equipment <= start.equipment
    )
