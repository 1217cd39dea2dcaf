"""Who may open the pages of check-ins, re-checks, flares and self-tests: the runner alone."""

from __future__ import annotations

import pytest
from django.test import Client

from rehab.plans.models import LogEntry, Plan
from tests.checkins.logging import plan_on_day
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library"), pytest.mark.sqlite_only]
CANARY = "canary-51d0"
ADDRESSES = (
    "/check-in/",
    "/check-in/1/",
    "/check-in/3/",
    "/check-in/review/",
    "/check-in/day/8/",
    "/safety/",
    "/flare/",
    "/way-back/",
    "/self-test/",
)


@pytest.fixture
def plan() -> Plan:
    """Ada's plan, with words only she may read."""
    return plan_on_day(runner(), 8, psfs_activities=["running 30 minutes", CANARY])


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_sent_to_the_log_in(address: str, method: str, plan: Plan) -> None:
    """Nothing opens without a session."""
    answer = getattr(Client(), method)(address)
    assert answer.status_code == 302
    assert "/account/login/" in answer.headers["Location"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["therapist", "content_admin", "support_admin"])
def test_other_roles_are_refused(address: str, role: str, plan: Plan) -> None:
    """A runner's log is written by the runner."""
    client = signed_in(runner(f"{role}@example.org", role=role))
    for method in ("get", "post"):
        answer = getattr(client, method)(address)
        assert answer.status_code in (403, 405), method
        assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_meets_their_own_plan_or_none(address: str, plan: Plan) -> None:
    """Another runner, without a plan and with one, never sees or writes anything of Ada's."""
    bob = runner("bob@example.org")
    client = signed_in(bob)
    for method in ("get", "post"):
        assert getattr(client, method)(address).status_code in (302, 405)
    plan_on_day(bob, 8)
    for method in ("get", "post"):
        assert CANARY not in getattr(client, method)(address, follow=True).content.decode()
    assert not LogEntry.objects.filter(plan=plan).exists()
