"""Conditions of the seed in words: “average pain this week is at least 5”."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from .seeding import Row, seed

COMPARES = {
    "eq": "is",
    "ne": "is not",
    "in": "is one of",
    "nin": "is none of",
    "gt": "is above",
    "gte": "is at least",
    "lt": "is below",
    "lte": "is at most",
    "has": "has",
    "has_any": "has any of",
    "truthy": "is",
}


def condition_words(when: list[list[list[Any]]]) -> str:
    """All groups joined by “and”, the rows of a group by “or”; no groups is “always”."""
    groups = [" or ".join(_comparison(*leaf) for leaf in group) for group in when]
    if len(groups) > 1:
        groups = [f"({words})" if len(group) > 1 else words for words, group in zip(groups, when, strict=True)]
    return " **and** ".join(groups) or "always"


def fact_words(field: str) -> str:
    """What a fact is called, by its own words or by its question. KeyError if it has neither."""
    own = seed("fact_words").get(field)
    if isinstance(own, list):  # said as it is when true, and when not
        own = own[0]
    return str(own) if own else f"“{_wording(field)['text']}”"


def value_words(field: str, value: Any) -> str:
    """An answer by its label; a number with its question's unit; a list with commas."""
    if isinstance(value, list):
        return ", ".join(value_words(field, item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g} {questions().get(field, {}).get('unit', '')}".rstrip()
    label = _wording(field).get("labels", {}).get(value) if field in questions() else None
    return f"“{label}”" if label else str(value)


def pattern_words(category: str) -> str:
    """What a pattern is called."""
    return next(str(item["label"]) for item in seed("categories")["categories"] if item["id"] == category)


def exercise_words(ids: Iterable[str]) -> str:
    """Exercises by their names, in the given order; some names have a comma."""
    names = {item["id"]: item["name"] for item in seed("exercises")}
    return "; ".join(names[id_] for id_ in ids)


@cache
def questions() -> dict[str, Row]:
    """Every question of the seed by its field."""
    asked = seed("questions")
    return {item["id"]: item for item in [*asked["questions"], *asked["safety_questions"]]}


def _wording(field: str) -> Row:
    return {**questions()[field], **seed("wording").get(field, {})}


def _comparison(field: str, operator: str, value: Any) -> str:
    own = seed("fact_words").get(field)
    if isinstance(own, list):
        return str(own[0] if value is True else own[1])
    return f"{fact_words(field)} {COMPARES[operator]} {value_words(field, value)}"
