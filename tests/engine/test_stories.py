"""Twelve courses that a therapist can read: each goes as its story says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from . import storybook

EXPECTED = [(name, number) for name in storybook.names() for number in range(len(storybook.read(name)["expect"]))]
course = cache(storybook.course)


def _changed(day: dict[str, Any]) -> dict[str, str]:
    return {event["subject"]: event["after"] for event in day["events"] if event["changed"]}


def _raised(day: dict[str, Any]) -> list[str]:
    """What went up on a day: exercises by X6, the stage by RR6."""
    return sorted(e["subject"] for e in day["events"] if e["changed"] and e["outcome"] in ("up", "stage_up"))


def _rules(day: dict[str, Any]) -> set[str]:
    return {event["rule"] for event in day["events"]}


def _doses(day: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["dose"] for item in day["prescriptions"]}


MEANT: dict[str, Callable[[Any, dict[str, Any]], bool]] = {
    "lock": lambda causes, day: sorted(day["lock"]["causes"] if day["lock"] else []) == causes,
    "flags": lambda flags, day: day["lock"]["flags"] == flags,
    "rules": lambda rules, day: set(rules) <= _rules(day),
    "no_rules": lambda rules, day: not set(rules) & _rules(day),
    "changes": lambda changes, day: changes.items() <= _changed(day).items(),
    "raises": lambda is_so, day: bool(_raised(day)) is is_so,
    "doses": lambda doses, day: doses.items() <= _doses(day).items(),
    "without": lambda ids, day: not set(ids) & set(_doses(day)),
    "exercises": lambda count, day: [item["role"] for item in day["prescriptions"]].count("exercise") == count,
    "plan": lambda ids, day: list(_doses(day)) == ids,
}


def _met(key: str, expected: Any, day: dict[str, Any]) -> bool:
    """Say whether a day is as expected; what has no meaning of its own is compared as it is printed."""
    return MEANT[key](expected, day) if key in MEANT else bool(day[key] == expected)


@pytest.mark.parametrize(("name", "number"), EXPECTED)
def test_a_story_goes_as_it_is_told(name: str, number: int) -> None:
    """Each line of what is expected holds on each of its days."""
    line = dict(storybook.read(name)["expect"][number])
    line.pop("because", None)
    on, weekdays = line.pop("day"), line.pop("weekdays", None)
    for number_of_day in storybook.days_on(on, weekdays):
        day = course(name)[number_of_day]
        for key, expected in line.items():
            assert _met(key, expected, day), (name, key, expected, day)


def test_all_twelve_stories_are_read() -> None:
    """No story is lost on the way."""
    assert len(storybook.names()) == 12
