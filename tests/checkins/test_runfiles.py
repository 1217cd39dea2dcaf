"""Runs are read from the files of watches and apps, and the same run is known again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rehab.checkins.runfiles.child import parse
from rehab.checkins.runfiles.reading import ImportedRun, is_same_run, read_runs

from . import recordings as made
from .recordings import START

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TRACK = made.gpx_points(61)
FORMATS = {
    "gpx": made.gpx(TRACK),
    "tcx": made.tcx((600, 2001.5)),
    "fit": made.fit(made.records(61), made.session(600, 2001.5)),
    "fit-without-session": made.fit(made.records(61)),
    "fit-big-endian": made.fit(made.session(600, 2001.5, order=">")),
    "fit-short-header": made.signed(made.file_id() + made.session(600, 2001.5), header_size=12),
    "csv": b"start,distance_km,duration\n2026-03-01T06:30:05Z,2.0015,10:00\n",
}


def _read(content, name="run", zone=BERLIN):
    return read_runs(content, name=name, zone=zone, now=NOW)


def _only(content):
    (run,) = parse(content).runs
    return run.started, round(run.duration_s), run.distance_m and round(run.distance_m)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_run_reads_alike_in_every_format(kind) -> None:
    """Time, distance and duration agree, and so does what the run is known by."""
    (run,) = _read(FORMATS[kind])
    assert (run.started_at, run.duration_s) == (START, 600)
    assert run.distance_m == pytest.approx(2001, abs=1)
    assert run.fingerprint == "2026-03-01T06:30Z"


def test_a_file_exported_twice_holds_the_same_run() -> None:
    """The file's bytes may differ; what is read does not."""
    assert _read(FORMATS["gpx"]) == _read(FORMATS["gpx"].replace(b"<ele>120</ele>", b"<!-- again -->"))


def test_a_gap_between_segments_is_a_pause_and_no_way() -> None:
    """Half an hour and 3 km between two segments count neither as time nor as distance."""
    later = START + timedelta(minutes=30)
    content = made.gpx(made.gpx_points(31), made.gpx_points(31, start=later, first=120))
    assert _only(content) == (START, 600, 2002)


def test_a_track_without_a_sport_is_taken_as_a_run() -> None:
    """GPX mostly says nothing; Strava once wrote numbers."""
    assert (
        _only(made.gpx(TRACK, sport=None)) == _only(made.gpx(TRACK, sport="9")) == _only(made.gpx(TRACK, sport="Run"))
    )


def test_each_track_is_a_run() -> None:
    """Two tracks in one file are two runs."""
    track = made.gpx(TRACK).split(b"<trk>")[1].split(b"</trk>")[0]
    second = track.replace(b"2026-03-01", b"2026-03-02")
    content = made.gpx(TRACK).replace(b"</gpx>", b"<trk>" + second + b"</trk></gpx>")
    assert [run.started_at.day for run in _read(content)] == [1, 2]


def test_times_of_gpx_may_have_an_offset_a_fraction_or_no_zone() -> None:
    """An offset is honoured; without one the format means UTC."""
    for written in ("2026-03-01T07:30:05+01:00", "2026-03-01T06:30:05.250Z", "2026-03-01T06:30:05"):
        content = made.gpx(TRACK).replace(START.isoformat().encode(), written.encode())
        assert _only(content)[0] == START


def test_laps_are_added_up() -> None:
    """A TCX run is the sum of its laps; its points are not added once more."""
    assert _only(made.tcx((300, 1000), (310.4, 1010.2))) == (START, 610, 2010)


def test_blanks_in_front_of_a_document_do_not_matter() -> None:
    """Strava's TCX begins with ten of them."""
    content = b" " * 10 + b'<?xml version="1.0" encoding="UTF-8"?>\n' + made.tcx((600, 2000))
    assert _only(content) == (START, 600, 2000)


def test_a_session_leaves_out_pauses() -> None:
    """The timer's time counts, not the minute that the runner stood still."""
    assert _only(made.fit(made.session(600, 2000))) == (START, 600, 2000)


