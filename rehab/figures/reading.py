"""Reading what an author wrote, with errors that say where, what is wrong and which word was meant.

What arrives has already been parsed (this package reads no files). Two traps of YAML are named as such: `-.20` is text
and no number, and the keys `on`, `off`, `yes` and `no` are not words but true and false.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


class FigureError(ValueError):
    """A description that cannot be drawn. Its text names exercise, pose and field, and says what to do."""

    def __init__(self, exercise: str, pose: str, field: str, problem: str) -> None:
        self.exercise, self.pose, self.field, self.problem = exercise, pose, field, problem
        super().__init__(f"{': '.join(part for part in (exercise, pose, field) if part)}: {problem}")


def meant(word: object, known: Collection[str]) -> str:
    """A hint at the nearest known word, or at all of them when they are few."""
    near = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    if near:
        return f" Did you mean {near[0]}?"
    return f" Known: {', '.join(sorted(known))}." if len(known) <= 12 else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the description one is reading; makes errors and checked values."""

    exercise: str
    pose: str = ""
    field: str = ""

    def at(self, field: str) -> Place:
        """A field of this place."""
        return replace(self, field=f"{self.field}.{field}" if self.field else field)

    def error(self, problem: str) -> FigureError:
        """What is wrong here."""
        return FigureError(self.exercise, self.pose, self.field, problem)

    def mapping(self, value: Any, known: Collection[str]) -> Mapping[str, Any]:
        """A mapping whose keys are all known words."""
        if not isinstance(value, Mapping):
            raise self.error(f"{value!r} should be fields with values.")
        for key in value:
            if isinstance(key, bool):
                raise self.error(f"a key was read as {key}: YAML takes on, off, yes and no for true and false.")
            if key not in known:
                raise self.at(str(key)).error(f"is not known here.{meant(key, known)}")
        return value

    def number(self, value: Any, low: float = -math.inf, high: float = math.inf) -> float:
        """A finite number in a range."""
        if isinstance(value, str) and value.strip().lstrip("+-").startswith("."):
            raise self.error(f"{value!r} was read as text: YAML wants a digit before the point.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.error(f"{value!r} is not a number.")
        if not low <= value <= high:
            raise self.error(f"{value:g} is outside {low:g} to {high:g}.")
        return float(value)

    def whole(self, value: Any, low: int, high: int) -> int:
        """The number of a thing that is counted."""
        found = self.number(value, low, high)
        if not found.is_integer():
            raise self.error(f"{found:g} should be a whole number: it counts poses, from 0.")
        return int(found)

    def pair(self, value: Any) -> tuple[float, float]:
        """Two numbers."""
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
            raise self.error(f"{value!r} should be two numbers in brackets.")
        return self.number(value[0]), self.number(value[1])

    def word(self, value: Any, known: Collection[str]) -> str:
        """One of the known words."""
        if not isinstance(value, str):
            raise self.error(f"{value!r} is not a word.{meant(value, known)}")
        if value not in known:
            raise self.error(f"{value} is not known.{meant(value, known)}")
        return value

    def text(self, value: Any) -> str:
        """Words to read, not empty."""
        if not isinstance(value, str) or not value.strip():
            raise self.error("a text is missing.")
        return value.strip()

    def flag(self, value: Any) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.error(f"{value!r} is neither true nor false.")
        return value

    def items(self, value: Any) -> Sequence[Any]:
        """A list."""
        if not isinstance(value, list | tuple):
            raise self.error(f"{value!r} should be a list in brackets.")
        return value

    def both_sides(self, value: Any, known: Collection[str]) -> tuple[str, ...]:
        """A word, or both sides of it when it was given without one: `knee` is `n.knee` and `f.knee`."""
        if isinstance(value, str) and f"n.{value}" in known:
            return f"n.{value}", f"f.{value}"
        plain = {name.removeprefix("n.").removeprefix("f.") for name in known}
        return (self.word(value, known if value in known else {*plain, *known}),)
