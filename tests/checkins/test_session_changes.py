"""A session is edited the same day, corrected later with a note, added when it was forgotten."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from rehab.plans.models import LogEntry
from tests.checkins.days import WELL, logged, plan_since, send_session, session_of, session_sent
from tests.checkins.days import client as client
from tests.intake.walking import ada as ada
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_an_edit_of_the_same_day_is_kept_beside_the_first(ada: User, client: Client) -> None:
    """The form begins with what was logged; both rows stay, the later counts."""
    plan_since(ada, 0)
    send_session(client, 0, **WELL)
    page = client.get("/today/session/").content.decode()
    assert re.search(r'name="pain" value="1"[^>]*checked', page)
    send_session(client, 0, **{**WELL, "pain": 4})
    rows = list(LogEntry.objects.order_by("number"))
    assert [row.entry_id for row in rows] == ["session-0", "session-0"]
    assert [row.body["marks"][0]["pain"] for row in rows] == [1, 4]
    assert [row.by for row in rows] == [ada, ada]
    assert {mark.pain for mark in session_sent(ada, 0).marks} == {4}


def test_an_old_tab_overwrites_nothing_unseen(ada: User, client: Client) -> None:
    """What was typed is kept, what was logged meanwhile is shown, and nothing is stored until it is sent again."""
    plan_since(ada, 0)
    send_session(client, 0, way="walk", seen=0, **{"minutes-walk_easy": "15"})
    response = send_session(client, 0, **WELL, seen=0)
    assert response.status_code == 422
    page = response.content.decode()
    assert "since this page was opened" in page
    assert 'name="seen" value="1"' in page
    assert 'name="minutes-walk_easy" value="15"' in page
    assert LogEntry.objects.count() == 1
    assert send_session(client, 0, **WELL, seen=1, **{"minutes-walk_easy": "15"}).status_code == 302
    assert send_session(client, 0, **WELL, seen=1, **{"minutes-walk_easy": "15"}).status_code == 302  # a double tap
    assert LogEntry.objects.count() == 2


def test_a_later_day_is_corrected_with_a_note(ada: User, client: Client) -> None:
    """The page says what is corrected and shows the old value; without a note nothing is stored."""
    plan = plan_since(ada, 3)
    logged(plan, session_of(plan, 1, pain=2))
    page = text_of(client.get("/today/session/1/").content.decode())
    assert "You would correct what was written down on" in page
    assert "highest pain 2" in page
    refused = send_session(client, 1, **{**WELL, "pain": 5})
    assert refused.status_code == 422
    assert "Say what was wrong" in refused.content.decode()
    assert send_session(client, 1, **{**WELL, "pain": 5}, note="It was worse").status_code == 302
    old, new = LogEntry.objects.order_by("number")
    assert (new.corrects, new.note, old.body["marks"][0]["pain"]) == (old, "It was worse", 2)
    assert {mark.pain for mark in session_sent(ada, 1).marks} == {5}


def test_a_forgotten_day_can_be_added_for_a_week(ada: User, client: Client) -> None:
    """Later it stays unknown, and its page says so; a day to come and one before the plan do not exist."""
    plan_since(ada, 20)
    assert client.get("/today/session/14/").status_code == 200
    for day, status in (("12", 410), ("21", 404), ("99999999999999999999", 404)):
        assert client.get(f"/today/session/{day}/").status_code == status
        assert send_session(client, int(day), **WELL).status_code == status
    assert not LogEntry.objects.exists()
    assert send_session(client, 19, **WELL).status_code == 302
