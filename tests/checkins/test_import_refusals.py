"""What an import refuses: bad files, large ones, too many, and previews that are not the runner's own."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from rehab.checkins.models import ImportedRun
from rehab.checkins.views.imports import IMPORTS_AN_HOUR
from rehab.plans.models import Plan
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_in
from tests.plans.statements import statements

from . import recordings as made
from .running import client as client
from .running import plan as plan
from .running import runs_of
from .uploads import CHECK, FILE, at, confirm, one_run, table, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


BAD = {
    "nothing": (b"", "run.gpx", "empty"),
    "no run": (b"hello", "run.gpx", "not what its name says"),
    "a bomb": (b'<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><gpx><trk>&b;</trk></gpx>', "run.gpx", "file"),
    "a broken watch file": (made.fit(made.session(600, 2000))[:-5], "run.fit", "damaged"),
    "a ride": (made.gpx(made.gpx_points(30), sport="cycling"), "ride.gpx", "ride"),
    "a bad row": (b"date,distance_km,duration\nsoon,5,30\n", "runs.csv", "Line 2"),
    "markup": (b"<script>alert(1)</script>", "<script>alert(1)</script>.gpx", "file"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_a_message_and_stores_nothing(plan: Plan, client: Client, case: str) -> None:
    """422, one sentence, no word of the file, nothing held and nothing logged."""
    content, name, words = BAD[case]
    answer = upload(client, content, name)
    assert answer.status_code == 422
    assert words in text_in(answer)
    assert b"alert(1)" not in answer.content
    assert "run_file" not in client.session
    assert not ImportedRun.objects.exists()


def test_a_file_that_is_too_large_is_never_read(plan: Plan, client: Client) -> None:
    """Above 10 MB it is refused by its size; above 11 MB it is not even taken into memory."""
    for size in (10 * 1024 * 1024 + 1, 12 * 1024 * 1024):
        answer = upload(client, b" x" * (size // 2 + 1), "run.gpx")
        assert answer.status_code == 422
        assert "larger than 10 MB" in text_in(answer)


def test_no_file_is_said_to_be_none(client: Client) -> None:
    """The field's own message; a text in its place is no file."""
    for sent in ({}, {"file": "text"}):
        answer = client.post(FILE, sent)
        assert answer.status_code == 422
        assert "Choose a file first." in text_in(answer)


def test_twenty_files_an_hour_are_enough(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is answered 429 before it is read; another runner is not held up."""
    monkeypatch.setattr("rehab.checkins.views.imports.read_runs", lambda *_, **__: ())
    for _ in range(IMPORTS_AN_HOUR):
        assert upload(client, b"x").status_code == 302
    assert upload(client, b"x").status_code == 429
    bob = runner("bob@example.org")
    plan_of(bob)
    assert upload(signed_in(bob), b"x").status_code == 302


def test_a_preview_cannot_be_forged(plan: Plan, client: Client) -> None:
    """Runs come from the file alone: another token, place or number is refused, and numbers sent along are not read."""
    assert client.post(CHECK, {"token": "x", "take": ["0"]}).status_code == 422
    upload(client, one_run("gpx", at(plan, 10)))
    assert client.post(CHECK, {"token": "x", "take": ["0"]}).status_code == 422
    for take in (["7"], ["-1"], ["x"], ["0", "1"]):
        assert confirm(client, take=take).status_code == 422
    assert runs_of(plan) == []
    confirm(client, distance_m="99000", runs="[]", pain_0="3")
    (run,) = runs_of(plan)
    assert round(run["km"], 2) == 2.97
    assert "pain" not in run


def test_another_runners_preview_is_not_there(plan: Plan, client: Client) -> None:
    """What is held belongs to one session and one plan."""
    upload(client, one_run("gpx", at(plan, 10)))
    token = client.session["run_file"]["token"]
    bob = runner("bob@example.org")
    plan_of(bob)
    other = signed_in(bob)
    assert other.get(CHECK).headers["Location"] == FILE
    assert other.post(CHECK, {"token": token, "take": ["0"]}).status_code == 422
    plan_of(plan.runner)  # a new plan: the old preview was made for another
    assert client.get(CHECK).headers["Location"] == FILE


def test_a_preview_is_kept_for_an_hour(plan: Plan, client: Client) -> None:
    """Then the file has to be chosen again."""
    upload(client, one_run("gpx", at(plan, 10)))
    session = client.session
    session["run_file"] = {**session["run_file"], "at": (timezone.now() - timedelta(hours=2)).isoformat()}
    session.save()
    assert client.post(CHECK, {"token": session["run_file"]["token"], "take": ["0"]}).status_code == 422
    assert runs_of(plan) == []


def test_nothing_of_the_file_is_kept(plan: Plan, client: Client) -> None:
    """No place, no name, no device: neither in the session nor in any row."""
    upload(client, one_run("gpx", at(plan, 10)), f"{uuid.UUID(int=7)}.gpx")
    held = str(client.session["run_file"])
    assert "50.0" not in held
    assert "gpx" not in held
    confirm(client)
    assert "run_file" not in client.session
    kept = "".join(str(session.get_decoded()) for session in Session.objects.all()) + str(runs_of(plan))
    assert "8.5" not in kept


def test_the_preview_takes_a_fixed_number_of_statements(plan: Plan, client: Client) -> None:
    """However many runs the file holds and the log has."""
    client.get("/runs/")  # the plan's exercises are read once and kept
    counts = []
    for days in (range(2, 3), range(3, 19)):
        rows = [(f"{at(plan, day):%Y-%m-%d %H:%M}", 3, 18) for day in days]
        upload(client, table(*rows))
        client.get(CHECK)
        with statements() as found:
            assert client.get(CHECK).status_code == 200
        counts.append(len(found))
        confirm(client)
    assert counts[0] == counts[1] <= 8
