"""Who may open Today and what hangs on it: the runner, for their own plan alone."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from rehab.checkins.urls import urlpatterns
from rehab.plans.models import LogEntry
from tests.checkins.days import plan_since
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library"), pytest.mark.sqlite_only]
# Every address of a day: where a runner without a plan is led, None for nowhere.
ADDRESSES = {
    "/today/": "/intake/",
    "/today/rating/": None,  # not to be looked at
    "/today/session/": "/intake/",
    "/today/session/play/": "/intake/",
    "/today/session/0/": "/intake/",
    "/today/swap/bridge/": "/intake/",
}
SENT = {"day": 0, "morning": 3, "way": "whole", "pain": 1, "effort": 1, "spread": "no"}


@pytest.fixture
def ada() -> User:
    """A runner with a plan."""
    user = runner()
    plan_since(user, 0)
    return user


def test_every_address_stands_in_the_table() -> None:
    """A page of Today added later fails here."""
    named = [str(pattern.pattern) for pattern in urlpatterns if str(pattern.pattern).startswith("today/")]
    assert len(named) == len(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_is_sent_to_the_log_in(address: str, ada: User) -> None:
    """Whether they look or send."""
    for response in (Client().get(address), Client().post(address, SENT)):
        assert response.status_code == 302
        assert "/account/login/" in response.headers["Location"]
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("role", ["therapist", "content_admin", "support_admin"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_other_roles_are_refused(address: str, role: str, ada: User) -> None:
    """A wrong role gets 403, or 405 where nothing may be looked at or sent."""
    client = signed_in(runner("x@example.org", role=role))
    for response in (client.get(address), client.post(address, SENT)):
        assert response.status_code in (403, 405)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(("address", "leads_to"), ADDRESSES.items())
def test_a_stranger_writes_nothing_into_anothers_plan(address: str, leads_to: str | None, ada: User) -> None:
    """No address names a plan: a runner without one is led to the intake, and Ada's stays as it is."""
    client = signed_in(runner("bob@example.org"))
    looked = client.get(address)
    assert looked.status_code == 302 if leads_to else looked.status_code in (404, 405)
    if leads_to:
        assert looked.headers["Location"] == leads_to
    assert client.post(address, SENT).status_code in (302, 405)
    assert not LogEntry.objects.exists()
