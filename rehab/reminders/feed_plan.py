"""What a calendar holds: the sessions, outings and check-ins of the plan as it stands, each in a place of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rehab.checkins.planned import exercises_on, session_minutes, weekly_days, weekly_runs
from rehab.checkins.standing import Standing
from rehab.checkins.weekly import due_on
from rehab.engine.week import DAYS, picked
from rehab.plans.weekview import running_days

from .models import FeedEntry

AHEAD_DAYS = 14
OUTING_MIN, CHECK_IN_MIN, MOMENT_MIN, SESSION_MIN = 30, 5, 10, 20
# How many entries a week of each phase holds at least (checkin.yaml, reminders: times_per_week; expert).
A_WEEK = {1: 7, 2: 5, 3: 4, 4: 3, 5: 1}
Kind = FeedEntry.Kind


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the plan (its week and number), the day it falls on now, and how long it takes."""

    name: str
    kind: Kind
    on: date
    minutes: int


def slots_of(standing: Standing) -> list[Slot]:
    """What is planned from today for two weeks; nothing while the plan is closed or asks something first."""
    if standing.is_shut or standing.course.has_to_restart:
        return []
    first = max(standing.day, standing.course.paused_until + 1)
    last = standing.day + AHEAD_DAYS
    weeks = range(standing.day // DAYS, last // DAYS + 1)
    found = [slot for week in weeks for slot in _of_week(standing, week)]
    found += _check_in(standing)
    begin, end = standing.date_of(first), standing.date_of(last)
    return [slot for slot in found if begin <= slot.on <= end]


def _of_week(standing: Standing, week: int) -> Iterator[Slot]:
    sessions = weekly_days(standing)
    minutes = max(1, min(session_minutes(standing, exercises_on(standing, standing.day)) or SESSION_MIN, 600))
    yield from _numbered(standing, week, sessions, Kind.SESSION, minutes)
    outings = running_days(standing.plan)[: weekly_runs(standing)]
    yield from _numbered(standing, week, outings, Kind.OUTING, OUTING_MIN)
    taken = {*sessions, *outings}
    free = tuple(day for day in range(1, DAYS + 1) if day not in taken)
    moments = picked(free, max(0, A_WEEK[standing.course.phase] - len(taken)))
    yield from _numbered(standing, week, moments, Kind.MOMENT, MOMENT_MIN)


def _numbered(standing: Standing, week: int, days: tuple[int, ...], kind: Kind, minutes: int) -> Iterator[Slot]:
    for number, day in enumerate(days, 1):
        name = f"{standing.plan.pk}/{week}/{kind.value}/{number}"
        yield Slot(name, kind, standing.date_of(week * DAYS + day - 1), minutes)


def _check_in(standing: Standing) -> Iterator[Slot]:
    due = due_on(standing.plan)
    if due is not None:
        due = max(due, standing.today)
        week = (due - standing.plan.started_on) // timedelta(days=DAYS)
        yield Slot(f"{standing.plan.pk}/{week}/{Kind.CHECK_IN.value}/1", Kind.CHECK_IN, due, CHECK_IN_MIN)
