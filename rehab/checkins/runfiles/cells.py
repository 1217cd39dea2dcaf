"""What stands in a cell of a table: a day, a time, a number or a duration."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from .refusals import Refusal, Refused

NOON = time(12)
LONGEST_CELL = 40
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")  # with slashes nobody could tell day from month
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
NUMBER = re.compile(r"-?\d{1,7}(?:[.,]\d{1,9})?")
LONG_DURATION = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)(?:[.,]\d{1,3})?")
SHORT_DURATION = re.compile(r"(\d{1,4}):([0-5]\d)(?:[.,]\d{1,3})?")


def read_day_and_time(day: str, clock: str) -> tuple[datetime, bool]:
    """When a run started, and whether the table says more than the day; a day alone is taken at noon.

    Without a zone, the time is the runner's own. Day and time may stand in one cell, with or without a zone.
    """
    if len(day) > LONGEST_CELL:
        raise Refused(Refusal.BAD_DATE)
    written = re.split(r"[T ]+", day, maxsplit=1)
    if len(written) == 2 and not clock:
        return _day_with_time(*written), True
    return datetime.combine(_day(written[0]), _clock(clock) if clock else NOON), bool(clock)


def _day_with_time(day: str, clock: str) -> datetime:
    try:
        return datetime.combine(_day(day), time.fromisoformat(f"0{clock}" if clock[1:2] == ":" else clock))
    except ValueError:
        raise Refused(Refusal.BAD_TIME) from None


def _day(written: str) -> date:
    if found := YEAR_FIRST.fullmatch(written):
        year, month, day = map(int, found.groups())
    elif found := DAY_FIRST.fullmatch(written):
        day, month, year = map(int, found.groups())
    else:
        raise Refused(Refusal.BAD_DATE)
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(Refusal.BAD_DATE) from None


def _clock(written: str) -> time:
    found = CLOCK.fullmatch(written)
    if not found:
        raise Refused(Refusal.BAD_TIME)
    try:
        hour, minute, second = (int(part or 0) for part in found.groups())
        return time(hour, minute, second)
    except ValueError:
        raise Refused(Refusal.BAD_TIME) from None


def read_distance(written: str) -> float:
    """A number with a point or a comma."""
    if not NUMBER.fullmatch(written):
        raise Refused(Refusal.BAD_DISTANCE)
    return float(written.replace(",", "."))


def read_duration_s(written: str) -> float:
    """Seconds of "1:02:03" (hours first), "62:03" (minutes first) or "62.5" (minutes)."""
    if found := LONG_DURATION.fullmatch(written):
        hours, minutes, seconds = map(int, found.groups())
        return hours * 3600 + minutes * 60 + seconds
    if found := SHORT_DURATION.fullmatch(written):
        minutes, seconds = map(int, found.groups())
        return minutes * 60 + seconds
    if not NUMBER.fullmatch(written):
        raise Refused(Refusal.BAD_DURATION)
    return float(written.replace(",", ".")) * 60
