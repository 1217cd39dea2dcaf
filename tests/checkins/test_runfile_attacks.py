"""Files that are broken, odd or meant to do harm: each is read or refused, quickly, and leaves no trace."""

from __future__ import annotations

import gzip
import io
import random
import resource
import socket
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.checkins.runfiles.child import parse
from rehab.checkins.runfiles.limits import MAX_BYTES, MAX_POINTS
from rehab.checkins.runfiles.reading import RunFileError, read_runs
from rehab.checkins.runfiles.refusals import WORDS, Refusal, Refused

from . import recordings as made

ROOT = Path(__file__).resolve().parents[2]
QUICK_S = 2
SMALL = made.fit(made.records(3), made.session(20, 67))
SECRET = "CANARY51.4778"


def _message(content, name="run"):
    before = _worked_s()
    with pytest.raises(RunFileError) as caught:
        read_runs(content, name=name, zone=ZoneInfo("UTC"))
    assert _worked_s() - before <= QUICK_S
    return caught.value.message


def _worked_s():
    """Processor time of all readers so far; a clock would also show other work on the machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _outcome(content):
    """`runs`, or the refusal; anything else fails the test."""
    try:
        return "runs" if parse(content).runs else "nothing"
    except Refused as refused:
        return refused.refusal.value


def _packed_zip():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("run.gpx", b"0" * 20_000_000)
    return packed.getvalue()


LAUGHS = "".join(f'<!ENTITY l{step + 1} "{f"&l{step};" * 10}">' for step in range(9))
BOMBS = {
    "billion-laughs": f'<!DOCTYPE gpx [<!ENTITY l0 "ha">{LAUGHS}]><gpx>&l9;</gpx>',
    "quadratic": f'<!DOCTYPE gpx [<!ENTITY a "{"a" * 100_000}">]><gpx>{"&a;" * 50_000}</gpx>',
    "entity-of-a-file": '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><trk><name>&x;</name></trk></gpx>',
    "entity-of-a-parameter": '<!DOCTYPE gpx [<!ENTITY % x SYSTEM "file:///etc/passwd">%x;]><gpx/>',
    "doctype-alone": '<!DOCTYPE gpx SYSTEM "file:///dev/zero"><gpx/>',
    "undefined-entity": "<gpx>&x;</gpx>",
    "deep": "<gpx>" + "<a>" * 1_000_000,
    "one-long-name": f"<gpx><{'a' * 5_000_000}",
    "one-long-value": f'<gpx a="{"a" * 9_000_000}',
    "many-attributes": "<gpx " + " ".join(f'a{number}="1"' for number in range(200_000)),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-7", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("bomb", ["billion-laughs", "quadratic", "entity-of-a-file"])
def test_a_document_that_would_grow_is_refused_in_any_encoding(bomb, encoding) -> None:
    """A document type is never read, however its letters are written."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert _message((declared + BOMBS[bomb]).encode(encoding), "run.gpx") in (
        WORDS[Refusal.DAMAGED],
        WORDS[Refusal.MISNAMED],
    )


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_document_that_would_grow_is_refused_quickly(bomb) -> None:
    """Entities, depth and endless tokens."""
    assert _message(BOMBS[bomb].encode()) == WORDS[Refusal.DAMAGED]


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE gpx [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">]><gpx>&x;</gpx>',
        '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:{port}/x"><gpx/>',
        '<gpx xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="http://127.0.0.1:{port}/x"/></gpx>',
        '<?xml-stylesheet href="http://127.0.0.1:{port}/x"?><gpx/>',
    ],
)
def test_nothing_is_fetched(document) -> None:
    """No address in a file is ever asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        _message(document.format(port=server.getsockname()[1]).encode())
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_good_file_in_another_encoding_is_read() -> None:
    """UTF-16 is no attack by itself."""
    content = made.gpx(made.gpx_points(9)).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert _outcome(content) == "runs"


REFUSED = {
    "empty": (b"", Refusal.EMPTY),
    "blank": (b" \r\n\n", Refusal.EMPTY),
    "only-a-mark": (b"\xef\xbb\xbf", Refusal.UNKNOWN_KIND),
    "eleven-megabytes": (b"<gpx>" + b" " * (11 * 1024 * 1024), Refusal.TOO_BIG),
    "one-byte-too-much": (b" " * MAX_BYTES + b"x", Refusal.TOO_BIG),
    "gz": (gzip.compress(made.gpx()), Refusal.COMPRESSED),
    "zip": (_packed_zip(), Refusal.COMPRESSED),
    "random": (random.Random(1).randbytes(100_000), Refusal.UNKNOWN_KIND),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), Refusal.UNKNOWN_KIND),
    "cut-xml": (made.gpx(made.gpx_points(9))[:-20], Refusal.DAMAGED),
    "points-gpx": (made.gpx('<trkpt lat="1" lon="1"/>' * (MAX_POINTS + 1)), Refusal.TOO_MANY_POINTS),
    "points-tcx": (made.tcx((1, 1)).replace(b"<Id>", b"<Trackpoint/>" * MAX_POINTS + b"<Id>"), Refusal.TOO_MANY_POINTS),
    "commas": (b"," * 9_000_000, Refusal.UNKNOWN_KIND),
    "wide-row": (b"date,distance_km,duration\n" + b"," * 9_000_000, Refusal.NO_RUN),
    "long-cell": (b"date,distance_km,duration\n" + b"1" * 9_000_000, Refusal.DAMAGED),
    "endless-quote": (b'date,distance_km,duration\n"' + b"\n" * 9_000_000, Refusal.DAMAGED),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_holds_no_runs_is_refused_for_its_reason(case) -> None:
    """Its size, its kind or its damage, in a sentence of ours."""
    content, refusal = REFUSED[case]
    assert _message(content) == WORDS[refusal]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("a.gpx", Refusal.MISNAMED),
        ("A.FIT", Refusal.MISNAMED),
        ("a.csv", Refusal.NO_HEADER),
        ("", Refusal.UNKNOWN_KIND),
    ],
)
def test_the_name_only_helps_to_say_what_is_wrong(name, refusal) -> None:
    """The same bytes are refused under any name; the advice fits what the runner meant to send."""
    assert _message(b"hello", name) == WORDS[refusal]


@pytest.mark.parametrize("name", ["run.csv", "../../etc/passwd", "\x00", "a" * 5000, "run.fit.gpx"])
def test_the_kind_is_told_by_the_content(name) -> None:
    """A FIT file stays one, whatever it is called."""
    assert read_runs(SMALL, name=name, zone=ZoneInfo("UTC"))


def test_two_hundred_thousand_points_are_read() -> None:
    """The last one that is allowed."""
    content = made.gpx('<trkpt lat="1" lon="1"/>' * (MAX_POINTS - 9) + made.gpx_points(9))
    assert _outcome(content) == "runs"


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"<gpx>", b"<TrainingCenterDatabase>", b"date,distance_km,duration\n"]),
)
def test_any_bytes_are_read_or_refused(content, opening) -> None:
    """After each format's opening, anything may come: no noise is ever taken for a run."""
    assert _outcome(opening + content) != "runs"


def test_no_word_of_a_file_is_said_or_logged(caplog, capfd) -> None:
    """Neither a message nor a log nor an output holds what stood in a file or its name."""
    contents = [
        made.gpx(made.gpx_points(3).replace("8.5", SECRET)),
        made.gpx(made.gpx_points(3).replace("<time>2026", f"<time>{SECRET}")),
        made.gpx(made.gpx_points(3), sport=SECRET),
        f"<gpx><{SECRET}></gpx>".encode(),
        f"<!DOCTYPE {SECRET}><gpx/>".encode(),
        f"date,distance_km,duration\n{SECRET},{SECRET},{SECRET}\n".encode(),
        made.fit(SECRET.encode()),
        SECRET.encode(),
    ]
    with caplog.at_level(0):
        messages = [_message(content, f"{SECRET}.gpx") for content in contents]
    out, err = capfd.readouterr()
    assert SECRET not in "".join([*messages, caplog.text, out, err])
