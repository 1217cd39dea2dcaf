"""The flare button: safety first, calm days, one level and one stage lower afterwards, a clinician after three."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.course import Cause
from rehab.engine.progress.log import Rating
from rehab.engine.progress.plain import to_plain
from rehab.plans.following import course_of
from rehab.plans.models import Lock, Plan
from rehab.plans.recording import record_entry
from tests.checkins.logging import entries, plan_on_day, safe, with_course
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def ada() -> User:
    return runner()


@pytest.fixture
def plan(ada: User) -> Plan:
    return plan_on_day(ada, 20)


@pytest.fixture
def client(ada: User, plan: Plan) -> Client:
    return signed_in(ada)


def _fresh(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def test_a_flare_makes_the_plan_calm(client: Client, plan: Plan) -> None:
    """The page says what to do, what to leave out, and when it is looked at again."""
    page = text_of(client.post("/flare/", safe(pain_now="7"), follow=True).content.decode())
    for words in ("Calm days now", "No running", "No strength exercises", "Warmth on the sore area", "next look"):
        assert words in page
    assert f"{timezone.localdate() + timedelta(days=3):%A}" in page
    (row,) = entries("flare")
    assert row.body["pain_now"] == 7
    assert course_of(_fresh(plan)).flare is not None


def test_a_flare_needs_all_its_answers(client: Client) -> None:
    """The pain now and every safety question; what was chosen is kept."""
    for sent in (safe(), {"pain_now": "7"}, safe(pain_now="12"), safe(pain_now="7", rf_fever="perhaps")):
        answer = client.post("/flare/", sent)
        assert answer.status_code == 422, sent
    assert "safety answer" in text_of(answer.content.decode())
    assert not entries("flare")


def test_a_warning_sign_beside_a_flare_is_an_emergency_first(client: Client, plan: Plan) -> None:
    """No calm page: the emergency page, and the plan is shut."""
    page = client.post("/flare/", safe(pain_now="8", rf_bowel="yes"), follow=True).content.decode()
    assert "Get emergency care now" in page
    assert Lock.objects.filter(plan=plan, cause="safety", lifted_at=None).count() == 1


def test_a_flare_that_is_on_is_not_begun_again(client: Client, plan: Plan) -> None:
    """A double tap is one entry; a second tab's report is written down and leaves the one flare."""
    for _ in range(2):
        client.post("/flare/", safe(pain_now="7", entry="8a3f6a30-8a5b-4c6e-9d0a-0a4c5b7f1d11"))
    assert len(entries("flare")) == 1
    client.post("/flare/", safe(pain_now="7"))
    assert len(course_of(_fresh(plan)).flares) == 1


def test_an_emergency_in_an_old_tab_is_heard(client: Client, plan: Plan) -> None:
    """Whatever the plan is in by then: calm days, or shut already for less."""
    client.post("/safety/", safe(rf_const_numb="yes"))
    assert Lock.objects.get(plan=plan).tier == "clinician_before_start"
    for address in ("/flare/", "/check-in/1/", "/way-back/"):
        assert client.post(address, {"pain_now": "7"}).headers["Location"] == "/plan/"
    assert client.post("/check-in/1/", safe(rf_fever="yes")).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan).tier == "urgent_24_48h"
    assert client.post("/flare/", {"rf_bladder": "yes"}).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan).tier == "emergency_now"
    assert client.post("/flare/", safe(pain_now="7", rf_calf="yes")).status_code == 302
    assert Lock.objects.get(plan=plan).tier == "emergency_now"
    assert client.post("/flare/", safe(pain_now="7")).status_code == 302
    assert Lock.objects.get(plan=plan, lifted_at=None).cause == "safety"
    assert "Get emergency care now" in client.get("/intake/result/").content.decode()


def test_an_emergency_during_calm_days_is_heard(client: Client, plan: Plan) -> None:
    """A second report in a flare is screened like the first."""
    client.post("/flare/", safe(pain_now="6"))
    assert client.post("/flare/", safe(pain_now="6", rf_chest="yes")).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan, cause="safety").tier == "emergency_now"


def test_a_settled_flare_comes_back_one_level_lower(client: Client, plan: Plan, ada: User) -> None:
    """On day three, pain back to about where it was: every exercise one level lower, none below its first."""
    higher = [{**item, "level": 2} for item in to_plain(course_of(plan))["items"]]
    with_course(plan, items=higher)
    client.post("/flare/", safe(pain_now="7"))
    before = {item.exercise_id: item.level for item in course_of(_fresh(plan)).items}
    later = timezone.now() + timedelta(days=3)
    record_entry(plan=_fresh(plan), entry=Rating("rating-23", 23, 2, 3, 2), actor=ada, now=later)
    course = course_of(_fresh(plan))
    assert course.flare is None
    lower: dict[str, Any] = {item.exercise_id: item.level for item in course.items}
    assert all(level == max(1, before[id_] - 1) for id_, level in lower.items())


def test_the_third_flare_in_six_weeks_asks_for_a_clinician(client: Client, plan: Plan) -> None:
    """Running stays closed until the visit is recorded, and the page offers that."""
    with_course(plan, flares=[3, 11])
    page = client.post("/flare/", safe(pain_now="6"), follow=True).content.decode()
    assert "flare 3 within six weeks" in page
    assert f"/plan/{plan.pk}/contact/" in page
    assert course_of(_fresh(plan)).is_locked(Cause.CONTACT)
    assert client.get(f"/plan/{plan.pk}/contact/").status_code == 200


def test_nothing_goes_up_before_the_visit_is_recorded(client: Client, plan: Plan) -> None:
    """The visit can be recorded as well where only progress waits for it."""
    held = {"cause": "progress", "tier": "clinician_parallel", "flags": [], "since": 20}
    with_course(plan, locks=[held])
    Lock.objects.create(plan=plan, cause="progress", tier="clinician_parallel", placed_at=timezone.now())
    page = client.get("/plan/").content.decode()
    assert "Nothing goes up before a clinician has seen you" in page
    address = f"/plan/{plan.pk}/contact/"
    assert address in page
    sent = {"profession": "therapist", "seen_on": timezone.localdate().isoformat()}
    assert client.post(address, sent).status_code == 302
    assert not plan.locks.filter(lifted_at=None).exists()
