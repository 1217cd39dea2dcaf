"""Who may open what of plans and intakes: the runner, a therapist with consent, nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, User
from accounts.services import submit_licence, verify_therapist
from rehab.intake import urls as intake_urls
from rehab.plans import urls as plan_urls
from rehab.plans.models import Plan
from rehab.plans.stored import open_head, store
from tests.accounts.factors import give_factor
from tests.intake.walking import runner, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
CANARY = "canary-7f3a"
# Every address of the two apps: how it is reached, and what a runner who is a stranger gets.
ADDRESSES = {
    "intake:public_check": ((), 200),
    "intake:home": ((), 200),
    "intake:step": ((1,), 302),
    "intake:draft": ((1,), 405),
    "intake:review": ((), 302),
    "intake:result": ((), 302),
    "intake:summary": ((), 302),
    "intake:correction": ((), 302),
    "plans:current": ((), 302),
    "plans:detail": (("plan",), 404),
    "plans:contact": (("plan",), 404),
    "plans:changes": (("plan", 1), 404),
}
OWN_OBJECT = ("plans:detail", "plans:contact", "plans:changes")


def _address(name: str, plan: Plan) -> str:
    args = [plan.pk if arg == "plan" else arg for arg in ADDRESSES[name][0]]
    return reverse(name, args=args)


@pytest.fixture
def plan() -> Plan:
    """Ada's plan, with words only she may read."""
    ada = runner()
    submitted(ada, notes=f"I think {CANARY}", medication_note=CANARY)
    return Plan.objects.get(runner=ada)


@pytest.fixture
def therapist() -> User:
    """A therapist whose licence has been checked."""
    thea = User.objects.create_user("thea@example.org", "seventeen quiet herons", role="therapist")
    profile = submit_licence(user=thea, clinic="C", licence_body="B", licence_number="1")
    sam = User.objects.create_user("sam@example.org", "seventeen quiet herons", role="support_admin", is_staff=True)
    verify_therapist(profile=profile, by=sam, now=timezone.now())
    give_factor(thea)
    return thea


def test_every_address_of_the_apps_stands_in_the_table() -> None:
    """A page added later without saying who gets in fails here."""
    named = {f"intake:{p.name}" for p in intake_urls.urlpatterns} | {f"plans:{p.name}" for p in plan_urls.urlpatterns}
    assert named == set(ADDRESSES)


@pytest.mark.parametrize("name", [name for name in ADDRESSES if name != "intake:public_check"])
@pytest.mark.sqlite_only
def test_a_visitor_is_sent_to_the_log_in(name: str, plan: Plan) -> None:
    """Nothing opens without a session, and the answer holds nothing of the runner's."""
    for method in ("get", "post"):
        response = getattr(Client(), method)(_address(name, plan))
        assert response.status_code == 302, method
        assert "/account/login/" in response.headers["Location"]


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.sqlite_only
def test_a_stranger_finds_nothing_of_the_runner(name: str, plan: Plan) -> None:
    """Another runner gets 404 on the plan and their own empty pages elsewhere, never a word of Ada's."""
    response = signed_in(runner("bob@example.org")).get(_address(name, plan))
    assert response.status_code == ADDRESSES[name][1]
    assert CANARY not in response.content.decode()


@pytest.mark.parametrize("role", ["therapist", "content_admin", "support_admin"])
@pytest.mark.parametrize("name", [name for name in ADDRESSES if name not in (*OWN_OBJECT, "intake:public_check")])
@pytest.mark.sqlite_only
def test_runner_pages_are_closed_to_other_roles(name: str, role: str, plan: Plan) -> None:
    """A wrong role gets 403."""
    other = runner(f"{role}@example.org", role=role)
    response = signed_in(other).post(_address(name, plan))
    assert response.status_code in (403, 405)
    assert CANARY not in response.content.decode()


@pytest.mark.parametrize("role", ["content_admin", "support_admin"])
def test_administrators_have_no_business_with_plans(role: str, plan: Plan) -> None:
    """Editing exercises or accounts opens no health data."""
    assert signed_in(runner("x@example.org", role=role)).get(f"/plan/{plan.pk}/").status_code == 404


