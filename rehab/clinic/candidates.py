"""Candidates: exercises of the library that may come into a plan, what is allowed first, the rest with why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rehab.checkins.planned import dose_text
from rehab.checkins.standing import Standing
from rehab.engine.catalog import Exercise
from rehab.engine.progress.doses import RUN_WALK
from rehab.library.figure_pictures import Shown, figures_of
from rehab.library.models import Exercise as ExerciseRow
from rehab.plans.reasons import cause_words

from .edit_words import against, kit_words

SHOWN = 12
NO_KIT, OWNED = "none", "owned"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a part of a name, a phase (0: any), and kit (empty: any)."""

    words: str = ""
    phase: int = 0
    kit: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exercise at its first level; `why` is what speaks against it."""

    exercise_id: str
    name: str
    dose: str
    made_for: str
    against: tuple[str, ...]
    figure: Shown | None = None


def candidates(standing: Standing, search: Search, instead_of: str = "") -> list[Candidate]:
    """The exercises that are not in the plan: what is allowed first, of the same purpose and place before others."""
    catalog = standing.frame.catalog.exercises
    kind = catalog[instead_of].kind if instead_of in catalog else ""
    rows = ExerciseRow.objects.only("name", "aliases", "regions").in_bulk()
    causes = cause_words(standing.plan)
    found = [
        (_candidate(exercise, rows[exercise.id].name, standing, causes), exercise)
        for exercise in _outside(standing)
        if exercise.id in rows and _fits(exercise, rows[exercise.id], search, standing)
    ]
    place = set(rows[instead_of].regions) if instead_of in rows else set()

    def rank(pair: tuple[Candidate, Exercise]) -> tuple[bool, bool, bool, str]:
        is_elsewhere = bool(place) and place.isdisjoint(rows[pair[1].id].regions)
        return bool(pair[0].against), pair[1].kind != kind, is_elsewhere, pair[0].name

    found.sort(key=rank)
    return [candidate for candidate, _ in found]


def pictured(found: list[Candidate]) -> list[Candidate]:
    """The same with their figures, for as many as are shown."""
    figures = figures_of(one.exercise_id for one in found)
    return [replace(one, figure=figures.get(one.exercise_id)) for one in found]


def is_listed(standing: Standing, exercise_id: str) -> bool:
    """Whether it is an exercise of the library; runs have their stages."""
    return exercise_id != RUN_WALK and exercise_id in standing.frame.catalog.exercises


def _outside(standing: Standing) -> Iterable[Exercise]:
    inside = {item.exercise_id for item in standing.course.items}
    return (one for one in standing.frame.catalog.exercises.values() if one.id not in (RUN_WALK, *inside))


def _fits(exercise: Exercise, row: ExerciseRow, search: Search, standing: Standing) -> bool:
    names = " ".join((row.name, *row.aliases)).lower()
    if not all(word in names for word in search.words.lower().split()):
        return False
    if search.phase and search.phase not in exercise.phases:
        return False
    if search.kit == OWNED:
        return exercise.equipment <= standing.frame.start.equipment
    return search.kit != NO_KIT or not exercise.equipment


def _candidate(exercise: Exercise, name: str, standing: Standing, causes: dict[str, str]) -> Candidate:
    phases = ", ".join(str(phase) for phase in sorted(exercise.phases))
    made_for = f"phase {phases}; {kit_words(exercise.equipment)}"
    dose = dose_text(exercise, exercise.levels[0])
    return Candidate(exercise.id, name, dose, made_for, against(exercise, standing, causes))
