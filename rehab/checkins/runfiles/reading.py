"""The door: bytes of a file in, runs out, or a sentence for the runner.

The bytes are parsed in a process of their own that imports no Django, knows no secret of ours (its environment is
empty) and may use little time and memory. Nothing of a file is logged or kept: no track, no coordinates.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

from .limits import MAX_BYTES, WALL_S
from .plausible import refusal_of
from .recorded import Parsed, Problem, Recorded, from_json
from .refusals import WORDS, Refusal, Refused
from .runs import ImportedRun, is_same_run

__all__ = ["ImportedRun", "RunFileError", "is_same_run", "read_runs"]

ROOT = Path(__file__).resolve().parents[3]
# Isolated, Python looks for packages neither in PYTHONPATH nor in the folder it is started in.
START = "import sys; sys.path.insert(0, sys.argv[1]); from rehab.checkins.runfiles.child import main; main()"
SUFFIXES = frozenset({".fit", ".gpx", ".tcx"})


class RunFileError(Exception):
    """The file is not taken and nothing of it is kept; `message` tells the runner why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_runs(content: bytes, *, name: str, zone: ZoneInfo, now: datetime | None = None) -> tuple[ImportedRun, ...]:
    """The runs of a GPX, FIT, TCX or CSV file, earliest first, each once.

    The kind is told by the content; the name only helps to say what is wrong. Local times of a table are read in
    the runner's `zone`; a run may start up to a day after `now`. Raises RunFileError.
    """
    try:
        parsed = _parse_apart(content)
    except Refused as refused:
        raise RunFileError(_words(refused.refusal, name)) from None
    return _checked(parsed, zone, now or datetime.now(UTC))


def _parse_apart(content: bytes) -> Parsed:
    if not content.strip():
        raise Refused(Refusal.EMPTY)
    if len(content) > MAX_BYTES:
        raise Refused(Refusal.TOO_BIG)
    command = [sys.executable, "-I", "-B", "-c", START, str(ROOT)]
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter and our own words
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_S,
            env={},
            check=True,
        )
        return from_json(done.stdout)
    except (subprocess.SubprocessError, ValueError, RecursionError):
        raise Refused(Refusal.UNREADABLE) from None


def _words(refusal: Refusal, name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if refusal is Refusal.UNKNOWN_KIND and suffix == ".csv":
        refusal = Refusal.NO_HEADER
    elif refusal is Refusal.UNKNOWN_KIND and suffix in SUFFIXES:
        refusal = Refusal.MISNAMED
    return _sentence(WORDS[refusal])


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _checked(parsed: Parsed, zone: ZoneInfo, now: datetime) -> tuple[ImportedRun, ...]:
    """All runs in UTC, or one message that names every row that is wrong."""
    runs: dict[str, ImportedRun] = {}
    problems = list(parsed.problems)
    for recorded in parsed.runs:
        started_at = _in_utc(recorded.started, zone)
        if refusal := refusal_of(recorded, started_at=started_at, now=now):
            if recorded.line is None:
                raise RunFileError(_sentence(WORDS[refusal]))
            problems.append(Problem(recorded.line, refusal))
        else:
            run = _imported(recorded, started_at)
            runs.setdefault(run.fingerprint, run)
    if problems:
        raise RunFileError(" ".join(_named(problems)))
    return tuple(sorted(runs.values(), key=lambda run: run.started_at))


def _in_utc(started: datetime, zone: ZoneInfo) -> datetime:
    """A local time that the clock skipped is moved on by what was skipped; one that came twice is the first."""
    aware = started if started.tzinfo else started.replace(tzinfo=zone, fold=0)
    try:
        return aware.astimezone(UTC)
    except OverflowError:  # in the first or last hours of the calendar; no run either way
        return started.replace(tzinfo=UTC)


def _imported(recorded: Recorded, started_at: datetime) -> ImportedRun:
    distance_m = round(recorded.distance_m or 0) or None
    return ImportedRun(started_at, distance_m, round(recorded.duration_s), recorded.is_time_known)


def _named(problems: list[Problem]) -> Iterator[str]:
    """Every row that is wrong, by what is wrong with it."""
    yield "Nothing was imported."
    lines: dict[Refusal, list[int]] = {}
    for problem in sorted(problems, key=lambda problem: problem.line):
        lines.setdefault(problem.refusal, []).append(problem.line)
    for refusal, its_lines in lines.items():
        yield f"{_lines(its_lines)}: {WORDS[refusal]}"


def _lines(numbers: list[int]) -> str:
    """Line numbers in order, those in a row as a range."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number <= spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    said = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
    return f"{'Line' if len(numbers) == 1 else 'Lines'} {said}"
