"""Importing runs: each format through the pages, the same run once, nothing forged, nothing kept of the file."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.checkins.limiting import IMPORTS_AN_HOUR
from rehab.checkins.models import ImportedRun
from rehab.plans.models import Plan
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_of
from tests.plans.test_statements import _statements

from . import recordings as made
from .running import logged, older_plan, runs_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
FILE, CHECK = "/runs/import/", "/runs/import/check/"
POINTS = 90  # a quarter of an hour less ten seconds, 2.97 km
SECONDS, METRES = 890, 2969


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def plan() -> Plan:
    """Ada's plan, in its third week."""
    return older_plan(runner())


@pytest.fixture
def client(plan: Plan) -> Client:
    """Ada's browser."""
    return signed_in(plan.runner)


def _at(plan: Plan, day: int, hour: int = 12) -> datetime:
    """An hour of a day of the plan, UTC."""
    on = plan.started_on + timedelta(days=day)
    return datetime(on.year, on.month, on.day, hour, 0, 5, tzinfo=ZoneInfo("UTC"))


def _file(kind: str, start: datetime) -> bytes:
    """One run of nearly 3 km in one of the formats."""
    if kind == "gpx":
        return made.gpx(made.gpx_points(POINTS, start=start))
    if kind == "tcx":
        return made.tcx((SECONDS, METRES), start=start)
    if kind == "fit":
        return made.fit(made.session(SECONDS, METRES, start=start), made.records(3, start=start))
    return f"start,distance_km,duration\n{start:%Y-%m-%d %H:%M},2.97,14:50\n".encode()


def _table(*rows: tuple[Any, ...]) -> bytes:
    return "\n".join(["start,distance_km,duration", *(",".join(map(str, row)) for row in rows)]).encode()


def _upload(client: Client, content: bytes, name: str = "run") -> Any:
    return client.post(FILE, {"file": SimpleUploadedFile(name, content)})


def _confirm(client: Client, **changes: Any) -> Any:
    """Send the preview as it stands, with changes."""
    page = client.get(CHECK).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token, page
    ticked = re.findall(r'name="take" value="(\d+)" id="\S+" checked', page)
    return client.post(CHECK, {"token": token[1], "take": ticked, **changes})


def _text(response: Any) -> str:
    return text_of(response.content.decode())


@pytest.mark.parametrize("kind", ["gpx", "tcx", "fit", "csv"])
def test_a_file_is_looked_at_and_then_logged(plan: Plan, client: Client, kind: str) -> None:
    """Nothing is logged before the runner confirms; then distance, time and day, with pain unknown."""
    assert _upload(client, _file(kind, _at(plan, 10))).headers["Location"] == CHECK
    page = _text(client.get(CHECK))
    assert "1 new run found" in page
    assert "2.97 km" in page
    assert "12:00" in page
    assert runs_of(plan) == []
    assert _confirm(client).headers["Location"] == "/runs/"
    (run,) = runs_of(plan)
    assert (run["day"], round(run["km"], 2), round(run["minutes"])) == (10, 2.97, 15)
    assert not {"pain", "spread", "stage"} & set(run)
    row = ImportedRun.objects.get()
    assert row.entry is not None
    assert (row.runner, row.entry.entry_id) == (plan.runner, run["id"])
    assert "imported" in _text(client.get("/runs/"))


@pytest.mark.parametrize("first", ["gpx", "csv"])
@pytest.mark.parametrize("second", ["gpx", "tcx", "fit", "csv"])
def test_the_same_run_twice_is_one_run(plan: Plan, client: Client, first: str, second: str) -> None:
    """The same file again, or the same run in another format: there already, with nothing to tick."""
    _upload(client, _file(first, _at(plan, 10)))
    _confirm(client)
    _upload(client, _file(second, _at(plan, 10)))
    page = _text(client.get(CHECK))
    assert "Already there" in page
    assert "Nothing new in this file" in page
    assert "Log these runs" not in page
    assert len(runs_of(plan)) == 1


def test_a_confirmation_sent_twice_logs_once(plan: Plan, client: Client) -> None:
    """Two tabs with the same file: the second finds the runs there."""
    _upload(client, _file("gpx", _at(plan, 10)))
    other = Client()
    other.cookies.update(client.cookies)
    page = other.get(CHECK).content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    _confirm(client)
    assert other.post(CHECK, {"token": token, "take": ["0"]}).status_code == 422
    _upload(client, _file("gpx", _at(plan, 10)))
    assert _confirm(client, take=["0"]).status_code == 422
    assert len(runs_of(plan)) == ImportedRun.objects.count() == 1


