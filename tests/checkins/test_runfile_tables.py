"""Tables of runs: tolerant of how spreadsheets write, strict about what they say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.checkins.runfiles.child import parse
from rehab.checkins.runfiles.reading import RunFileError, read_runs
from rehab.checkins.runfiles.refusals import Refused

HEADER = "date,time,distance_km,duration\n"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def _read(text, zone="Europe/Berlin", name="runs.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return read_runs(content, name=name, zone=ZoneInfo(zone), now=NOW)


def _message(text):
    with pytest.raises(RunFileError) as caught:
        _read(text)
    return caught.value.message


def _row(header, row):
    (run,) = parse(f"{header}\n{row}\n".encode()).runs
    return run


WRITTEN = {
    "plain": ("date,time,distance_km,duration", "2026-03-01,07:30,8.5,50:30"),
    "semicolons": ("date;time;distance_km;duration", "2026-03-01;7:30;8,5;0:50:30"),
    "tabs": ("date\ttime\tdistance_km\tduration", "2026-03-01\t07:30:00\t8,5\t50:30"),
    "quoted-comma": ("date,time,distance_km,duration", '2026-03-01,07:30,"8,5",50:30'),
    "minutes": ("date,time,distance_km,duration", "2026-03-01,07:30,8.5,50.5"),
    "one-cell": ("start,distance_km,duration", "2026-03-01 7:30,8.5,50:30"),
    "iso": ("start,distance_km,duration", "2026-03-01T07:30,8.5,50:30"),
    "dotted": ("date;time;distance_km;duration", "1.3.2026;07:30;8,5;50:30"),
    "order-and-case": ('"Duration","Distance (km)","Time","Date","Notes"', "50:30,8.5,07:30,2026-03-01,easy"),
    "short-row": ("date,time,distance_km,duration,shoes", "2026-03-01,07:30,8.5,50:30"),
    "sport": ("date,time,distance_km,duration,sport", "2026-03-01,07:30,8.5,50:30,Trail run"),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_a_row_is_read_however_it_is_written(case) -> None:
    """Separators, decimal commas, cases and orders of columns; all of these say the same run."""
    run = _row(*WRITTEN[case])
    assert (run.started, run.duration_s, run.distance_m) == (datetime(2026, 3, 1, 7, 30), 3030, 8500)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets(encoding) -> None:
    """With a mark, without one, and with letters of neither ASCII nor UTF-8."""
    text = "date;distance_km;duration;où\r\n2026-03-01;8,5;50:30;forêt\r\n"
    (run,) = parse(text.encode(encoding)).runs
    assert run.distance_m == 8500


def test_miles_are_turned_into_metres() -> None:
    """A mile is 1,609.344 m."""
    assert _row("date,distance_mi,duration", "2026-03-01,10,1:30:00").distance_m == pytest.approx(16093.44)


def test_an_empty_distance_is_unknown() -> None:
    """Nothing is made up for it."""
    assert _row("date,distance_km,duration", "2026-03-01,,30").distance_m is None


def test_local_times_are_the_runners() -> None:
    """07:30 in Auckland is the evening before in UTC; a written offset wins over the zone."""
    (local,) = _read(f"{HEADER}2026-03-01,07:30,8,50:00", "Pacific/Auckland")
    assert local.started_at == datetime(2026, 2, 28, 18, 30, tzinfo=UTC)
    (fixed,) = _read("start,distance_km,duration\n2026-03-01T07:30:00-05:00,8,50:00", "Pacific/Auckland")
    assert fixed.started_at == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_a_time_the_clock_skipped_is_moved_on_and_one_that_came_twice_is_the_first() -> None:
    """Berlin: 02:30 on 29 March 2026 is 03:30; 02:30 on 25 October 2026 is that of summer time."""
    skipped, twice = _read(f"{HEADER}2026-03-29,02:30,8,50:00\n2026-10-25,02:30,8,50:00")
    assert skipped.started_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert twice.started_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_without_a_time_is_taken_at_noon() -> None:
    """Noon of the runner's zone, and the run says that its time is not known."""
    (run,) = _read("date,distance_km,duration\n2026-07-01,8,50:00")
    assert (run.started_at, run.is_time_known) == (datetime(2026, 7, 1, 10, tzinfo=UTC), False)


def test_two_runs_of_one_day_are_two_and_a_row_written_twice_is_one() -> None:
    """Days without times: distance and duration tell runs apart."""
    runs = _read("date,distance_km,duration\n2026-07-01,8,50:00\n2026-07-01,5,30:00\n2026-07-01,8,50:00")
    assert len(runs) == 2


