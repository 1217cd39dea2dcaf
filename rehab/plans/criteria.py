"""What the present phase asks for before it is left, as a checklist with today's values.

Four states, each with its word: met, close, not yet, unknown. What was not logged is unknown, never "not yet".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rehab.engine.conditions import Comparison, Value, is_true
from rehab.engine.progress.course import RUN_PHASE, Cause, Course, Frame
from rehab.engine.progress.exits import entry_results, exit_facts, exit_of
from rehab.engine.progress.log import Log
from rehab.engine.progress.training import Counted, sessions7

from .words import PHASES, leaf_words, measure_words

# How near a value has to be to its bound to be called close, in the value's own unit.
CLOSE: Mapping[str, float] = {
    "nprs_avg7": 1,
    "nprs_worst7": 1,
    "walk_pain": 1,
    "walk_tolerance_min": 5,
    "morning_stiffness_min": 10,
    "adherence_pct": 10,
    "red_days7": 1,
    "stage": 1,
    "quiet_weeks": 1,
    "psfs_run": 1,
}
CLOSE_DAYS, CLOSE_TESTS = 3, 2
TESTS, SESSIONS = "run_entry_tests_passed", "adherence_pct"


class State(StrEnum):
    """How far a criterion is; the value is the word a page says."""

    MET = "Met"
    CLOSE = "Close"
    NOT_YET = "Not yet"
    UNKNOWN = "Unknown"

    @property
    def mark(self) -> str:
        """The class of its tick."""
        return {State.MET: "met", State.CLOSE: "near", State.NOT_YET: "", State.UNKNOWN: "unk"}[self]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One line of the checklist: what is asked, how far it is, and today's value in words (empty if there is none)."""

    text: str
    state: State
    today: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checklist of a phase. `to` is what comes next; `met` of `total` lines are met."""

    to: str
    rows: tuple[CriterionRow, ...]
    rule: str
    version: int
    sources: tuple[str, ...]
    has_tests: bool

    @property
    def met(self) -> int:
        """How many lines are met."""
        return sum(1 for row in self.rows if row.state is State.MET)

    @property
    def total(self) -> int:
        """How many lines there are."""
        return len(self.rows)


def checklist(course: Course, log: Log, frame: Frame) -> Checklist | None:
    """The criteria to leave the course's phase with the values of its day; None in a phase that has no exit."""
    exit_ = exit_of(course.phase, frame)
    if exit_ is None:
        return None
    facts = exit_facts(course, log, frame)
    tests, sessions = entry_results(course, log, frame), sessions7(course, log, frame, course.day)
    rows = [_with_unknown(_row(group, facts, tests), group, facts, sessions) for group in exit_.when.groups]
    rows.append(_days(course.day - course.phase_since, exit_.min_days))
    if course.phase == RUN_PHASE - 1 and course.is_locked(Cause.CONTACT):
        rows.append(CriterionRow("A clinician has seen you", State.NOT_YET, "not recorded yet"))
    fields = {leaf.field for group in exit_.when.groups for leaf in group}
    to = PHASES.get(course.phase + 1, PHASES[max(PHASES)])
    return Checklist(to, tuple(rows), exit_.id, frame.catalog.version, exit_.sources, TESTS in fields)


def _row(group: tuple[Comparison, ...], facts: Mapping[str, Value | None], tests: Mapping[str, bool]) -> CriterionRow:
    """One group of a condition; its comparisons are joined by “or”."""
    text = ", or ".join(leaf_words(leaf.field, leaf.operator.value, leaf.value) for leaf in group)
    leaf = group[0]
    if leaf.field == TESTS:
        return _tests(text, tests)
    known = [one for one in group if facts.get(one.field) is not None]
    today = measure_words(leaf.field, facts[leaf.field]) if known and leaf.field in CLOSE else ""
    if any(is_true(one, facts) for one in group):
        return CriterionRow(text, State.MET, today)
    if not known:
        return CriterionRow(text, State.UNKNOWN)
    near = any(_is_close(one, facts[one.field]) for one in known)
    return CriterionRow(text, State.CLOSE if near else State.NOT_YET, today)


def _with_unknown(
    row: CriterionRow, group: tuple[Comparison, ...], facts: Mapping[str, Value | None], sessions: Counted
) -> CriterionRow:
    """Sessions nobody logged are said beside those done; while they could still decide the line, it is unknown."""
    if not sessions.unknown or group[0].field != SESSIONS:
        return row
    best = min(100, 100 * (sessions.done + sessions.unknown) // sessions.planned)
    is_open = row.state is not State.MET and any(is_true(leaf, {**facts, SESSIONS: best}) for leaf in group)
    today = f"{sessions.done} of {sessions.planned} done, {sessions.unknown} unknown"
    return CriterionRow(row.text, State.UNKNOWN if is_open else row.state, today)


def _is_close(leaf: Comparison, value: Value | None) -> bool:
    if not isinstance(value, int | float) or not isinstance(leaf.value, int | float):
        return False
    return abs(value - leaf.value) <= CLOSE.get(leaf.field, 0)


def _tests(text: str, tests: Mapping[str, bool]) -> CriterionRow:
    passed, left = sum(tests.values()), len(tests) - sum(tests.values())
    state = State.MET if not left else State.CLOSE if left <= CLOSE_TESTS else State.NOT_YET
    return CriterionRow(text, state, f"{passed} of {len(tests)} passed in the last 7 days")


def _days(spent: int, least: int) -> CriterionRow:
    left = least - spent
    state = State.MET if left <= 0 else State.CLOSE if left <= CLOSE_DAYS else State.NOT_YET
    return CriterionRow(f"At least {least} days in this phase", state, f"day {spent + 1}" if left > 0 else "")
