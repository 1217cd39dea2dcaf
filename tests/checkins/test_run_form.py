"""A run is written down in one form: what it asks, what may stay open, what does not fit."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.plans.models import Plan
from tests.plans.making import text_in

from .running import QUIET, in_phase_4, logged, runs_of, sent
from .running import client as client
from .running import plan as plan

BOUNDS = "Enter a distance between 0.01 and 500 km"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_a_run_is_written_down_in_one_form(plan: Plan, client: Client) -> None:
    """Distance, time, pain and the two questions; what was left open is not in the entry."""
    answer = sent(client, distance="4,2", time="27:30", where=["knee", "calf"], pain="2")
    assert answer.status_code == 302
    (run,) = runs_of(plan)
    assert (run["km"], run["minutes"], run["pain"], run["where"]) == (4.2, 27.5, 2, ["knee", "calf"])
    assert (run["spread"], run["sharp_spot"], run["day"]) == (False, False, 20)
    page = text_in(client.get(answer.headers["Location"]))
    assert "It waits for tomorrow morning" in page
    assert "knee, calf" in page
    assert "4.2 km, 27:30 min" in text_in(client.get("/runs/"))


def test_a_form_sent_twice_is_one_run(plan: Plan, client: Client) -> None:
    """The id comes with the form; a second tab or tap changes nothing."""
    given = {"entry_id": str(uuid.uuid4()), "on": str(timezone.localdate()), "distance": "3", **QUIET}
    assert [client.post("/runs/new/", given).status_code for _ in range(2)] == [302, 302]
    assert len(runs_of(plan)) == 1


def test_the_time_alone_is_enough(plan: Plan, client: Client) -> None:
    """A run without a distance is in the log, unknown in the sums."""
    sent(client, time="35")
    assert "km" not in runs_of(plan)[0]
    assert "1 run without a distance" in text_in(client.get("/runs/"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Enter a distance, a time, or both."),
        ({"distance": "abc"}, BOUNDS),
        ({"distance": "1e999"}, BOUNDS),
        ({"distance": "nan"}, BOUNDS),
        ({"distance": "-3"}, BOUNDS),
        ({"distance": "501"}, BOUNDS),
        ({"time": "soon"}, "Write minutes"),
        ({"distance": "0"}, BOUNDS),
        ({"time": "0"}, "between 1 second (0:01) and 72 hours"),
        ({"time": "4321"}, "between 1 second (0:01) and 72 hours"),
        ({"time": "99999"}, "between 1 second (0:01) and 72 hours"),
        ({"time": "1:00:00.0000000"}, "Write minutes"),
        ({"time": "99:99:99"}, "Write minutes"),
        ({"distance": "3", "time": "900"}, "That is 300 minutes for a kilometre. Check the distance and the time."),
        ({"distance": "10", "time": "5"}, "That is 30 seconds for a kilometre, faster than anyone runs. Check"),
        ({"distance": "400", "time": "0:01"}, "That is less than 10 seconds for a kilometre"),
        ({"distance": "5", "time": "9:59"}, "That is 2 minutes for a kilometre, faster"),
        ({"distance": "5", "pain": ""}, "Tap a number."),
        ({"distance": "5", "pain": "11"}, "11"),
        ({"distance": "5", "spread": ""}, "Choose yes or no."),
        ({"distance": "5", "where": ["moon"]}, "moon"),
        ({"distance": "5", "on": "2999-01-01"}, "has not come yet"),
        ({"distance": "5", "on": "2001-01-01"}, "since this plan began"),
        ({"distance": "5", "on": "x"}, "Choose a day."),
        ({"distance": "5", "entry_id": "x"}, ""),
        ({"distance": "5\x00"}, ""),
    ],
)
def test_what_does_not_fit_comes_back_with_what_was_typed(
    plan: Plan, client: Client, given: dict[str, Any], words: str
) -> None:
    """422 with a message at the field; nothing is stored."""
    answer = sent(client, **given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    typed = [given[name] for name in ("distance", "time") if "\x00" not in given.get(name, "\x00")]
    assert all(f'value="{value}"' in page for value in typed)
    assert runs_of(plan) == []


@pytest.mark.parametrize(("distance", "time"), [("5", "10"), ("0.5", "30"), ("42.2", "2:05:00"), ("3", "3:00:00")])
def test_a_pace_that_somebody_can_have_passes(plan: Plan, client: Client, distance: str, time: str) -> None:
    """From 2 to 60 minutes for a kilometre, both bounds included."""
    page = sent(client, distance=distance, time=time).content.decode()
    assert "Check the distance and the time" not in page


def test_bounds_and_paces_are_told_in_miles(plan: Plan, client: Client) -> None:
    """A runner who counts in miles reads miles, in the bounds as in the pace."""
    User.objects.filter(pk=plan.runner_id).update(units="mi")
    assert "between 0.01 and 310.69 miles" in sent(client, distance="400").content.decode()
    assert "That is 100 minutes for a mile." in sent(client, distance="3", time="300").content.decode()
    assert "Check the distance" not in sent(client, distance="3", time="4:00:00").content.decode()  # 50 min/km


def test_an_odd_run_of_a_file_can_still_be_given_its_pain(plan: Plan, client: Client) -> None:
    """The watch ran on: what is written down already is not judged again; new numbers are."""
    run = logged(plan, 20, 1, minutes=90)
    address = f"/runs/{run.id}/change/"
    answer = sent(client, address, distance="1", time="90", pain="3")
    assert answer.status_code == 302
    assert runs_of(plan)[-1]["pain"] == 3
    assert sent(client, address, distance="1", time="91").status_code == 422


def test_an_older_run_may_leave_open_what_nobody_remembers(plan: Plan, client: Client) -> None:
    """From three days back on pain may stay unknown, and unknown it is."""
    on = timezone.localdate() - timedelta(days=5)
    answer = sent(client, on=str(on), distance="3", pain="", spread="", sharp_spot="")
    assert answer.status_code == 302
    assert "pain" not in runs_of(plan)[0]
    assert "pain unknown" in text_in(client.get("/runs/"))


def test_in_phase_4_the_stage_is_asked(plan: Plan, client: Client) -> None:
    """The plan's own stage with its minutes; all or part of it is written down, another run has none."""
    in_phase_4(plan)
    page = client.get("/runs/new/").content.decode()
    assert "How much of stage 3 did you do?" in page
    assert sent(client, time="30").status_code == 422
    sent(client, time="30", stage_done="0.5")
    assert (runs_of(plan)[0]["stage"], runs_of(plan)[0]["stage_share"]) == (3, 0.5)
    sent(client, time="50", stage_done="0")
    assert "stage" not in runs_of(plan)[1]