def test_every_bad_row_is_named_and_nothing_is_read() -> None:
    """Lines count as an editor counts them, the header and empty lines included."""
    rows = [
        "2026-03-01,07:30,8,50:00",
        "",
        "03/01/2026,07:30,8,50:00",
        "2026-02-30,07:30,8,50:00",
        "2026-03-01,half past,8,50:00",
        "2026-03-01,07:30,8 miles,50:00",
        "2026-03-01,07:30,8,soon",
        "2026-03-01,07:30,8,5,50:00",
        "2026-03-01,07:30,80,50:00",
        "2027-03-01,07:30,8,50:00",
        "1066-10-14,07:30,8,50:00",
        "2026-03-01,07:30,-8,50:00",
        "2026-03-01,25:30,8,50:00",
        "2026-03-01,07:30,8,",
    ]
    message = _message(HEADER + "\n".join(rows))
    assert message.startswith("Nothing was imported.")
    for said in (
        "Lines 4–5: the date",
        "Lines 6, 14: the time",
        "Line 7: the distance",
        "Lines 8, 15: the duration",
        "Line 9: the cells",
        "Line 10: the run is faster",
        "Line 11: the run starts in the future",
        "Line 12: the run starts before 1990",
        "Line 13: a distance or a duration is below zero",
    ):
        assert said in message
    assert "miles" not in message


def test_a_row_of_another_sport_is_named() -> None:
    """Where the table has a column for it."""
    message = _message("date,distance_km,duration,sport\n2026-03-01,8,50:00,run\n2026-03-02,30,1:30:00,Bike ride\n")
    assert message == "Nothing was imported. Line 3: another sport, not a run. Remove the row."


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("date,distance_km", "has to name its columns"),
        ("date,duration", "has to name its columns"),
        ("distance_km,duration", "has to name its columns"),
        ("2026-03-01,8.5,50:30", "has to name its columns"),
        ("date,distance_km,distance_mi,duration", "two columns for distance"),
    ],
)
def test_a_header_is_needed(header, words) -> None:
    """Nothing is guessed from the order of columns."""
    assert words in _message(f"{header}\n2026-03-01,8,5,50:00\n")


def test_a_table_with_nothing_under_its_header_holds_no_run() -> None:
    """Empty cells are no row."""
    assert "no recorded run" in _message(f"{HEADER},,,\n\n")


def test_five_thousand_rows_are_read_and_no_more() -> None:
    """One row more, and the file is refused as a whole."""
    first = datetime(2020, 1, 1, 7)
    rows = [f"{first + timedelta(hours=7 * row):%Y-%m-%d,%H:%M},8,50:00" for row in range(5001)]
    assert len(_read(HEADER + "\n".join(rows[:-1]))) == 5000
    assert "more than 5,000 runs" in _message(HEADER + "\n".join(rows))


def test_the_ends_of_the_calendar_are_refused() -> None:
    """No date overflows on its way to UTC."""
    rows = ["0001-01-01,00:00,8,50:00", "9999-12-31,23:59,8,50:00"]
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        with pytest.raises(RunFileError, match=r"Line 2: .*1990.*Line 3: .*future"):
            _read(HEADER + "\n".join(rows), zone)


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(1990, 1, 2), date(2025, 12, 31)),
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    st.integers(1, 50_000),
    st.integers(5_000, 250_000),
    st.sampled_from(",;"),
)
def test_what_is_written_is_read(day, moment, metres, seconds, separator) -> None:
    """Any day, time, distance and duration comes back as it was."""
    mark = "," if separator == ";" else "."
    hours, rest = divmod(seconds, 3600)
    cells = [
        f"{day}",
        f"{moment:%H:%M}",
        f"{metres / 1000:.3f}".replace(".", mark),
        f"{hours}:{rest // 60:02}:{rest % 60:02}",
    ]
    run = _row(HEADER.strip().replace(",", separator), separator.join(cells))
    assert (run.started, run.duration_s) == (datetime.combine(day, moment), seconds)
    assert run.distance_m == pytest.approx(metres)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('0123456789.,;:-/T Z"\n\réx'), max_size=60))
def test_any_row_is_read_or_named(row) -> None:
    """Whatever stands under a header is runs, named rows or a refusal."""
    try:
        parsed = parse(f"{HEADER}{row}".encode())
    except Refused:
        return
    assert parsed.runs or parsed.problems
