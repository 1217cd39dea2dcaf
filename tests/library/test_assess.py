"""`manage.py assess`: the machine's door."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.engine.cases import raw
from tests.engine.seeded import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
KEYS = set(
    "id tier fired category mixed start_phase start_level run_allowance run_lock entry_stage plan urgent_referral "
    "excluded weeks goal need_weeks consistency first_week phases followup reasons".split()
)


@pytest.fixture
def assess(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command on some JSON; gives (exit status, parsed standard output, standard error's lines)."""

    def run(given: Any) -> tuple[int, Any, list[str]]:
        file = tmp_path / "cases.json"
        file.write_bytes(given if isinstance(given, bytes) else json.dumps(given).encode())
        try:
            call_command("assess", str(file))
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return status, json.loads(out) if out else None, err.splitlines()

    return run


def test_one_case_gives_one_object_and_a_list_a_list(assess: Any) -> None:
    """The answer has the shape of the question, every key always there, the id echoed."""
    case = {"id": "a", "inputs": raw()}
    status, one, _ = assess(case)
    assert (status, set(one), one["id"]) == (0, KEYS, "a")
    _, many, _ = assess([case, {"inputs": raw(rf_bladder="yes")}])
    assert [found["id"] for found in many] == ["a", None]
    assert [set(found) for found in many] == [KEYS, KEYS]
    assert assess([])[1] == []


def test_the_worked_cases_pass_through_the_command(assess: Any) -> None:
    """Tier, category and follow-up of all worked cases, from rows and not from the seed."""
    given = read("vignettes")
    cases = [
        {"id": v["id"], "inputs": {**given["defaults"], **v["inputs"]}, "followup": v.get("followup", [])}
        for v in given["vignettes"]
    ]
    _, found, _ = assess(cases)
    for vignette, answer in zip(given["vignettes"], found, strict=True):
        assert answer["tier"] == vignette["expect"]["tier"]
        assert answer["category"] == vignette["expect"]["category"]
        assert answer["followup"] == [step["expect"] for step in vignette.get("followup", [])]


def test_all_problems_of_all_cases_are_told_with_their_case(assess: Any) -> None:
    """Exit 2, one line a problem on standard error, nothing on standard output, no traceback."""
    status, out, err = assess(
        [{"id": "a", "inputs": raw(age_years=5, side="x")}, 7, {"id": "c"}, {"id": "d", "inputs": raw(), "followup": 3}]
    )
    assert (status, out) == (2, None)
    assert [line.split(":")[:2] for line in err] == [
        ["a", " age_years"],
        ["a", " side"],
        ["case 2", " is not a JSON object"],
        ["c", " inputs"],
        ["d", " followup"],
    ]


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"  ",
        b"{",
        b"7",
        b'"x"',
        b"null",
        b"[[]]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"inputs": {"age_years": 1e999}}',
    ],
)
def test_what_is_no_case_ends_with_2(assess: Any, given: bytes) -> None:
    """Empty input, broken JSON and things that are no objects: a clear line, never a traceback."""
    status, out, err = assess(given)
    assert (status, out) == (2, None)
    assert err
    assert not any("Traceback" in line for line in err)


@pytest.mark.parametrize(
    "step",
    [
        {"set": "monthly", "metrics": {}},
        {"set": "run"},
        {"set": "run", "metrics": {"nonsense": 1}},
        {"set": "run", "metrics": {"run_pain": [1]}},
        "run",
    ],
)
def test_a_follow_up_that_cannot_be_read_is_refused(assess: Any, step: Any) -> None:
    """Unknown lists and metrics are named."""
    status, _, err = assess({"id": "a", "inputs": raw(), "followup": [step]})
    assert status == 2
    assert err[0].startswith("a: followup 1: ")


def test_phase_exits_may_answer_null(assess: Any) -> None:
    """A failed exit is null in its place of the list."""
    steps = [{"set": "phase_exit", "metrics": {"phase": 1, "days_in_phase": 2}}, {"set": "run", "metrics": {}}]
    assert assess({"inputs": raw(), "followup": steps})[1]["followup"] == [None, "RR7"]


def test_a_database_that_is_not_set_up_is_told(tmp_path: Path) -> None:
    """Only DATABASE_URL is needed; an empty database gets a sentence, not a traceback."""
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "manage.py", "assess", "-"], cwd=root, env=environment, input=b"{}", capture_output=True
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"manage.py migrate" in done.stderr
    assert b"Traceback" not in done.stderr
