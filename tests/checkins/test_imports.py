"""Importing runs: each format through the pages, the same run once, nothing forged, nothing kept of the file."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.checkins.models import ImportedRun
from rehab.plans.models import Plan
from tests.intake.walking import signed_in
from tests.plans.making import text_in, text_of

from .running import client as client
from .running import logged, runs_of
from .running import plan as plan
from .uploads import CHECK, at, confirm, one_run, table, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.mark.parametrize("kind", ["gpx", "tcx", "fit", "csv"])
def test_a_file_is_looked_at_and_then_logged(plan: Plan, client: Client, kind: str) -> None:
    """Nothing is logged before the runner confirms; then distance, time and day, with pain unknown."""
    assert upload(client, one_run(kind, at(plan, 10))).headers["Location"] == CHECK
    page = text_in(client.get(CHECK))
    assert "1 new run found" in page
    assert "2.97 km" in page
    assert "12:00" in page
    assert runs_of(plan) == []
    assert confirm(client).headers["Location"] == "/runs/"
    (run,) = runs_of(plan)
    assert (run["day"], round(run["km"], 2), round(run["minutes"])) == (10, 2.97, 15)
    assert not {"pain", "spread", "stage"} & set(run)
    row = ImportedRun.objects.get()
    assert row.entry is not None
    assert (row.runner, row.entry.entry_id) == (plan.runner, run["id"])
    assert "imported" in text_in(client.get("/runs/"))


@pytest.mark.parametrize("first", ["gpx", "csv"])
@pytest.mark.parametrize("second", ["gpx", "tcx", "fit", "csv"])
def test_the_same_run_twice_is_one_run(plan: Plan, client: Client, first: str, second: str) -> None:
    """The same file again, or the same run in another format: there already, with nothing to tick."""
    upload(client, one_run(first, at(plan, 10)))
    confirm(client)
    upload(client, one_run(second, at(plan, 10)))
    page = text_in(client.get(CHECK))
    assert "Already there" in page
    assert "Nothing new in this file" in page
    assert "Log these runs" not in page
    assert len(runs_of(plan)) == 1


def test_a_confirmation_sent_twice_logs_once(plan: Plan, client: Client) -> None:
    """Two tabs with the same file: the second finds the runs there."""
    upload(client, one_run("gpx", at(plan, 10)))
    other = Client()
    other.cookies.update(client.cookies)
    page = other.get(CHECK).content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    confirm(client)
    assert other.post(CHECK, {"token": token, "take": ["0"]}).status_code == 422
    upload(client, one_run("gpx", at(plan, 10)))
    assert confirm(client, take=["0"]).status_code == 422
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
    upload(client, one_run("gpx", at(plan, 10)))
    page = client.get(CHECK).content.decode()
    assert ("Already there" in page) == is_known
    assert ("You logged another run that day" in page) != is_known
    assert "checked" not in page
    if not is_known:
        assert confirm(client, take=["0"]).status_code == 302
    assert len(runs_of(plan)) == (1 if is_known else 2)


def test_one_run_by_hand_stands_for_one_run_of_a_file(plan: Plan, client: Client) -> None:
    """Twice 3 km on a day, one of them logged by hand: the other is still offered."""
    logged(plan, 10, 3, minutes=15)
    first, second = at(plan, 10, 7), at(plan, 10, 18)
    upload(client, table((f"{first:%Y-%m-%d %H:%M}", 3, 15), (f"{second:%Y-%m-%d %H:%M}", 3, 15)))
    page = text_in(client.get(CHECK))
    assert "1 new run found" in page
    assert page.count("Already there") == 1


def test_pain_is_asked_of_the_last_two_days_alone(plan: Plan, client: Client) -> None:
    """Yesterday's run has a question, last week's has none; what was answered is logged, and judged."""
    days = [f"{at(plan, day):%Y-%m-%d %H:%M}" for day in (10, 19)]
    upload(client, table((days[0], 3, 18), (days[1], 3.3, 20)))
    page = client.get(CHECK).content.decode()
    assert "pain_1" in page
    assert "pain_0" not in page
    assert confirm(client, pain_1="12").status_code == 422
    assert runs_of(plan) == []
    confirm(client, pain_1="7", pain_0="3")
    assert [run.get("pain") for run in runs_of(plan)] == [None, 7]
    assert plan.events.filter(step="run", rule="RR3").exists()


def test_each_question_about_pain_names_its_run(plan: Plan, client: Client) -> None:
    """Two runs of one file are told apart by day and time, also by ear."""
    days = [at(plan, day) for day in (19, 20)]
    upload(client, table(*((f"{day:%Y-%m-%d} 00:0{n}", 3, 18) for n, day in enumerate(days))))
    labels = re.findall(r'<label[^>]*for="id_pain_\d">(.*?)</label>', client.get(CHECK).content.decode())
    assert len(labels) == 2
    for day, label in zip(reversed(days), labels, strict=True):
        assert f"{day:%A} {day.day} {day:%B}" in text_of(label)


def test_what_is_not_ticked_is_not_taken(plan: Plan, client: Client) -> None:
    """And to tick nothing is said to be nothing."""
    days = [f"{at(plan, day):%Y-%m-%d %H:%M}" for day in (10, 12)]
    upload(client, table((days[0], 3, 18), (days[1], 3.3, 20)))
    assert confirm(client, take=[]).status_code == 422
    confirm(client, take=["1"])
    assert [run["km"] for run in runs_of(plan)] == [3.3]


def test_a_run_late_at_night_is_of_its_own_day(plan: Plan) -> None:
    """23:30 in New York is the next day in UTC, and still the runner's evening."""
    User.objects.filter(pk=plan.runner_id).update(time_zone="America/New_York")
    on = plan.started_on + timedelta(days=10)
    evening = datetime(on.year, on.month, on.day, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    client = signed_in(plan.runner)
    upload(client, one_run("gpx", evening.astimezone(ZoneInfo("UTC"))))
    assert "23:30" in text_in(client.get(CHECK))
    confirm(client)
    assert runs_of(plan)[0]["day"] == 10


def test_runs_from_before_the_plan_count_for_the_longest_alone(plan: Plan, client: Client) -> None:
    """20 km a week before the plan: no entry in its log, and the limit of today follows from it."""
    Plan.objects.filter(pk=plan.pk).update(run_allowance="stop", start={**plan.start, "run_allowance": "stop"})
    before, long_ago = (f"{at(plan, day):%Y-%m-%d %H:%M}" for day in (-7, -60))
    upload(client, table((before, 20, 120), (long_ago, 30, 180)))
    page = text_in(client.get(CHECK))
    assert "Before this plan" in page
    assert "1 older run is left out" in page
    assert "count for your longest run alone" in text_in(client.get(confirm(client).headers["Location"]))
    assert runs_of(plan) == []
    assert ImportedRun.objects.get().entry is None
    page = text_in(client.get("/runs/"))
    assert "Longest of 30 days 20 km" in page
    assert "Limit for one run today 22 km" in page
    assert "This week, since" in page


def test_stored_pages_are_made_anew_after_runs_from_before_the_plan(plan: Plan, client: Client) -> None:
    """No entry is written, yet the limit that the plan and the chart tell may be another."""
    client.get("/plan/")
    client.get("/progress/")
    upload(client, table((f"{at(plan, -7):%Y-%m-%d %H:%M}", 20, 120)))
    confirm(client)
    assert set(plan.pages.values_list("name", "key")) == {(name, "") for name in ("plan", "plan-usual", "progress-12")}


def test_a_run_ahead_of_today_is_not_taken(plan: Plan, client: Client) -> None:
    """A watch that runs ahead: shown, with what to do, and nothing to tick."""
    upload(client, one_run("gpx", timezone.now() + timedelta(hours=23, minutes=59)))
    page = client.get(CHECK).content.decode()
    assert "check the clock of your watch" in page
    assert 'name="take"' not in page


def test_an_imported_run_over_the_limit_is_flagged(plan: Plan, client: Client) -> None:
    """After the fact there is nothing to warn of: the list says so."""
    logged(plan, 5, 3)
    upload(client, table((f"{at(plan, 15):%Y-%m-%d %H:%M}", 42, 300)))
    assert "Over the limit" in text_in(client.get(confirm(client).headers["Location"]))


def test_a_runner_who_counts_in_miles_sees_miles(plan: Plan, client: Client) -> None:
    """The preview is in the runner's units, the log in km."""
    User.objects.filter(pk=plan.runner_id).update(units="mi")
    upload(client, one_run("gpx", at(plan, 10)))
    assert "1.84 miles" in text_in(client.get(CHECK))
    confirm(client)
    assert round(runs_of(plan)[0]["km"], 2) == 2.97


def test_a_file_of_old_runs_has_nothing_to_log(plan: Plan, client: Client) -> None:
    """Runs from long before the plan: counted, said so, and not held."""
    upload(client, table((f"{at(plan, -90):%Y-%m-%d %H:%M}", 10, 60)))
    page = text_in(client.get(CHECK))
    assert "Nothing new in this file" in page
    assert "1 older run is left out" in page
    assert client.session["run_file"]["runs"] == []