def test_a_stopped_timer_is_a_pause_where_no_session_was_written() -> None:
    """Five minutes, a stop of five minutes, and five more: ten minutes of running."""
    middle, again = START + timedelta(seconds=300), START + timedelta(seconds=600)
    second = made.records(31, start=again, first=30)
    content = made.fit(made.records(31), made.timer(4, middle), made.timer(0, again), second)
    assert _only(content) == (START, 600, 2002)


def test_a_run_without_distance_has_none() -> None:
    """On a treadmill nothing may be measured: none, not zero."""
    assert _read(made.fit(made.session(600, None)))[0].distance_m is None
    assert _read(made.fit(made.session(600, 0)))[0].distance_m is None


def test_times_in_the_header_of_a_record_are_understood() -> None:
    """FIT may put five bits of the time into the first byte of a message."""
    first = [(made.TIMESTAMP, made.UINT32, made.fit_time(START)), (5, made.UINT32, 0)]
    body = made.message(made.RECORD, first, local=2)
    body += made.definition(made.RECORD, first[1:], local=2)
    for step in range(1, 61):
        bits = (made.fit_time(START) + step * 10) & 0x1F
        body += made.values([(5, made.UINT32, step * 3000)], header=0x80 | 2 << 5 | bits)
    assert _only(made.fit(body)) == (START, 600, 1800)


@pytest.mark.parametrize("described", [True, False])
def test_fields_of_apps_are_read_past(described) -> None:
    """Developer fields, with their description and without, and of a size that is no multiple of their type's."""
    body = made.message(made.DEVELOPER, [(3, made.UINT8, 0)], local=4) if described else b""
    fields = [(made.TIMESTAMP, made.UINT32, made.fit_time(START)), (2, made.UINT32, made.fit_time(START))]
    fields += [(8, made.UINT32, 600_000), (5, made.ENUM, made.RUNNING)]
    defined = bytearray(made.definition(made.SESSION, fields))
    defined[0] |= 0x20
    body += bytes(defined) + bytes([1, 7, 3, 0]) + made.values(fields) + b"abc"
    assert _only(made.fit(body)) == (START, 600, None)


def test_files_written_one_after_the_other_are_all_read() -> None:
    """FIT may be chained; each part has its own sums."""
    later = made.session(900, 3000, start=START + timedelta(days=1))
    runs = _read(made.fit(made.session(600, 2000)) + made.fit(later))
    assert [run.duration_s for run in runs] == [600, 900]


def test_of_a_triathlon_the_run_is_taken() -> None:
    """Where one session of several is a run, the others are left."""
    ride = made.session(3600, 30_000, sport=made.CYCLING)
    assert _only(made.fit(ride, made.session(600, 2000))) == (START, 600, 2000)


def _run(minutes=0, seconds=600, metres=2000, known=True):
    return ImportedRun(START + timedelta(minutes=minutes), metres, seconds, known)


def test_the_same_run_is_known_again_though_formats_differ() -> None:
    """Two minutes and five per cent of either measure; a pause or smoothing may shift the other."""
    assert is_same_run(_run(), _run(2, 630, 2100))
    assert is_same_run(_run(), _run(1, 900, 2050))
    assert is_same_run(_run(), _run(1, 610, None))
    assert not is_same_run(_run(), _run(2.1))
    assert not is_same_run(_run(), _run(1, 40, 90))
    assert not is_same_run(_run(), _run(1, 900, None))


def test_a_run_known_by_its_day_alone_is_the_same_if_both_measures_agree() -> None:
    """An evening's run may have been typed in with its day; a second run of that day differs."""
    noon = _run(5.5 * 60, known=False)
    assert is_same_run(noon, _run(12 * 60, 610, 2010))
    assert is_same_run(noon, _run(0, 610, None))
    assert not is_same_run(noon, _run(0, 900, 2010))
    assert not is_same_run(noon, _run(0, 610, 3000))
    assert not is_same_run(noon, _run(18 * 60))
    assert noon.fingerprint != _run(5.5 * 60, 900, known=False).fingerprint
