"""What the parsing process hands back: runs as the file tells them, and the rows that could not be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .refusals import Refusal, Refused

MAX_NUMBER = 1e15  # leaves out what JSON allows and no sum can be made of: endless, not a number


@dataclass(frozen=True, slots=True)
class Recorded:
    """One run of a file. `started` has no zone where the file tells local time; `line` is a table's."""

    started: datetime
    duration_s: float
    distance_m: float | None = None
    is_time_known: bool = True
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of a table that is wrong."""

    line: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Parsed:
    """All of one file."""

    runs: tuple[Recorded, ...]
    problems: tuple[Problem, ...] = ()


def to_json(parsed: Parsed) -> str:
    """Write down what was read, for the pipe between the two processes."""
    runs = [
        [run.started.isoformat(), run.duration_s, run.distance_m, run.is_time_known, run.line] for run in parsed.runs
    ]
    problems = [[problem.line, problem.refusal.value] for problem in parsed.problems]
    return json.dumps({"runs": runs, "problems": problems}, allow_nan=False)


def refusal_to_json(refusal: Refusal) -> str:
    """Write down why nothing was read."""
    return json.dumps({"refused": refusal.value})


def from_json(text: bytes) -> Parsed:
    """Read what the other process wrote; ValueError for anything of another shape, Refused where it refused."""
    answer = json.loads(text)
    if not isinstance(answer, dict):
        raise ValueError("not an answer")
    if answer.keys() == {"refused"}:
        raise Refused(Refusal(answer["refused"]))
    if answer.keys() != {"runs", "problems"}:
        raise ValueError("not an answer")
    return Parsed(tuple(map(_run, _rows(answer["runs"], 5))), tuple(map(_problem, _rows(answer["problems"], 2))))


def _rows(value: Any, width: int) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) and len(row) == width for row in value):
        raise ValueError("not rows")
    return value


def _run(row: list[Any]) -> Recorded:
    started, duration, distance, is_time_known, line = row
    if not isinstance(started, str) or not isinstance(is_time_known, bool):
        raise ValueError("not a run")
    return Recorded(
        datetime.fromisoformat(started),
        _number(duration),
        None if distance is None else _number(distance),
        is_time_known,
        None if line is None else _line(line),
    )


def _problem(row: list[Any]) -> Problem:
    return Problem(_line(row[0]), Refusal(row[1]))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MAX_NUMBER:
        raise ValueError("not a number")
    return float(value)


def _line(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("not a line")
    return value
