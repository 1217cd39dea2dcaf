"""Swaps: what may stand in for an exercise, and exchanging it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from rehab.engine.progress.course import Item
from rehab.engine.progress.doses import level_of, swap_choices, swapped
from rehab.engine.progress.following import Followed
from rehab.engine.progress.log import Swap
from rehab.library.figure_pictures import Shown, figures_of
from rehab.library.models import Exercise
from rehab.plans.recording import TakenEntryError, record_entry

from .planned import dose_text
from .standing import Standing

REASONS = {
    "unsuitable": "It does not suit me",
    "pain": "It hurts",
    "kit": "No kit or no place for it",
    "unsure": "I am not sure how to do it",
    "other": "Something else",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An exercise with its dose."""

    exercise_id: str
    name: str
    words: str
    figure: Shown | None = None


def swap_of(standing: Standing, exercise_id: str) -> tuple[Choice, list[Choice]] | None:
    """An exercise of today's plan with what may stand in for it; None if it is not in it, or in calm days."""
    item = _item(standing, exercise_id)
    if item is None or standing.course.flare is not None or standing.has_to_answer:
        return None
    course, frame = standing.course, standing.frame
    items = [item, *(swapped(item, e, course, frame) for e in swap_choices(item, course, frame))]
    rows = Exercise.objects.only("name", "regions").in_bulk([i.exercise_id for i in items])
    place = set(rows[exercise_id].regions)  # a neck exercise does nothing for a low back
    figures = figures_of(rows)
    now, *others = [
        Choice(id_, rows[id_].name, _words(standing, i), figures.get(id_)) for i in items if (id_ := i.exercise_id)
    ]
    return now, sorted((c for c in others if place & set(rows[c.exercise_id].regions)), key=lambda c: c.name)


def _item(standing: Standing, exercise_id: str) -> Item | None:
    return next((item for item in standing.course.items if item.exercise_id == exercise_id), None)


def _words(standing: Standing, item: Item) -> str:
    catalog = standing.frame.catalog
    return dose_text(catalog.exercises[item.exercise_id], level_of(catalog, item))


def swap_exercise(
    *, standing: Standing, exercise_id: str, for_id: str, reason: str, entry_id: UUID, now: datetime
) -> Followed:
    """Exchange an exercise for another of its dose class; the engine lets nothing else through."""
    entry = Swap(str(entry_id), standing.day, exercise_id, for_id, reason)
    given: dict[str, Any] = {"plan": standing.plan, "actor": standing.plan.runner, "now": now}
    try:
        return record_entry(entry=entry, **given)
    except TakenEntryError:
        return record_entry(entry=replace(entry, id=str(uuid4())), **given)
