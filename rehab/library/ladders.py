"""Ladders: an exercise between its easier and its harder neighbours, the easiest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .figure_pictures import Shown, figures_of
from .models import Exercise

Neighbours = Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Rung:
    """An exercise of a ladder; `place` counts from the easiest, `word` says how it is beside the one that is read."""

    exercise_id: str
    name: str
    place: int
    word: str
    figure: Shown | None

    @property
    def is_this(self) -> bool:
        """Whether it is the one that is read."""
        return self.word == "this one"


def ladder_of(exercise_id: str) -> list[Rung]:
    """The whole ladder an exercise stands on; empty where it has no neighbours. Two queries."""
    rows = {row.pk: row for row in Exercise.objects.only("name", "regression", "progression")}
    ids = chain(exercise_id, {row.pk: (row.regression_id, row.progression_id) for row in rows.values()})
    if len(ids) < 2:
        return []
    figures, mine = figures_of(ids), ids.index(exercise_id)
    return [Rung(id_, rows[id_].name, at + 1, _word(at - mine), figures.get(id_)) for at, id_ in enumerate(ids)]


def chain(exercise_id: str, neighbours: Neighbours) -> list[str]:
    """Ids from the easiest to the hardest. What an edit has tied into a ring is walked once."""
    ids = [exercise_id]
    while (easier := neighbours[ids[0]][0]) and easier not in ids:
        ids.insert(0, easier)
    while (harder := neighbours[ids[-1]][1]) and harder not in ids:
        ids.append(harder)
    return ids


def _word(steps: int) -> str:
    if steps == 0:
        return "this one"
    return "easier" if steps < 0 else "harder"
