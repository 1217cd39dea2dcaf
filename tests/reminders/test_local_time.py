"""Local time: every zone of the world, gaps, folds and the end of the year. No database."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rehab.reminders.local_time import instant, next_instant, spread, week_of, zone_of

SEVEN = time(7)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("UTC", date(2026, 11, 23), SEVEN, datetime(2026, 11, 23, 7)),
        ("Asia/Kathmandu", date(2026, 11, 23), SEVEN, datetime(2026, 11, 23, 1, 15)),
        # in the gap: the first valid minute after it
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 0)),
        ("America/New_York", date(2026, 3, 8), time(2, 1), datetime(2026, 3, 8, 7, 0)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30)),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 10), datetime(2026, 4, 23, 22, 0)),
        # a whole day that never was
        ("Pacific/Apia", date(2011, 12, 30), SEVEN, datetime(2011, 12, 30, 10, 0)),
        # twice there: the first
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30)),
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30)),
    ],
)
def test_a_time_of_day_is_one_moment(zone, day, at, expected) -> None:
    """Also where the clocks jump over it or show it twice."""
    assert instant(day, at, ZoneInfo(zone)) == expected.replace(tzinfo=UTC)


def test_every_zone_has_one_reminder_in_each_local_week_for_three_years() -> None:
    """Monday at seven on the wall clock, whatever the clocks did; the weeks follow each other, 53 included."""
    for name in sorted(zoneinfo.available_timezones()):
        zone, moment, weeks = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC), []
        while moment < datetime(2028, 12, 31, tzinfo=UTC):
            moment, week = next_instant(after=moment, weekday=0, at=SEVEN, zone=zone)
            assert moment.astimezone(zone).time() == SEVEN, (name, moment)
            weeks.append(week)
        assert len(weeks) == len(set(weeks)) == 157, name
        assert weeks == sorted(weeks), name
        assert weeks[51] == "2026-W53", name


def test_the_end_of_the_year_has_three_weeks_with_three_keys() -> None:
    """1 January 2027 belongs to week 53 of 2026."""
    moment, weeks = datetime(2026, 12, 20, 12, tzinfo=UTC), []
    for _ in range(3):
        moment, week = next_instant(after=moment, weekday=4, at=SEVEN, zone=ZoneInfo("UTC"))
        weeks.append((moment.date(), week))
    assert weeks == [
        (date(2026, 12, 25), "2026-W52"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 8), "2027-W01"),
    ]


def test_a_week_that_was_written_is_over_wherever_the_clock_is() -> None:
    """From Sydney to Los Angeles on a Monday: that Monday comes again there, and is left out."""
    sydney, after = ZoneInfo("Australia/Sydney"), datetime(2026, 11, 22, tzinfo=UTC)
    first, week = next_instant(after=after - timedelta(days=3), weekday=0, at=SEVEN, zone=sydney)
    assert week == "2026-W48"
    angeles = ZoneInfo("America/Los_Angeles")
    assert next_instant(after=first, weekday=0, at=SEVEN, zone=angeles)[1] == "2026-W48"
    moment, week = next_instant(after=first, weekday=0, at=SEVEN, zone=angeles, not_in="2026-W48")
    assert (moment.astimezone(angeles), week) == (datetime(2026, 11, 30, 7, tzinfo=angeles), "2026-W49")


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "US/Pacific-New", "x" * 300])
def test_an_unknown_zone_is_the_sites(name) -> None:
    """Never an error."""
    assert zone_of(name) == ZoneInfo("UTC")


def test_half_an_hour_is_spread_on_the_wall_clock() -> None:
    """20:30 and 29 minutes is still before nine."""
    assert spread(time(20, 30), 29) == time(20, 59)


def test_weeks_sort_as_text() -> None:
    """What is compared as text is ordered in time."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(800)]
    weeks = [week_of(day) for day in days]
    assert weeks == sorted(weeks)