@pytest.mark.parametrize(
    ("by_hand", "is_known"),
    [
        ({"km": 3, "minutes": 15}, True),
        ({"km": 3}, True),
        ({"km": None, "minutes": 15}, True),
        ({"km": 8, "minutes": 45}, False),
        ({"km": 4}, False),
    ],
)
def test_a_run_by_hand_and_by_file_is_one_run(
    plan: Plan, client: Client, by_hand: dict[str, Any], is_known: bool
) -> None:
    """Alike in what both have: there already. Another run of that day: shown, said so, and not ticked."""
    logged(plan, 10, **by_hand)
    _upload(client, _file("gpx", _at(plan, 10)))
    page = client.get(CHECK).content.decode()
    assert ("Already there" in page) == is_known
    assert ("You logged another run that day" in page) != is_known
    assert "checked" not in page
    if not is_known:
        assert _confirm(client, take=["0"]).status_code == 302
    assert len(runs_of(plan)) == (1 if is_known else 2)


def test_one_run_by_hand_stands_for_one_run_of_a_file(plan: Plan, client: Client) -> None:
    """Twice 3 km on a day, one of them logged by hand: the other is still offered."""
    logged(plan, 10, 3, minutes=15)
    first, second = _at(plan, 10, 7), _at(plan, 10, 18)
    _upload(client, _table((f"{first:%Y-%m-%d %H:%M}", 3, 15), (f"{second:%Y-%m-%d %H:%M}", 3, 15)))
    page = _text(client.get(CHECK))
    assert "1 new run found" in page
    assert page.count("Already there") == 1


def test_pain_is_asked_of_the_last_two_days_alone(plan: Plan, client: Client) -> None:
    """Yesterday's run has a question, last week's has none; what was answered is logged, and judged."""
    days = [f"{_at(plan, day):%Y-%m-%d %H:%M}" for day in (10, 19)]
    _upload(client, _table((days[0], 3, 18), (days[1], 3.3, 20)))
    page = client.get(CHECK).content.decode()
    assert "pain_1" in page
    assert "pain_0" not in page
    assert _confirm(client, pain_1="12").status_code == 422
    assert runs_of(plan) == []
    _confirm(client, pain_1="7", pain_0="3")
    assert [run.get("pain") for run in runs_of(plan)] == [None, 7]
    assert plan.events.filter(step="run", rule="RR3").exists()


def test_what_is_not_ticked_is_not_taken(plan: Plan, client: Client) -> None:
    """And to tick nothing is said to be nothing."""
    days = [f"{_at(plan, day):%Y-%m-%d %H:%M}" for day in (10, 12)]
    _upload(client, _table((days[0], 3, 18), (days[1], 3.3, 20)))
    assert _confirm(client, take=[]).status_code == 422
    _confirm(client, take=["1"])
    assert [run["km"] for run in runs_of(plan)] == [3.3]


