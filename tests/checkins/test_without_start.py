"""A plan that cannot be followed can still be read; its pages of a log lead to it, and safety is heard without it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rehab.plans.models import Lock, LogEntry, Plan
from tests.checkins.logging import plan_on_day, safe
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
GONE: dict[str, dict[str, Any]] = {
    "without a snapshot": {"snapshot": None, "start": None, "course": None},
    "without answers that give a plan": {"start": None, "course": None},
}


@pytest.fixture(params=GONE)
def plan(request: pytest.FixtureRequest) -> Plan:
    """Of before plans were followed, or with a baseline that gives none any more."""
    plan = plan_on_day(runner(), 5)
    baseline = {**plan.baseline, "age_years": 12}
    Plan.objects.filter(pk=plan.pk).update(baseline=baseline, **GONE[request.param])
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def client(plan: Plan) -> Client:
    return signed_in(plan.runner)


@pytest.mark.parametrize(
    "address", ["/runs/", "/runs/new/", "/runs/import/check/", "/flare/", "/self-test/", "/way-back/"]
)
def test_the_pages_of_its_log_lead_to_the_plan(client: Client, address: str) -> None:
    """There is nothing to log into it."""
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/plan/"


def test_a_typed_run_warns_of_nothing(client: Client) -> None:
    """The part of a page stays as it is."""
    assert client.post("/runs/new/warning/", {}).headers["Location"] == "/plan/"
    assert client.post("/runs/new/warning/", {}, headers={"HX-Request": "true"}).status_code == 204


def test_the_plan_is_shown_as_it_was_drafted(client: Client, plan: Plan) -> None:
    """Its exercises and phases, without what comes of following it."""
    page = text_of(client.get("/plan/").content.decode())
    assert plan.prescriptions.filter(phase=plan.phase)[0].exercise.name in page


@pytest.mark.parametrize("address", ["/safety/", "/flare/"])
def test_a_warning_sign_is_heard_by_the_check_for_everybody(client: Client, plan: Plan, address: str) -> None:
    """The answers are asked once more, and close the plan."""
    assert client.post(address, safe(pain_now="5", rf_bladder="yes")).headers["Location"] == "/safety-check/"
    assert "once more" in client.get("/safety-check/").content.decode()
    assert client.post("/safety-check/", {"rf_bladder": "yes"}).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan).tier == "emergency_now"
    assert not LogEntry.objects.exists()
    assert "closed for now" in client.get("/plan/").content.decode()
