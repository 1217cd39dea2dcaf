"""Doses, kit, regions and how sure we are, as anybody reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rehab.engine.catalog import Category

CONFIDENCE = {"V": "read in the sources", "K": "known, not read again", "E": "our own judgement"}
MADE_FOR = {1: "Rest and change", 2: "Mobility", 3: "Core and leg strength", 4: "Return to running"}
PLACES = {"neck": "Neck", "mid_back": "Mid back", "low_back": "Low back", "pelvis_buttock": "Pelvis or buttock"}
KIT = {
    "mat": "A mat",
    "chair": "A stable chair",
    "step": "A step",
    "resistance_band": "A resistance band",
    "foam_roller": "A foam roller",
    "dumbbell": "Dumbbells",
    "kettlebell": "A kettlebell",
    "bike": "A bike",
    "pool": "A pool",
    "treadmill": "A treadmill",
    "gym": "A gym",
}
LOADS = {"low": "little", "mod": "a fair amount", "high": "a lot"}


class Amount(Protocol):
    """What one level asks for."""

    sets: int | None
    reps: int | None
    hold_s: int | None
    minutes: float | None
    metres: int | None


class Manner(Protocol):
    """What all levels of an exercise have in common."""

    per_side: bool
    rest_s: int
    times_per_day: int


def amount_words(amount: Amount, manner: Manner) -> list[str]:
    """The parts of a dose, each with its unit: sets, reps, hold, minutes or metres, side, rest, times a day."""
    parts: list[str] = []
    if amount.minutes is not None:
        parts.append(f"{amount.minutes:g} min")
    elif amount.metres is not None:
        parts.append(f"{_count(amount.sets, 'set')} of {amount.metres} m")
    elif amount.hold_s is not None and amount.reps == 1:
        parts.append(f"{_count(amount.sets, 'hold')} of {amount.hold_s} s")
    else:
        parts.append(f"{_count(amount.sets, 'set')} of {amount.reps}")
        if amount.hold_s is not None:
            parts.append(f"hold {amount.hold_s} s")
    if manner.per_side:
        parts.append("each side")
    if manner.rest_s and (amount.sets or 1) > 1:
        parts.append(f"rest {manner.rest_s} s")
    if manner.times_per_day > 1:
        parts.append(f"up to {manner.times_per_day} times a day")
    return parts


def _count(number: int | None, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def confidence_words(code: str) -> str:
    """How sure we are of something, from its code, as V/E."""
    return ", in part ".join(CONFIDENCE[letter] for letter in code.split("/") if letter in CONFIDENCE)


def phases_words(phases: Iterable[int]) -> str:
    """For which phases something is made: one, two, or a row of them."""
    numbers = sorted(phases)
    if len(numbers) == 1:
        return f"phase {numbers[0]}"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"phases {numbers[0]} to {numbers[-1]}"
    return f"phases {joined([str(number) for number in numbers])}"


def kit_words(kit: Iterable[str]) -> str:
    """What an exercise needs: “a chair and a step”; nothing is “no kit”."""
    return joined([lowered(KIT.get(item, _plain(item))) for item in kit]) or "no kit"


def places_words(regions: Iterable[str]) -> str:
    """For which parts of the back something is; all of them are “all of the spine”."""
    given = list(regions)
    if set(PLACES) <= set(given):
        return "all of the spine"
    return f"the {joined([lowered(PLACES.get(region, _plain(region))) for region in given])}"


def joined(parts: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def lowered(text: str) -> str:
    """The same in the middle of a sentence."""
    return f"{text[:1].lower()}{text[1:]}"


def _plain(key: str) -> str:
    return key.replace("_", " ")


def cautions(text: str, patterns: Mapping[str, str]) -> list[str]:
    """What to take care of, said to everybody: a part that is for one pattern names it."""
    said = []
    for part in (piece.strip() for piece in text.split(";")):
        code, found, rest = part.partition(":")
        if found and code in Category.__members__:
            part = f"{short_pattern(patterns.get(code, 'One pattern'))}: {rest.strip()}"
        if part:
            said.append(f"{part[:1].upper()}{part[1:]}.")
    return said


def short_pattern(label: str) -> str:
    """A pattern's name without what is said in brackets."""
    return label.partition(" (")[0] if label.endswith(")") else label
