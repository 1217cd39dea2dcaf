"""What the intake does without an account: the public check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rehab.engine.answers import Answers
from rehab.engine.conditions import Value
from rehab.engine.triage import screen
from rehab.library.mapping import load_catalog


@dataclass(frozen=True, slots=True)
class SafetyResult:
    """The outcome of the public check: a tier, its rank and the ids of the flags and of the questions behind it."""

    tier: str
    rank: int
    fired: tuple[str, ...]
    raised_by: tuple[str, ...]


def check_safety(given: Mapping[str, object]) -> SafetyResult:
    """Screen the safety answers alone; nothing is stored.

    Only flags that need nothing but age and safety answers can fire, so a quiet result is not yet a clean intake.
    """
    catalog = load_catalog()
    unsure = {question.id: question.unsure_as for question in catalog.questions if question.unsure_as}
    values: dict[str, Value | None] = {
        name: unsure[name] if value == "not_sure" else value  # type: ignore[misc]  # the form gives text and numbers
        for name, value in given.items()
    }
    found = screen(Answers(values), catalog)
    read = {field for flag in catalog.flags if flag.id in found.fired for field in flag.when.fields()}
    raised = tuple(name for name in unsure if name in read and values.get(name) == "yes")
    return SafetyResult(found.tier.id.value, found.tier.rank, found.fired, raised)
