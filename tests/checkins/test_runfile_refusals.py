"""What a file cannot be taken for is refused, for its reason: no run, or none that anybody ran."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rehab.checkins.runfiles.child import parse
from rehab.checkins.runfiles.reading import RunFileError, read_runs
from rehab.checkins.runfiles.refusals import Refused

from . import recordings as made
from .recordings import START

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TRACK = made.gpx_points(61)


def _read(content):
    return read_runs(content, name="run", zone=ZoneInfo("Europe/Berlin"), now=NOW)


def _refusal(content):
    with pytest.raises(Refused) as caught:
        parse(content)
    return caught.value.refusal.value


OTHERS = {
    "gpx-ride": (made.gpx(TRACK, sport="cycling"), "ride"),
    "gpx-hike": (made.gpx(TRACK, sport="Hiking"), "walk"),
    "gpx-rowing": (made.gpx(TRACK, sport="rowing"), "other_sport"),
    "tcx-ride": (made.tcx((600, 2000), sport="Biking"), "ride"),
    "tcx-other": (made.tcx((600, 2000), sport="Other"), "other_sport"),
    "fit-ride": (made.fit(made.session(600, 2000, sport=made.CYCLING)), "ride"),
    "fit-swim": (made.fit(made.session(600, 500, sport=made.SWIMMING)), "swim"),
    "fit-unnamed": (made.fit(made.session(600, 500, sport=200)), "other_sport"),
    "fit-ride-broken-off": (made.fit(made.message(made.SPORT, [(0, 0, 2)]), made.records(9)), "ride"),
    "fit-course": (made.signed(made.file_id(6) + made.records(9)), "no_run"),
    "gpx-route": (made.gpx().replace(b"trk", b"rte"), "no_run"),
    "gpx-empty-track": (made.gpx(""), "no_run"),
    "gpx-no-times": (made.gpx('<trkpt lat="50" lon="8"/><trkpt lat="50.1" lon="8"/>'), "no_times"),
    "fit-no-start": (made.fit(made.message(made.SESSION, [(8, made.UINT32, 600_000), (5, 0, 1)])), "no_times"),
    "tcx-no-start": (made.tcx((600, 2000)).replace(b"StartTime", b"Begin"), "no_times"),
    "xml-other": (b"<html><body>Please log in</body></html>", "unknown_kind"),
    "gpx-bad-place": (made.gpx(TRACK.replace("8.5", "NaN")), "damaged"),
    "gpx-bad-time": (made.gpx(TRACK.replace("2026-03-01", "2026-02-30")), "damaged"),
    "tcx-bad-number": (made.tcx((float("inf"), 2000)), "damaged"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_no_recorded_run_is_refused_for_its_reason(case) -> None:
    """Other sports, routes, courses, tracks without times, and numbers that are none."""
    content, refusal = OTHERS[case]
    assert _refusal(content) == refusal


def test_a_ride_is_named_to_the_runner() -> None:
    """The message says what it is and what to do."""
    with pytest.raises(RunFileError) as caught:
        _read(made.gpx(TRACK, sport="cycling"))
    assert caught.value.message == "This file holds a ride, not a run. Choose a file of a run."


IMPLAUSIBLE = {
    "future": (made.tcx((600, 2000), start=NOW + timedelta(days=1, seconds=1)), "starts in the future"),
    "early": (made.tcx((600, 2000), start=datetime(1989, 12, 31, 23, tzinfo=UTC)), "before 1990"),
    "first-year": (made.tcx((600, 2000)).replace(b"2026", b"0001"), "before 1990"),
    "far": (made.tcx((72 * 3600, 500_001)), "longer than 500 km"),
    "long": (made.tcx((72 * 3600 + 1, 2000)), "longer than 72 hours"),
    "fast": (made.tcx((100, 1201)), "faster than anyone"),
    "negative-time": (made.tcx((-600, 2000)), "below zero"),
    "negative-way": (made.tcx((600, -2000)), "below zero"),
    "no-time": (made.gpx(made.gpx_points(1)), "no duration"),
}


@pytest.mark.parametrize("case", IMPLAUSIBLE)
def test_what_no_run_can_be_is_refused(case) -> None:
    """The message names what is off; it begins like a sentence."""
    content, words = IMPLAUSIBLE[case]
    with pytest.raises(RunFileError, match=words) as caught:
        _read(content)
    assert caught.value.message[0].isupper()


def test_what_a_run_can_just_be_is_taken() -> None:
    """The bounds themselves are inside: a day ahead, 72 hours, 500 km, 12 m/s."""
    assert _read(made.tcx((72 * 3600, 500_000), start=NOW + timedelta(days=1)))
    assert _read(made.tcx((100, 1200)))


def test_a_truncated_double_is_no_number() -> None:
    """A session whose numbers are declared as several is a session without them."""
    fields = [(2, made.UINT32, made.fit_time(START)), (8, made.UINT32, 600_000), (5, made.ENUM, 1)]
    body = bytearray(made.message(made.SESSION, fields))
    assert body[9:12] == struct.pack("BBB", 8, 4, made.UINT32)
    body[9:12] = struct.pack("BBB", 8, 4, made.UINT8)
    assert _refusal(made.fit(bytes(body))) == "no_times"