def test_a_run_late_at_night_is_of_its_own_day(plan: Plan) -> None:
    """23:30 in New York is the next day in UTC, and still the runner's evening."""
    User.objects.filter(pk=plan.runner_id).update(time_zone="America/New_York")
    on = plan.started_on + timedelta(days=10)
    evening = datetime(on.year, on.month, on.day, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    client = signed_in(plan.runner)
    _upload(client, _file("gpx", evening.astimezone(ZoneInfo("UTC"))))
    assert "23:30" in _text(client.get(CHECK))
    _confirm(client)
    assert runs_of(plan)[0]["day"] == 10


def test_runs_from_before_the_plan_count_for_the_longest_alone(plan: Plan, client: Client) -> None:
    """20 km a week before the plan: no entry in its log, and the limit of today follows from it."""
    Plan.objects.filter(pk=plan.pk).update(run_allowance="stop", start={**plan.start, "run_allowance": "stop"})
    before, long_ago = (f"{_at(plan, day):%Y-%m-%d %H:%M}" for day in (-7, -60))
    _upload(client, _table((before, 20, 120), (long_ago, 30, 180)))
    page = _text(client.get(CHECK))
    assert "Before this plan" in page
    assert "1 older run is left out" in page
    assert "count for your longest run alone" in _text(client.get(_confirm(client).headers["Location"]))
    assert runs_of(plan) == []
    assert ImportedRun.objects.get().entry is None
    page = _text(client.get("/runs/"))
    assert "Longest of 30 days 20 km" in page
    assert "Limit for one run today 22 km" in page
    assert "This week, since" in page


def test_a_run_ahead_of_today_is_not_taken(plan: Plan, client: Client) -> None:
    """A watch that runs ahead: shown, with what to do."""
    _upload(client, _file("gpx", timezone.now() + timedelta(hours=23)))
    page = _text(client.get(CHECK))
    if timezone.localdate(timezone.now() + timedelta(hours=23)) > timezone.localdate():
        assert "check the clock of your watch" in page


def test_an_imported_run_over_the_limit_is_flagged(plan: Plan, client: Client) -> None:
    """After the fact there is nothing to warn of: the list says so."""
    logged(plan, 5, 3)
    _upload(client, _table((f"{_at(plan, 15):%Y-%m-%d %H:%M}", 42, 300)))
    assert "Over the limit" in _text(client.get(_confirm(client).headers["Location"]))


def test_a_runner_who_counts_in_miles_sees_miles(plan: Plan, client: Client) -> None:
    """The preview is in the runner's units, the log in km."""
    User.objects.filter(pk=plan.runner_id).update(units="mi")
    _upload(client, _file("gpx", _at(plan, 10)))
    assert "1.84 miles" in _text(client.get(CHECK))
    _confirm(client)
    assert round(runs_of(plan)[0]["km"], 2) == 2.97


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
    answer = _upload(client, content, name)
    assert answer.status_code == 422
    assert words in _text(answer)
    assert b"alert(1)" not in answer.content
    assert "run_file" not in client.session
    assert not ImportedRun.objects.exists()


def test_a_file_that_is_too_large_is_never_read(plan: Plan, client: Client) -> None:
    """Above 10 MB it is refused by its size; above 11 MB it is not even taken into memory."""
    for size in (10 * 1024 * 1024 + 1, 12 * 1024 * 1024):
        answer = _upload(client, b" x" * (size // 2 + 1), "run.gpx")
        assert answer.status_code == 422
        assert "larger than 10 MB" in _text(answer)


def test_no_file_is_said_to_be_none(client: Client) -> None:
    """The field's own message; a text in its place is no file."""
    for sent in ({}, {"file": "text"}):
        answer = client.post(FILE, sent)
        assert answer.status_code == 422
        assert "Choose a file first." in _text(answer)


def test_twenty_files_an_hour_are_enough(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is answered 429 before it is read; another runner is not held up."""
    monkeypatch.setattr("rehab.checkins.views.imports.read_runs", lambda *_, **__: ())
    for _ in range(IMPORTS_AN_HOUR):
        assert _upload(client, b"x").status_code == 302
    assert _upload(client, b"x").status_code == 429
    bob = runner("bob@example.org")
    plan_of(bob)
    assert _upload(signed_in(bob), b"x").status_code == 302


def test_a_preview_cannot_be_forged(plan: Plan, client: Client) -> None:
    """Runs come from the file alone: another token, place or number is refused, and numbers sent along are not read."""
    assert client.post(CHECK, {"token": "x", "take": ["0"]}).status_code == 422
    _upload(client, _file("gpx", _at(plan, 10)))
    assert client.post(CHECK, {"token": "x", "take": ["0"]}).status_code == 422
    for take in (["7"], ["-1"], ["x"], ["0", "1"]):
        assert _confirm(client, take=take).status_code == 422
    assert runs_of(plan) == []
    _confirm(client, distance_m="99000", runs="[]", pain_0="3")
    (run,) = runs_of(plan)
    assert round(run["km"], 2) == 2.97
    assert "pain" not in run


def test_another_runners_preview_is_not_there(plan: Plan, client: Client) -> None:
    """What is held belongs to one session and one plan."""
    _upload(client, _file("gpx", _at(plan, 10)))
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
    _upload(client, _file("gpx", _at(plan, 10)))
    session = client.session
    session["run_file"] = {**session["run_file"], "at": (timezone.now() - timedelta(hours=2)).isoformat()}
    session.save()
    assert client.post(CHECK, {"token": session["run_file"]["token"], "take": ["0"]}).status_code == 422
    assert runs_of(plan) == []


def test_nothing_of_the_file_is_kept(plan: Plan, client: Client) -> None:
    """No place, no name, no device: neither in the session nor in any row."""
    _upload(client, _file("gpx", _at(plan, 10)), f"{uuid.UUID(int=7)}.gpx")
    held = str(client.session["run_file"])
    assert "50.0" not in held
    assert "gpx" not in held
    _confirm(client)
    assert "run_file" not in client.session
    kept = "".join(str(session.get_decoded()) for session in Session.objects.all()) + str(runs_of(plan))
    assert "8.5" not in kept


def test_the_preview_takes_a_fixed_number_of_statements(plan: Plan, client: Client) -> None:
    """However many runs the file holds and the log has."""
    client.get("/runs/")  # the plan's exercises are read once and kept
    counts = []
    for days in (range(2, 3), range(3, 19)):
        rows = [(f"{_at(plan, day):%Y-%m-%d %H:%M}", 3, 18) for day in days]
        _upload(client, _table(*rows))
        with _statements() as found:
            assert client.get(CHECK).status_code == 200
        counts.append(len(found))
        _confirm(client)
    assert counts[0] == counts[1] <= 8
