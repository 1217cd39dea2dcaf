"""The process that reads has little to lose, gets little, and is not believed."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.checkins.runfiles import reading
from rehab.checkins.runfiles.fitsums import fit_sum
from rehab.checkins.runfiles.limits import CPU_S, MAX_BYTES
from rehab.checkins.runfiles.reading import RunFileError, read_runs
from rehab.checkins.runfiles.recorded import Parsed, from_json
from rehab.checkins.runfiles.refusals import Refused

from . import recordings as made

ROOT = Path(__file__).resolve().parents[2]


def _python(code):
    given = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"
    return subprocess.run([sys.executable, "-I", "-B", "-c", given], capture_output=True, text=True)


def test_the_reader_loads_no_django_and_nothing_of_the_other_apps() -> None:
    """A hole in a decoder finds neither settings nor models in its process."""
    loaded = _python(
        "import rehab.checkins.runfiles.child, rehab.checkins.runfiles.fit; print(*sys.modules)"
    ).stdout.split()
    assert "rehab.checkins.runfiles.fit" in loaded
    ours = {name for name in loaded if name.startswith("rehab") and not name.startswith("rehab.checkins.runfiles")}
    assert ours == {"rehab", "rehab.checkins"}
    assert not {"django", "celery", "accounts"} & {name.partition(".")[0] for name in loaded}


def test_the_reader_gets_no_more_memory_and_writes_no_file(tmp_path) -> None:
    """What the limits forbid fails; before them it worked."""
    file = tmp_path / "written"
    for deed in ("bytearray(300 * 1024 * 1024)", f"open({str(file)!r}, 'w').write('x' * 9999)"):
        limited = "from rehab.checkins.runfiles.limits import limit_this_process; limit_this_process()"
        assert _python(deed).returncode == 0
        file.unlink(missing_ok=True)
        assert _python(f"{limited}; {deed}").returncode != 0
    assert not file.exists() or not file.read_bytes()


@pytest.mark.slow
def test_ten_megabytes_fit_into_the_readers_memory() -> None:
    """The limits leave room for the largest file that is allowed."""
    filler = f"<extensions>{'<a>1</a>' * 64}</extensions>"
    track = made.gpx(made.gpx_points(14_500).replace("</trkpt>", f"{filler}</trkpt>"))
    assert 9_000_000 < len(track) <= MAX_BYTES
    (run,) = read_runs(track, name="run.gpx", zone=ZoneInfo("UTC"))
    assert run.duration_s == 14_499 * made.STEP_S


@pytest.mark.slow
def test_a_day_and_a_night_of_points_is_read_in_time() -> None:
    """A watch that writes each second of 24 hours, and breaks off before its session, stays within the limits."""
    fields = [(made.TIMESTAMP, made.UINT32, 0), (5, made.UINT32, 0)]
    fields += [(number, made.UINT8, 100) for number in (3, 4, 13, 39, 53)]
    body = bytearray(made.definition(made.RECORD, fields))
    for second in range(24 * 3600):
        fields[:2] = [
            (made.TIMESTAMP, made.UINT32, made.fit_time(made.START) + second),
            (5, made.UINT32, second * 150),
        ]
        body += made.values(fields)
    (run,) = read_runs(made.signed(made.file_id() + body, crc=fit_sum), name="run.fit", zone=ZoneInfo("UTC"))
    assert (run.duration_s, run.distance_m) == (24 * 3600 - 1, 129_598)


@pytest.mark.slow
def test_a_reader_that_works_too_long_is_ended() -> None:
    """Millions of tiny messages: the kernel ends the process after five seconds of work, and the runner is told."""
    field = [(2, made.UINT8, 0)]
    body = made.definition(made.EVENT, field) + made.values(field) * 3_000_000
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(RunFileError, match="could not be read"):
        read_runs(made.signed(body, crc=fit_sum), name="run.fit", zone=ZoneInfo("UTC"))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before <= CPU_S + 1


def test_a_reader_that_keeps_us_waiting_is_ended(monkeypatch) -> None:
    """On a machine too busy to give it its seconds, too."""
    monkeypatch.setattr(reading, "WALL_S", 0.001)
    with pytest.raises(RunFileError, match="could not be read"):
        read_runs(made.fit(made.session(600, 2000)), name="run.fit", zone=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 9)",
        "raise SystemExit(3)",
        "print('hello')",
        """print('{"runs": [["2026-03-01", "fast", 1, true, null]], "problems": []}')""",
        """print('{"refused": "<b>anything</b>"}')""",
    ],
)
def test_a_reader_that_fails_or_answers_oddly_is_a_file_that_could_not_be_read(monkeypatch, program) -> None:
    """Killed, ended or taken over: the runner is told the same."""
    monkeypatch.setattr(reading, "START", program)
    with pytest.raises(RunFileError, match="could not be read"):
        read_runs(b"any", name="run.fit", zone=ZoneInfo("UTC"))


def test_the_reader_knows_no_secret_of_ours(monkeypatch) -> None:
    """Its environment is empty but for what Python sets itself."""
    monkeypatch.setenv("SECRET_KEY", "not to be seen")
    program = """import os; print('{"refused": "%s"}' % ("damaged" if os.environ.keys() - {"LC_CTYPE"} else "swim"))"""
    monkeypatch.setattr(reading, "START", program)
    with pytest.raises(RunFileError, match="swim"):
        read_runs(b"any", name="run.fit", zone=ZoneInfo("UTC"))


KEYS = ("runs", "problems", "refused")
ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2026-03-01T06:30:05"),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS), inner),
)
RUNS = st.lists(ANSWERS, min_size=5, max_size=5)


@settings(max_examples=60, deadline=None)
@given(ANSWERS | st.builds(lambda rows: {"runs": rows, "problems": []}, st.lists(RUNS)))
def test_an_answer_of_another_shape_is_not_believed(answer) -> None:
    """What comes through the pipe is checked like anything from outside."""
    try:
        parsed = from_json(json.dumps(answer).encode())
    except (ValueError, Refused):
        return
    assert isinstance(parsed, Parsed)


@pytest.mark.parametrize(
    "text", [b"", b"\xff", b"[]", b'{"refused": "hello"}', b'{"runs": [[]], "problems": []}', b"[" * 99_999]
)
def test_an_answer_that_is_none_is_an_error_of_one_kind(text) -> None:
    """The caller expects these and no others."""
    with pytest.raises((ValueError, RecursionError)):
        from_json(text)
