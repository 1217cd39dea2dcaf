"""Reasons: why the engine decided what it decided, as data that a page can show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .conditions import Facts, Value


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision: its step, the rule behind it, the facts it read and the sources it rests on."""

    step: str
    rule: str
    outcome: str
    version: int
    inputs: tuple[tuple[str, Value | None], ...] = ()
    sources: tuple[str, ...] = ()


def inputs_of(fields: Iterable[str], facts: Facts) -> tuple[tuple[str, Value | None], ...]:
    """Pick the named facts, sorted by name, so that equal decisions give equal reasons."""
    return tuple((field, facts.get(field)) for field in sorted(set(fields)))
