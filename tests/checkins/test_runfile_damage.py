"""FIT files that are cut, changed or lie about themselves are read or refused, and nothing else."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from rehab.checkins.runfiles.child import parse
from rehab.checkins.runfiles.fitsums import fit_sum
from rehab.checkins.runfiles.limits import MAX_POINTS
from rehab.checkins.runfiles.refusals import Refusal, Refused

from . import recordings as made

ROOT = Path(__file__).resolve().parents[2]
QUICK_S = 2
SMALL = made.fit(made.records(3), made.session(20, 67))


def _outcome(content):
    """`runs`, or the refusal; anything else fails the test."""
    try:
        return "runs" if parse(content).runs else "nothing"
    except Refused as refused:
        return refused.refusal.value


def test_a_fit_file_cut_at_any_byte_is_damaged() -> None:
    """With the old sizes and sums, no shorter file passes."""
    outcomes = {_outcome(SMALL[:length]) for length in range(12, len(SMALL))}
    assert outcomes == {"damaged"}
    assert {_outcome(SMALL[:length]) for length in range(1, 12)} <= {"unknown_kind", "damaged"}


def test_a_fit_file_cut_at_any_byte_and_signed_again_is_read_or_refused() -> None:
    """What is left of it decides."""
    body = SMALL[14:-2]
    outcomes = {_outcome(made.signed(body[:length])) for length in range(len(body))}
    assert outcomes == {"runs", "damaged", "no_run"}


def test_a_fit_file_with_any_byte_changed_is_damaged() -> None:
    """The sum sees one wrong bit anywhere, its own included."""
    for place in range(len(SMALL)):
        changed = bytearray(SMALL)
        changed[place] ^= 0x10
        assert _outcome(bytes(changed)) in ("damaged", "unknown_kind"), place


def test_a_wrong_byte_order_is_read_or_refused() -> None:
    """The flag says big, the numbers are small-endian: no crash, and no run of such numbers passes."""
    body = bytearray(made.file_id() + made.session(600, 2000))
    flag = len(made.file_id()) + 2
    assert body[flag] == 0
    body[flag] = 1
    assert _outcome(made.signed(bytes(body))) != "runs"


def test_fields_of_255_bytes_are_read_or_refused() -> None:
    """Every size of every definition, one at a time and all at once."""
    fields = [(2, made.UINT32, made.fit_time(made.START)), (8, made.UINT32, 600_000), (5, made.ENUM, 1)]
    places = [6 + 3 * number + 1 for number in range(len(fields))]
    for chosen in [*([place] for place in places), places]:
        defined = bytearray(made.definition(made.SESSION, fields))
        for place in chosen:
            defined[place] = 255
        for length in (0, 100, 255, 765):
            assert _outcome(made.signed(bytes(defined) + bytes(1 + length))) != "runs"


def test_a_header_that_lies_about_its_sizes_is_damaged() -> None:
    """Sizes of nothing, of too much and of four gigabytes; a part in a part cannot make it loop."""
    for size in (0, 1, len(SMALL), 0xFFFFFFFF):
        changed = SMALL[:4] + struct.pack("<I", size) + SMALL[8:]
        assert _outcome(changed) == "damaged"
    for header in (0, 11, 13, 255):
        assert _outcome(bytes([header]) + SMALL[1:]) == "damaged"
    assert _outcome(made.signed(b"") * 1000) == "no_run"


def _mutations(count):
    done = subprocess.run(
        [sys.executable, "-m", "tests.checkins.mutations", str(count), "7"], cwd=ROOT, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    answer = json.loads(done.stdout)
    assert answer["slowest_s"] <= QUICK_S
    return answer["outcomes"]


def test_two_thousand_damaged_fit_files_are_read_or_refused() -> None:
    """Nothing else comes out, none takes long, and the damage reaches far enough to be worth it."""
    outcomes = _mutations(2_000)
    assert sum(outcomes.values()) == 2_000
    assert {"runs", "damaged", "no_run", "other_sport"} <= outcomes.keys() <= {*Refusal, "runs"}


@pytest.mark.slow
def test_ten_thousand_damaged_fit_files_are_read_or_refused() -> None:
    """The same, for longer."""
    assert sum(_mutations(10_000).values()) == 10_000


@pytest.mark.slow
def test_a_fit_file_of_too_many_points_is_refused() -> None:
    """One more than 200,000, of five bytes each."""
    field = [(made.TIMESTAMP, made.UINT32, made.fit_time(made.START))]
    body = made.definition(made.RECORD, field) + made.values(field) * (MAX_POINTS + 1)
    assert _outcome(made.signed(body, crc=fit_sum)) == "too_many_points"
