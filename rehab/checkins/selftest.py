"""The self-test: the entry tests before running, measured by the runner on one day or several of a week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from rehab.engine.progress import pain
from rehab.engine.progress.course import Course, Frame
from rehab.engine.progress.exits import entry_results
from rehab.engine.progress.log import Log, SelfTest
from rehab.library.models import EntryTest
from rehab.plans.following import course_today, day_of, frame_of, recent_log
from rehab.plans.models import Plan
from rehab.plans.recording import record_entry

from .selftest_words import GUIDES, Guide

VALID_DAYS = 7
FIRST_PHASE = 3
MOST_PAIN = 2
PASSED, FAILED, WAITS, OPEN = "passed", "not passed", "waits for the morning", "not done"
AGE_FROM, TEXT_FROM_60 = 60, "at your age 12 calf raises and 8 bridges each side are enough"


class NotOfferedError(RuntimeError):
    """The tests are not for today; the message says why."""


@dataclass(frozen=True, slots=True)
class TestState:
    """One test as the page shows it."""

    key: str
    guide: Guide
    passes: str
    state: str
    said: str

    @property
    def is_passed(self) -> bool:
        """Whether it counts as passed today."""
        return self.state == PASSED


@dataclass(frozen=True, slots=True)
class Tests:
    """The self-test of a day: why it is not offered, if it is not; the tests; today's own measures."""

    refusal: str
    states: tuple[TestState, ...]
    measured: Mapping[str, Any]

    @property
    def all_passed(self) -> bool:
        """Whether every test is passed."""
        return all(found.is_passed for found in self.states)


def entry_tests_on(*, plan: Plan, today: date) -> Tests:
    """Where the runner's tests stand today; nothing is written."""
    day, frame = day_of(plan, today), frame_of(plan)
    log = recent_log(plan, day)
    course = course_today(plan, log, frame, day)
    refusal = _refusal(course, log, frame)
    if course.phase < FIRST_PHASE:
        return Tests(refusal, (), {})
    results = entry_results(course, log, frame)
    rows = EntryTest.objects.filter(protocol_id=plan.protocol_id).order_by("position")
    states = tuple(_state(row, results.get(row.key, False), plan, log, course, frame) for row in rows)
    return Tests(refusal, states, _measured(log, day))


def _refusal(course: Course, log: Log, frame: Frame) -> str:
    """Why the tests are not for today; empty if they are."""
    average = pain.nprs_avg7(log, course.day, frame.start.facts)
    if course.phase < FIRST_PHASE:
        return "These tests belong to phase 3 and later. Until then your sessions are the way there."
    if course.is_locked():
        return "Something in your plan waits for a clinician first. The tests open after that."
    if course.flare is not None:
        return "You are in calm days. The tests open when these are over."
    if course.has_to_rescreen or course.has_to_restart:
        return "Answer the safety questions first."
    if average is None:
        return "Your pain of this week is not known. Rate it on four days, or send a check-in, then come back."
    if average > MOST_PAIN:
        return f"Your average pain this week is {average:.1f}. The tests open at 2 or less."
    return ""


def _state(row: EntryTest, passed: bool, plan: Plan, log: Log, course: Course, frame: Frame) -> TestState:
    guide = GUIDES.get(row.field) or Guide(f"{row.test[:1].upper()}{row.test[1:]}", "", "")
    passes = _plain(f"{row.test}: {row.passes}")
    older = (pain.number(frame.start.facts, "age_years") or 0) >= AGE_FROM
    if row.field == "calf_reps" and older:
        passes = f"{passes}; {TEXT_FROM_60}"
    if not guide.measures:
        return TestState(row.key, guide, passes, PASSED if passed else FAILED, _computed(row.field, log, course, frame))
    done = [t for t in log.tests if course.day - VALID_DAYS < t.day <= course.day and row.field in t.measures]
    if not done:
        return TestState(row.key, guide, passes, OPEN, "Not done in the last 7 days.")
    last = done[-1]
    state = PASSED if passed else WAITS if _waits(row, last, log) else FAILED
    when = plan.started_on + timedelta(days=last.day)
    until = when + timedelta(days=VALID_DAYS - 1)
    said = f"{_values(guide, last.measures)}. Done on {when:%-d %B}, counts until {until:%-d %B}."
    return TestState(row.key, guide, passes, state, said)


def _plain(words: str) -> str:
    return words.replace("<=", "at most ").replace(">=", "at least ")


def _waits(row: EntryTest, last: SelfTest, log: Log) -> bool:
    """Whether the walk itself went well and only the morning after is not rated."""
    value = pain.number(last.measures, row.field)
    is_good = value is not None and value <= MOST_PAIN
    return row.field == "walk30_pain" and is_good and pain.morning(log, last.day + 1) is None


def _values(guide: Guide, measures: Mapping[str, Any]) -> str:
    parts = []
    for measure in guide.measures:
        value = measures.get(measure.name)
        shown = ("yes" if value else "no") if isinstance(value, bool) else f"{value:g}" if value is not None else "open"
        parts.append(f"{measure.label.rstrip('?')}: {shown}")
    return "; ".join(parts)


def _computed(field: str, log: Log, course: Course, frame: Frame) -> str:
    if field != "nprs_avg7":
        return ""
    facts = frame.start.facts
    average, worst = pain.nprs_avg7(log, course.day, facts), pain.nprs_worst7(log, course.day, facts)
    shown = ["not known" if value is None else f"{value:.1f}".removesuffix(".0") for value in (average, worst)]
    return f"Average {shown[0]}, worst {shown[1]}."


def _measured(log: Log, day: int) -> dict[str, Any]:
    return next((dict(test.measures) for test in reversed(log.tests) if test.day == day), {})


@transaction.atomic
def record_tests(*, plan: Plan, measures: Mapping[str, Any], now: datetime, today: date) -> bool:
    """Record what was measured today, beside what was measured earlier today. NotOfferedError if it is not the day.

    True if the safety questions have to be answered before anything else.
    """
    kept = Plan.objects.select_for_update(of=("self",)).select_related("protocol", "snapshot").get(pk=plan.pk)
    found = entry_tests_on(plan=kept, today=today)
    if found.refusal:
        raise NotOfferedError(found.refusal)
    day = day_of(kept, today)
    entry = SelfTest(f"test-{day}", day, {**found.measured, **measures})
    return record_entry(plan=kept, entry=entry, actor=kept.runner, now=now).course.has_to_rescreen
