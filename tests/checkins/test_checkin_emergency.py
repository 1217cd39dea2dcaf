"""An emergency in a check-in: the plan is shut that second, once, and answering again opens nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from rehab.checkins.models import CheckInDraft
from rehab.intake.models import Intake, RaisedFlag, SafetyAnswer
from rehab.plans.models import Lock, LogEntry, Plan
from tests.checkins.logging import DOING, WEEK, answer_week, safe
from tests.checkins.logging import client as client
from tests.checkins.logging import plan as plan
from tests.intake.walking import ada as ada
from tests.intake.walking import finish
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_an_emergency_in_the_check_in_shuts_the_plan_that_second(client: Client, plan: Plan) -> None:
    """The emergency page follows at once; the flag is raised, one lock and one referral exist, nothing opens."""
    answer = client.post("/check-in/1/", safe(rf_bladder="yes"), follow=True)
    page = text_of(answer.content.decode())
    assert "Stop. Get emergency care now." in page
    assert "passing" in page or "urine" in page
    assert Lock.objects.filter(plan=plan, cause="safety", lifted_at=None).count() == 1
    assert Intake.objects.filter(runner=plan.runner, state="referred").count() == 1
    assert RaisedFlag.objects.filter(runner=plan.runner, tier="emergency_now").exists()
    assert SafetyAnswer.objects.filter(question="rf_bladder", answer="yes").exists()
    assert "Your plan is closed for now" in client.get("/plan/").content.decode()
    for address in ("/check-in/", "/check-in/2/", "/check-in/review/", "/flare/", "/self-test/", "/way-back/"):
        assert client.get(address).headers["Location"] == "/plan/", address
        client.post(address, {**WEEK, **DOING})
    assert [row.kind for row in LogEntry.objects.all()] == ["recheck"]
    assert not CheckInDraft.objects.exists()


def test_an_emergency_does_not_wait_for_the_open_answers(client: Client, plan: Plan) -> None:
    """One emergency answer alone is enough."""
    assert client.post("/check-in/1/", {"rf_saddle": "yes"}).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan).cause == "safety"


def test_the_same_emergency_sent_twice_is_one_referral(client: Client, plan: Plan) -> None:
    """A double tap on the first screen makes no second lock, intake or flag."""
    for _ in range(2):
        client.post("/check-in/1/", safe(rf_bladder="yes", entry="8a3f6a30-8a5b-4c6e-9d0a-0a4c5b7f1d11"))
    assert Lock.objects.count() == 1
    assert Intake.objects.count() == 1
    assert RaisedFlag.objects.count() == len(RaisedFlag.objects.values("flag").distinct())


def test_answering_again_does_not_clear_an_emergency(client: Client, plan: Plan) -> None:
    """The denial rule holds for a flag raised by a check-in: a clean intake afterwards is still a referral."""
    client.post("/check-in/1/", safe(rf_bladder="yes"))
    assert finish(client) == "/intake/result/"
    assert Plan.objects.get(runner=plan.runner).locks.get(lifted_at=None).cause == "safety"
    assert "Get emergency care now" in client.get("/intake/result/").content.decode()


def test_a_flag_that_only_the_whole_check_in_shows_shuts_the_plan(client: Client, plan: Plan) -> None:
    """A red flag in what is sent shuts the plan in the transaction of the entry (I26)."""
    answer_week(client)
    draft = CheckInDraft.objects.get()
    draft.answers["safety"]["rf_bladder"] = "yes"
    draft.save()
    assert client.post("/check-in/review/").headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan).cause == "safety"
    assert Intake.objects.get(runner=plan.runner).tier == "emergency_now"
