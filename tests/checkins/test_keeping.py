"""A screen sent after the session ended is not lost: it comes back filled in, unsaved, to its owner alone."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.intake.keeping import owner_token
from rehab.plans.models import LogEntry
from tests.checkins.logging import DOING, READY, WEEK, plan_on_day, safe
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
KEPT = "Your answers are still here"


@pytest.fixture
def ada() -> User:
    """A runner with a plan who confirmed her address."""
    person = runner()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    plan_on_day(person, 8)
    return person


def _back(client: Client, person: User, address: str) -> str:
    sent: dict[str, Any] = {"login": person.email, "password": "seventeen quiet herons"}
    answer = client.post(f"/account/login/?next={address}", sent)
    assert answer.headers["Location"] == address
    return client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/check-in/1/", "/safety/", "/flare/"])
def test_safety_answers_come_back_unsaved(ada: User, address: str) -> None:
    """They are there to be sent again; nothing was logged meanwhile."""
    client = Client()
    answer = client.post(address, {**safe(rf_fever="not_sure"), "owner": owner_token(ada)})
    assert answer.headers["Location"] == f"/account/login/?next={address}"
    page = _back(client, ada, address)
    assert KEPT in page
    assert page.count("checked") == len(safe())
    assert not LogEntry.objects.exists()
    assert "checked" not in client.get(address).content.decode()


def test_a_later_screen_comes_back_with_every_choice(ada: User) -> None:
    """Several choices and words among them."""
    client = signed_in(ada)
    client.post("/check-in/1/", safe())
    client.post("/check-in/2/", WEEK)
    client.session.flush()
    late = Client()
    sent = {**DOING, "w_barrier": ["time", "pain"], "w_clinician": "Go on, she said", "owner": owner_token(ada)}
    late.post("/check-in/3/", sent)
    page = _back(late, ada, "/check-in/3/")
    assert "Go on, she said" in page
    assert page.count("checked") == 3


def test_a_typed_run_comes_back(ada: User) -> None:
    """Every field of it, with the id that keeps it one run; nothing is logged yet."""
    client, id_ = Client(), str(uuid.uuid4())
    sent = {"entry_id": id_, "on": timezone.localdate().isoformat(), "distance": "5.25", "time": "31:10", "pain": "3"}
    sent |= {"where": ["spine", "knee"], "spread": "no", "sharp_spot": "no", "owner": owner_token(ada)}
    assert client.post("/runs/new/", sent).headers["Location"] == "/account/login/?next=/runs/new/"
    page = _back(client, ada, "/runs/new/")
    assert KEPT in page
    for value in (id_, "5.25", "31:10"):
        assert f'value="{value}"' in page
    assert page.count("checked") == 5
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("address", ["/today/session/", "/today/session/8/"])
def test_a_session_comes_back_in_the_way_it_was_logged(ada: User, address: str) -> None:
    """Its part of the page is open and filled in; the next look begins anew."""
    client, page = Client(), signed_in(ada).get(address).content.decode()
    assert page.count('name="owner"') == page.count('name="way"')
    (name,) = re.findall(r'name="(minutes-[^"]+)"', page[page.index('value="walk"') :])[:1]
    sent = {"way": "walk", "seen": "0", name: "17", "owner": owner_token(ada)}
    assert client.post(address, sent).headers["Location"] == f"/account/login/?next={address}"
    page = _back(client, ada, address)
    assert KEPT in page
    assert page.count('value="17"') == 1
    assert page.index('value="17"') > page.index('value="walk"')
    assert not LogEntry.objects.exists()
    assert 'value="17"' not in client.get(address).content.decode()


@pytest.mark.parametrize("days", [3, 1])
def test_a_session_of_the_plan_before_is_no_day_of_this_one(ada: User, days: int) -> None:
    """Another plan began before the log-in: its day of that number, past or to come, is not filled in with it."""
    client, on = Client(), timezone.localdate() - timedelta(days=6)
    sent = {"way": "whole", "on": on.isoformat(), "pain": "7", "played": (id_ := str(uuid.uuid4()))}
    client.post("/today/session/2/", {**sent, "owner": owner_token(ada)})
    plan_on_day(ada, days)
    page = _back(client, ada, "/today/session/2/")
    assert "This day was of another plan" in page
    assert "highest pain: 7" in page
    assert f'data-logged="{id_}"' in page
    assert "highest pain: 7" not in client.get("/today/session/2/").content.decode()


def test_a_session_of_a_day_to_come_comes_back_on_todays_sheet(ada: User) -> None:
    """Nothing is dropped because a clock is ahead."""
    client, on = Client(), timezone.localdate() + timedelta(days=1)
    sent = {"way": "whole", "on": on.isoformat(), "pain": "3", "owner": owner_token(ada)}
    client.post("/today/session/9/", sent)
    page = _back(client, ada, "/today/session/9/")
    assert "That day has not come yet." in page
    assert 'action="/today/session/8/"' in page
    assert re.search(r'name="pain"[^>]*value="3"[^>]*checked', page)


def test_a_chosen_swap_comes_back(ada: User) -> None:
    """With both choices."""
    here = signed_in(ada)
    links = re.findall(r'href="(/today/swap/[^"]+)"', here.get("/today/").content.decode())
    pages = {link: here.get(link).content.decode() for link in links}
    address = next(link for link, page in pages.items() if 'name="other"' in page)
    found = re.search(r'name="other"[^>]*value="([^"]+)"', pages[address])
    assert found
    client = Client()
    sent = {"entry": str(uuid.uuid4()), "other": found[1], "reason": "kit", "owner": owner_token(ada)}
    assert client.post(address, sent).headers["Location"] == f"/account/login/?next={address}"
    page = _back(client, ada, address)
    assert KEPT in page
    assert page.count("checked") == 2


def test_what_is_somebody_elses_is_dropped_unseen(ada: User) -> None:
    """On a shared device the next person sees none of it."""
    bob = runner("bob@example.org")
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True, primary=True)
    plan_on_day(bob, 8, **READY)
    client = Client()
    client.post("/safety/", {**safe(), "owner": owner_token(ada)})
    page = _back(client, bob, "/safety/")
    assert KEPT not in page
    assert "checked" not in page


def test_a_session_of_a_day_to_come_is_shown_on_todays_sheet(ada: User) -> None:
    """From a phone whose clock is ahead: not lost, and not written down for another day by itself."""
    here = signed_in(ada)
    sent = {"way": "whole", "pain": "3", "effort": "4", "spread": "no"}
    answer = here.post("/today/session/9/", {**sent, "owner": owner_token(ada)})
    assert answer.headers["Location"] == "/today/session/8/"
    page = here.get("/today/session/8/").content.decode()
    assert KEPT in page
    assert "That day has not come yet." in page
    assert re.search(r'name="pain"[^>]*value="3"[^>]*checked', page)
    assert not LogEntry.objects.exists()
    assert here.post("/today/session/9/", sent).status_code == 404  # nobody's screen
    assert here.get("/today/session/9/").status_code == 404
