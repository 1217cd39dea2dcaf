"""Attention: what of a plan's course and log a therapist wants to know first. Days count from the plan's first.

Nothing here is decided; what only time brings is said as the day from which it holds if nothing more is logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..week import DAYS
from .course import STAY_WELL, Cause, Course, Frame, Proposal
from .exits import try_exit
from .log import Log
from .training import COUNTS_FROM, session_share, sessions7

HIGH_PAIN = 7  # F31_high_pain
PAIN_DAYS = 3
MISSED_SESSIONS = 3


@dataclass(frozen=True, slots=True)
class Hurt:
    """Pain (0-10) that is high, or that rose from day to day (`before`: where it began). First day, last day."""

    since: int
    last: int
    now: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """Sessions of a week that were not done or not logged: how many of how many, from which day on."""

    on: int
    count: int
    planned: int


@dataclass(frozen=True, slots=True)
class Attention:
    """What to know of a plan; `logged_on` is -1 without a log. `ready` waits for a word, or could be done at once."""

    logged_on: int
    hurt: Hurt | None
    missed: Missed | None
    ready: tuple[Proposal, ...]


def attention_of(course: Course, log: Log, frame: Frame) -> Attention:
    """What to know on the course's day."""
    return Attention(
        logged_on=max(_logged_days(log), default=-1),
        hurt=high_pain(log, course.day) or rising_pain(log, course.day),
        missed=missed_sessions(course, log, frame),
        ready=course.proposals or _next_phase(course, log, frame),
    )


def _logged_days(log: Log) -> Iterator[int]:
    for kind in (log.ratings, log.sessions, log.runs, log.checkins, log.rechecks, log.tests, log.taps):
        yield from (entry.day for entry in kind)


def day_pains(log: Log) -> dict[int, int]:
    """The worst pain written down for each day: ratings, exercises, runs."""
    found: dict[int, int] = {}
    values = [(r.day, value) for r in log.ratings for value in (r.morning, r.worst, r.average)]
    values += [(s.day, mark.pain) for s in log.sessions for mark in s.marks]
    values += [(run.day, run.pain) for run in log.runs]
    for day, value in values:
        if value is not None:
            found[day] = max(found.get(day, 0), value)
    return found


def high_pain(log: Log, day: int) -> Hurt | None:
    """Pain of 7 or more within the last three days, since the first of such days in a row.

    A check-in speaks of a week; its worst pain counts for the day it was given on.
    """
    pains = day_pains(log)
    for checkin in log.checkins:
        pains[checkin.day] = max(pains.get(checkin.day, 0), checkin.worst)
    last = max(
        (when for when, pain in pains.items() if day - PAIN_DAYS < when <= day and pain >= HIGH_PAIN), default=-1
    )
    if last < 0:
        return None
    since = last
    while pains.get(since - 1, 0) >= HIGH_PAIN:
        since -= 1
    return Hurt(since, last, pains[last])


def rising_pain(log: Log, day: int) -> Hurt | None:
    """Three days in a row, up to today or yesterday, each with more pain than the one before."""
    pains = day_pains(log)
    for last in (day, day - 1):
        values = [pains.get(when) for when in range(last - PAIN_DAYS + 1, last + 1)]
        known = [value for value in values if value is not None]
        if len(known) == PAIN_DAYS and known == sorted(set(known)):
            return Hurt(last - PAIN_DAYS + 1, last, known[-1], known[0])
    return None


def missed_sessions(course: Course, log: Log, frame: Frame) -> Missed | None:
    """From which day on three sessions of seven days are missing, if nothing more is logged."""
    if course.is_locked(Cause.SAFETY):
        return None
    paused = range(max(course.day + 1, course.paused_until - DAYS), course.paused_until + 1)
    course = replace(course, closed=(*course.closed, *paused))
    first = max(course.day, course.paused_until)
    found = [missed_by(course, log, frame, day) for day in range(first, first + DAYS + 1)]
    missed = next((one for one in found if one.count >= MISSED_SESSIONS), None)
    if missed is None or missed.on > first:
        return missed
    on = missed.on
    while on > course.phase_since and missed_by(course, log, frame, on - 1).count >= MISSED_SESSIONS:
        on -= 1
    return replace(missed, on=on)


def missed_by(course: Course, log: Log, frame: Frame, day: int) -> Missed:
    """The sessions of the seven days up to this one that are missing; this day's own is not, yet."""
    counted = sessions7(course, log, frame, day)
    return Missed(day, min(counted.unknown + _undone(log, day), counted.planned), counted.planned)


def _undone(log: Log, day: int) -> int:
    """Days before this one, of the last 7, with a session of which too little was done."""
    week = [s for s in log.sessions if day - DAYS < s.day < day]
    done = {s.day for s in week if session_share(s) >= COUNTS_FROM}
    return len({s.day for s in week} - done)


def _next_phase(course: Course, log: Log, frame: Frame) -> tuple[Proposal, ...]:
    """The next phase, where its exit holds and nothing stands against it."""
    if course.phase >= STAY_WELL:
        return ()
    step = try_exit(replace(course, asks_first=False), log, frame)
    return tuple(Proposal("phase", said.rule, said.before, said.after, course.day) for said in step.decisions)
