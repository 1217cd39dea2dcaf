"""A plan closed between reading and writing: nothing breaks, and no safety answer is dropped."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.intake.models import Intake
from rehab.plans import selectors
from rehab.plans.models import Lock, LogEntry, Plan
from tests.checkins.logging import READY, answer_week, plan_on_day, safe, with_course
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def ada() -> User:
    return runner()


def _close_after_reading(monkeypatch: pytest.MonkeyPatch, name: str = "open_plan", *, goes_on: bool = True) -> None:
    """The plan is closed right after the next request has read it; without a new one if it does not go on."""
    read, met = getattr(selectors, name), []

    def then_closed(*args: Any) -> Any:
        plan = read(*args)
        if not met:
            met.append(plan)
            if goes_on:
                plan_of(plan.runner)
            else:
                Plan.objects.filter(pk=plan.pk).update(closed_at=timezone.now())
        return plan

    monkeypatch.setattr(selectors, name, then_closed)


@pytest.mark.parametrize("address", ["/safety/", "/flare/", "/check-in/1/"])
def test_safety_answers_are_heard_by_the_present_plan(ada: User, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """A warning sign shuts the plan that goes on, and the page of its tier is shown."""
    old = plan_on_day(ada, 20)
    client = signed_in(ada)
    _close_after_reading(monkeypatch)
    answer = client.post(address, safe(pain_now="5", rf_fever="yes"))
    assert answer.headers["Location"] == "/intake/result/"
    assert Lock.objects.get(cause="safety").plan.is_open
    assert not LogEntry.objects.filter(plan=old).exists()


def test_quiet_answers_are_heard_and_the_runner_is_told(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """They stand in the log of the present plan."""
    plan_on_day(ada, 20)
    client = signed_in(ada)
    _close_after_reading(monkeypatch)
    page = client.post("/safety/", safe(), follow=True).content.decode()
    assert "checked with your present plan" in page
    assert LogEntry.objects.get().plan.is_open


def test_an_emergency_among_half_of_the_answers_counts(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not wait for the others."""
    plan_on_day(ada, 20)
    client = signed_in(ada)
    _close_after_reading(monkeypatch)
    assert client.post("/safety/", {"rf_bladder": "yes"}).headers["Location"] == "/intake/result/"


@pytest.mark.parametrize("address", ["/safety/", "/flare/", "/check-in/1/"])
def test_without_a_plan_the_public_check_hears_them(ada: User, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """It says calmly that the questions are asked once more."""
    plan_on_day(ada, 20)
    client = signed_in(ada)
    _close_after_reading(monkeypatch, goes_on=False)
    answer = client.post(address, safe(pain_now="5", rf_fever="yes"))
    assert answer.headers["Location"] == "/safety-check/"
    assert "answer the safety questions once more" in client.get("/safety-check/").content.decode()


def test_the_way_back_begins_no_intake_of_a_closed_plan(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its safety answers are heard, and that is all."""
    with_course(plan_on_day(ada, 120, **READY), phase=5, day=119, trained_on=119, items=[], stage=10)
    client = signed_in(ada)
    _close_after_reading(monkeypatch)
    answer = client.post("/way-back/", {**safe(), "pain_now": "5", "like": "other"})
    assert answer.headers["Location"] == "/plan/"
    assert not Intake.objects.filter(state="open").exists()


def test_a_check_in_sent_too_late_says_so(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is in a log, and the present plan is shown."""
    plan_on_day(ada, 8)
    client = signed_in(ada)
    answer_week(client)
    _close_after_reading(monkeypatch)
    page = client.post("/check-in/review/", follow=True).content.decode()
    assert "nothing was saved" in text_of(page)
    assert not LogEntry.objects.filter(kind="checkin").exists()


def test_a_self_test_sent_too_late_says_so(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """As any other page of the log."""
    days = [{"id": f"rating-{day}", "day": day, "morning": 1, "worst": 1, "average": 1} for day in range(21, 26)]
    plan = with_course(plan_on_day(ada, 25, **READY), trained_on=25)
    LogEntry.objects.bulk_create(
        LogEntry(plan=plan, number=n, entry_id=b["id"], kind="rating", day=b["day"], body=b, made_at=timezone.now())
        for n, b in enumerate(days, 1)
    )
    client = signed_in(ada)
    _close_after_reading(monkeypatch)
    page = client.post("/self-test/", {"calf_reps": "20", "bridge_reps": "10", "calf_pain": "1"}, follow=True)
    assert "nothing was saved" in text_of(page.content.decode())


def test_a_visit_recorded_too_late_says_so(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan it was for is closed."""
    plan = plan_on_day(ada, 20)
    Lock.objects.create(plan=plan, cause="contact", tier="clinician_parallel", placed_at=timezone.now())
    client: Client = signed_in(ada)
    _close_after_reading(monkeypatch, "access_plan")
    sent = {"profession": "therapist", "seen_on": timezone.localdate().isoformat()}
    page = client.post(f"/plan/{plan.pk}/contact/", sent, follow=True).content.decode()
    assert "nothing was recorded" in page
