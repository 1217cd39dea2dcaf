"""Answers: what a runner told us, checked against the catalog's questions.

`read_answers` either returns a complete set of values (defaults filled in, "not sure" resolved) or every problem it
found. Whether a question would have been shown does not matter here: a given value is used as given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from .catalog import CheckKind, ConsistencyCheck, Kind, Question
from .conditions import Facts, Value, holds

N = TypeVar("N", int, float)

WEEKS_TO_GOAL = "weeks_to_goal"
EXCLUSIVE = ("none", "nothing")
DEFAULT_ACTIVITIES: tuple[str, ...] = ("running 30 minutes",)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one field, in words that say what to do."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers by field id; dates are turned into `weeks_to_goal`, activities kept in order."""

    values: Mapping[str, Value | None]
    activities: tuple[str, ...] = DEFAULT_ACTIVITIES

    def with_values(self, changes: Mapping[str, Value]) -> Answers:
        """A copy with some answers set; used by the consistency checks."""
        return Answers(MappingProxyType({**self.values, **changes}), self.activities)


def read_answers(
    raw: Mapping[str, object], questions: Iterable[Question], checks: Iterable[ConsistencyCheck], today: date
) -> Answers | tuple[Problem, ...]:
    """Check raw answers (JSON values by field id); return them complete, or all problems found."""
    known = {question.id: question for question in questions}
    problems = [
        Problem(name, "is not a question we ask; check its spelling")
        for name in sorted(str(key) for key in raw)
        if name not in known and name != WEEKS_TO_GOAL
    ]
    values: dict[str, Value | None] = {}
    activities: tuple[str, ...] = DEFAULT_ACTIVITIES
    for question in known.values():
        try:
            if question.kind is Kind.TEXTS:
                activities = _texts(question, raw.get(question.id))
            elif question.kind is not Kind.DATE:
                values[question.id] = read_value(question, raw.get(question.id))
        except ValueError as error:
            problems.append(Problem(question.id, str(error)))
    try:
        values[WEEKS_TO_GOAL] = _weeks_to_goal(raw, today)
    except ValueError as error:
        problems.append(Problem("goal_date", str(error)))
    problems += _contradictions(values, checks)
    return tuple(problems) if problems else Answers(MappingProxyType(values), activities)


def _contradictions(values: Facts, checks: Iterable[ConsistencyCheck]) -> list[Problem]:
    return [
        Problem(check.read_field, check.reason)
        for check in checks
        if check.kind is CheckKind.REFUSE and holds(check.when, values)
    ]


def read_value(question: Question, raw: object) -> Value | None:
    """One checked value; None where nothing was given and nothing is presumed. ValueError says what to do."""
    if raw is not None:
        return _given(question, raw)
    if question.default is None and question.required:
        raise ValueError("needs an answer")
    return question.default


def _given(question: Question, raw: object) -> Value:
    match question.kind:
        case Kind.WHOLE | Kind.SCALE:
            return _within(question, _whole(raw))
        case Kind.NUMBER:
            return _within(question, _number(raw))
        case Kind.CHOICE:
            return _choice(question, raw)
        case Kind.CHOICES:
            return _choices(question, raw)
        case Kind.YES_NO:
            return _yes_no(raw)
        case Kind.YES_NO_UNSURE:
            return _yes_no_unsure(question, raw)
        case _:
            return _text(raw, question.maximum)


def _yes_no(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("needs true or false")
    return raw


def _number(raw: object) -> float | int:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError("needs a number")
    if isinstance(raw, float) and not math.isfinite(raw):
        raise ValueError("needs an ordinary number, not NaN or Infinity")
    return raw


def _whole(raw: object) -> int:
    number = _number(raw)
    if isinstance(number, float) and not number.is_integer():
        raise ValueError("needs a whole number")
    return int(number)


def _within(question: Question, number: N) -> N:
    low, high = question.minimum, question.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(f"needs a number from {low:g} to {high:g}")
    return number


def _choice(question: Question, raw: object) -> str | int | float:
    if isinstance(raw, str | int | float) and not isinstance(raw, bool):
        for value in question.values:
            if value == raw:
                return value
    raise ValueError("needs one of: " + ", ".join(str(value) for value in question.values))


def _choices(question: Question, raw: object) -> frozenset[str]:
    if not isinstance(raw, list | tuple | set | frozenset) or not all(isinstance(item, str) for item in raw):
        raise ValueError("needs a list of values")
    chosen = frozenset(str(item) for item in raw)
    unknown = chosen.difference(str(value) for value in question.values)
    if unknown:
        raise ValueError(f"has values that are not on its list: {_quote(sorted(unknown))}")
    for alone in EXCLUSIVE:
        if alone in chosen and len(chosen) > 1:
            raise ValueError(f'has "{alone}" beside other values; keep one or the other')
    return chosen


def _quote(items: list[str]) -> str:
    return ascii(", ".join(items))[:200]


def _yes_no_unsure(question: Question, raw: object) -> str:
    if raw == "not_sure":
        return question.unsure_as
    if raw in ("yes", "no"):
        return str(raw)
    raise ValueError("needs yes, no or not_sure")


def _text(raw: object, longest: float | None) -> str:
    if not isinstance(raw, str):
        raise ValueError("needs text")
    if longest is not None and len(raw) > longest:
        raise ValueError(f"needs at most {longest:g} characters")
    if "\x00" in raw or any("\ud800" <= character <= "\udfff" for character in raw):
        raise ValueError("has characters that cannot be stored; remove them")
    return raw


def _texts(question: Question, raw: object) -> tuple[str, ...]:
    if raw is None:
        return DEFAULT_ACTIVITIES
    items = [raw] if isinstance(raw, str) else raw
    low, high = int(question.minimum or 0), int(question.maximum or 3)
    if not isinstance(items, list | tuple) or not low <= len(items) <= high:
        raise ValueError(f"needs {low} to {high} activities")
    return tuple(_text(item, 200) for item in items)


def _weeks_to_goal(raw: Mapping[str, object], today: date) -> int | None:
    given, weeks = raw.get("goal_date"), raw.get(WEEKS_TO_GOAL)
    if given is not None and weeks is not None:
        raise ValueError(f"stands beside {WEEKS_TO_GOAL}; give one of the two")
    if weeks is not None:
        number = _whole(weeks)
        if number < 0:
            raise ValueError("is in the past; choose a date from today on")
        return number
    if given is None:
        return None
    goal = _date(given)
    if goal < today:
        raise ValueError("is in the past; choose a date from today on")
    return (goal - today).days // 7


def _date(given: object) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise ValueError("needs a date written as YYYY-MM-DD") from None