def test_a_therapist_sees_a_plan_while_consent_lasts(plan: Plan, therapist: User) -> None:
    """Without a link 404, with one 200 and one audit row, after its end 404 at the next request."""
    client, address = signed_in(therapist), f"/plan/{plan.pk}/"
    assert client.get(address).status_code == 404
    link = CareLink.objects.create(runner=plan.runner, therapist=therapist, granted_at=timezone.now())
    assert client.get(address).status_code == 200
    entry = AuditEntry.objects.get(action="view", outcome="permit")
    assert (entry.actor_id, entry.subject_id) == (therapist.public_id, plan.runner.public_id)
    assert entry.object_id == str(plan.pk)
    CareLink.objects.filter(pk=link.pk).update(ended_at=timezone.now())
    assert client.get(address).status_code == 404
    assert client.get(f"{address}contact/").status_code == 403


def test_a_therapist_reads_the_plan_in_the_runners_units(plan: Plan, therapist: User) -> None:
    """The stored page is the runner's: a therapist who counts in miles does not change what the runner reads."""
    CareLink.objects.create(runner=plan.runner, therapist=therapist, granted_at=timezone.now())
    User.objects.filter(pk=therapist.pk).update(units="mi")
    signed_in(plan.runner).get("/plan/")
    page = signed_in(therapist).get(f"/plan/{plan.pk}/").content.decode()
    assert " km" in page
    assert " miles" not in page


def test_a_superuser_is_no_therapist(plan: Plan) -> None:
    """Whoever runs the site sees no plan through it."""
    root = User.objects.create_superuser("root@example.org", "seventeen quiet herons")
    assert signed_in(root).get(f"/plan/{plan.pk}/").status_code == 404


def test_an_unverified_therapist_sees_nothing(plan: Plan) -> None:
    """The consent alone does not open a plan."""
    quack = runner("q@example.org", role="therapist")
    CareLink.objects.create(runner=plan.runner, therapist=quack, granted_at=timezone.now())
    assert signed_in(quack).get(f"/plan/{plan.pk}/").status_code == 404


def test_reading_ones_own_plan_leaves_no_audit_row(plan: Plan) -> None:
    """Only others are noted."""
    assert signed_in(plan.runner).get(f"/plan/{plan.pk}/").status_code == 200
    assert not AuditEntry.objects.filter(action="view").exists()


@pytest.mark.parametrize("address", ["/plan/1/", "/plan/xyz/", "/plan/00000000-0000-0000-0000-000000000000/"])
def test_an_unknown_plan_is_not_found(address: str, plan: Plan) -> None:
    """Whatever is asked for, nobody learns what exists."""
    assert signed_in(plan.runner).get(address).status_code == 404


def test_recording_a_visit_opens_running_once(plan: Plan) -> None:
    """A parallel referral waits for a contact; tomorrow or before the plan cannot be entered."""
    ada: Any = plan.runner
    submitted(ada, nprs_now=7, nprs_avg7=5, nprs_worst7=8)
    now = Plan.objects.get(runner=ada, closed_at=None)
    client = signed_in(ada)
    assert "See a clinician within 14 days" in client.get("/plan/").content.decode()
    address = f"/plan/{now.pk}/contact/"
    assert client.get(address).status_code == 200
    for day in ("2001-01-01", "2999-01-01", "x", ""):
        assert client.post(address, {"profession": "doctor", "seen_on": day}).status_code == 422
    sent = {"profession": "doctor", "seen_on": now.started_on.isoformat()}
    assert client.post(address, sent).status_code == 302
    assert "See a clinician within 14 days" not in client.get("/plan/").content.decode()
    assert list(now.events.values_list("kind", flat=True)) == ["started", "decided"]


def test_the_day_of_a_plan_is_the_runners_whoever_looks(plan: Plan, therapist: User) -> None:
    """A therapist in another zone sees the runner's day, and leaves the runner's stored page alone."""
    User.objects.filter(pk=plan.runner_id).update(time_zone="Pacific/Kiritimati")
    User.objects.filter(pk=therapist.pk).update(time_zone="Pacific/Midway")
    CareLink.objects.create(runner=plan.runner, therapist=therapist, granted_at=timezone.now())
    own = signed_in(plan.runner).get("/plan/").context["day"]
    assert signed_in(therapist).get(f"/plan/{plan.pk}/").context["day"] == own


def test_a_stored_page_is_that_of_the_runners_own_open_plan(plan: Plan) -> None:
    """Looked up beside every other plan: one's own, never a closed one, never another's."""
    store(plan, "today", "key", "<p>Ada's</p>")
    head = open_head(plan.runner, "today")
    assert head is not None
    assert (head.plan, head.key, head.html) == (plan, "key", "<p>Ada's</p>")
    assert open_head(runner("bob@example.org"), "today") is None
    Plan.objects.filter(pk=plan.pk).update(closed_at=timezone.now())
    assert open_head(plan.runner, "today") is None
