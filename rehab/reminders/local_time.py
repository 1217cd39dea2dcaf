"""Local time: the moment a weekday and a time of day mean on somebody's clock. No framework, no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def zone_of(name: str) -> ZoneInfo:
    """A zone by its name; the site's, UTC, for one that is unknown or was removed. Never an error."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) of a day's time. Twice there: the first. Not there: the first valid minute after the gap."""
    wall = datetime.combine(day, at)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The clocks jump over a time: by the offset before it lies after the jump, by the one after it before."""
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset = after.astimezone(zone).utcoffset()
    while after - before > MINUTE:
        middle = before + (after - before) / 2
        middle = middle.replace(second=0, microsecond=0)
        if middle in (before, after):
            break
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def week_of(day: date) -> str:
    """The ISO week of a local date, as a key: 2026-W53."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def next_instant(*, after: datetime, weekday: int, at: time, zone: ZoneInfo, not_in: str = "") -> tuple[datetime, str]:
    """The next moment after one (both UTC) of a weekday (0: Monday) and a time, and the ISO week of its local date.

    Worked out on the wall clock week by week: seven days on in UTC would be an hour off twice a year. A week up to and
    with `not_in` is over, wherever the clock has been moved to since.
    """
    day = after.astimezone(zone).date() - DAY
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while (moment := instant(day, at, zone)) <= after or week_of(day) <= not_in:
        day += timedelta(days=7)
    return moment, week_of(day)


def spread(at: time, minutes: int) -> time:
    """A time so many minutes later on the same day."""
    return (datetime.combine(date.min, at) + timedelta(minutes=minutes)).time()
