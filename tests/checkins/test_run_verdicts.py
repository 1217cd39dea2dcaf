"""What the rules make of a run, what the next morning adds, and why no run is open."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rehab.plans.models import Plan
from tests.plans.making import text_in

from .running import client as client
from .running import in_phase_4, logged, rated, runs_of, sent
from .running import plan as plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.mark.parametrize(
    ("given", "head"),
    [
        ({"pain": "7"}, "One stage down, and 48 hours of rest"),
        ({"pain": "4"}, "The stage is repeated"),
        ({"pain": "1"}, "It waits for tomorrow morning"),
        ({"pain": "1", "spread": "yes"}, "Stop running for now"),
        ({"pain": "1", "sharp_spot": "yes"}, "Stop running for now"),
    ],
)
def test_the_page_says_what_the_rule_made_of_it(plan: Plan, client: Client, given: dict[str, Any], head: str) -> None:
    """RR2, RR3 and RR5 speak at once, a calm run waits for the morning."""
    in_phase_4(plan)
    answer = sent(client, time="30", stage_done="1", **given)
    page = text_in(client.get(answer.headers["Location"]))
    assert head in page
    assert ("Stage 3 → stage 2" in page) == (given["pain"] == "7")


def test_a_calm_morning_decides_about_the_run_before(plan: Plan, client: Client) -> None:
    """After the next morning's rating the same page names the rule."""
    in_phase_4(plan, day=18)
    for day in range(15, 20):
        rated(plan, day)
    run = logged(plan, 19, minutes=30, pain=1, spread=False, sharp_spot=False, stage=3, stage_share=1)
    assert "It waits for this morning" in text_in(client.get(f"/runs/{run.id}/"))
    rated(plan, 20)
    page = text_in(client.get(f"/runs/{run.id}/"))
    assert "The stage is repeated" in page
    assert "Rule RR7" in page


def test_a_run_while_running_is_shut_is_logged_and_said_so(client: Client, plan: Plan) -> None:
    """In phase 1 no run is open: the list and the form say why, the run is kept as it happened."""
    Plan.objects.filter(pk=plan.pk).update(course={**plan.course, "phase": 1}, phase=1)
    assert "No run today" in text_in(client.get("/runs/"))
    assert "log it all the same" in text_in(client.get("/runs/new/"))
    answer = sent(client, distance="2")
    page = text_in(client.get(answer.headers["Location"]))
    assert "Running is shut at present" in page
    assert "recorded as it happened" in page
    assert len(runs_of(plan)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"locks": [{"cause": "safety", "tier": "urgent_24_48h", "flags": ["F1"], "since": 3}]},
            "clinician has to look",
        ),
        ({"locks": [{"cause": "running", "tier": "none", "flags": ["F1"], "since": 3}]}, "has to clear running"),
        ({"locks": [{"cause": "contact", "tier": "none", "flags": ["F1"], "since": 3}]}, "a clinician has to see you"),
        ({"has_to_rescreen": True}, "safety questions come first"),
        ({"has_to_restart": True}, "new intake comes first"),
        ({"has_to_retest": True}, "entry tests come first"),
        ({"flare": {"since": 19, "baseline": 2}}, "Calm days"),
        ({"run_waits": True}, "waits for a usual morning"),
        ({"run_not_before": 21}, "48 hours between runs. The next one is open on"),
    ],
)
def test_the_list_says_why_no_run_is_open(plan: Plan, client: Client, changes: dict[str, Any], words: str) -> None:
    """Every reason the engine has against a run today has its words; what happened is logged all the same."""
    in_phase_4(plan)
    assert "A run is open today" in text_in(client.get("/runs/"))
    Plan.objects.filter(pk=plan.pk).update(course={**plan.course, **changes})
    page = text_in(client.get("/runs/"))
    assert "A run is open today" not in page
    assert words in page
    assert sent(client, time="20", stage_done="1").status_code == 302
