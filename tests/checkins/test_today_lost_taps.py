"""A rating tapped after the session ended, or on a page that is too old, is not lost silently."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from rehab.plans.models import LogEntry
from tests.checkins.days import plan_since
from tests.intake.walking import ada as ada

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
TAP: dict[str, Any] = {"day": 2, "morning": 3}
PART = {"HX-Request": "true"}


def test_a_tap_after_the_session_ended_leads_to_the_log_in_and_back(ada: User) -> None:
    """As a whole page, which says that nothing was saved; the log-in leads to Today."""
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    plan_since(ada, 2)
    client = Client()
    answer = client.post("/today/rating/", TAP, headers=PART)
    assert answer.headers["HX-Redirect"] == "/account/login/?next=/today/"
    assert answer.content == b""
    assert "Your last tap was not saved. Sign in" in client.get(answer.headers["HX-Redirect"]).content.decode()
    answer = client.post("/account/login/?next=/today/", {"login": ada.email, "password": "seventeen quiet herons"})
    assert answer.headers["Location"] == "/today/"
    assert client.get("/today/").status_code == 200
    assert not LogEntry.objects.exists()


def test_without_javascript_it_leads_there_too(ada: User) -> None:
    """Not to the address of the tap, which shows no page."""
    plan_since(ada, 2)
    assert Client().post("/today/rating/", TAP).headers["Location"] == "/account/login/?next=/today/"


def test_a_tap_with_the_token_of_an_older_log_in_opens_the_page_again(ada: User) -> None:
    """She signed in again in another tab: the script would pass over a refusal without a word."""
    plan_since(ada, 2)
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    client.get("/today/")
    answer = client.post("/today/rating/", {**TAP, "csrfmiddlewaretoken": "x" * 64}, headers=PART)
    assert answer.headers["HX-Redirect"] == "/today/"
    assert "Your last tap was not saved" in client.get("/today/").content.decode()
    assert not LogEntry.objects.exists()


def test_a_tap_without_session_and_token_leads_to_the_log_in(ada: User) -> None:
    """The browser forgot both cookies."""
    plan_since(ada, 2)
    answer = Client(enforce_csrf_checks=True).post("/today/rating/", TAP, headers=PART)
    assert answer.headers["HX-Redirect"] == "/account/login/?next=/today/"
