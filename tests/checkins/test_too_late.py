"""A form that was open for more than a week: nothing is saved by it, and nothing typed into it is lost unsaid."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.checkins.typed import typed_lines
from rehab.intake.keeping import OWNER, SALT
from rehab.plans.models import LogEntry
from tests.checkins.days import WELL, plan_since, send_session, standing_now
from tests.checkins.days import client as client
from tests.checkins.keeping import came_of, deliver, kept
from tests.intake.walking import ada as ada
from tests.plans.making import text_in

pytestmark = pytest.mark.django_db


def test_a_form_of_long_ago_shows_what_was_typed(ada: User, client: Client) -> None:
    """By the names of the exercises, with the day, why it was not saved, and what can be done now."""
    plan_since(ada, 20)
    line = next(iter(standing_now(ada).plan.prescriptions.all()))
    typed = {"way": "each", f"done-{line.exercise_id}": "2", f"pain-{line.exercise_id}": "7", "note": "<b>It</b> hurt"}
    answer = send_session(client, 12, **typed, on=(timezone.localdate() - timedelta(days=8)).isoformat())
    page = text_in(answer)
    assert answer.status_code == 410
    assert f"{timezone.localdate() - timedelta(days=8):%A}" in page
    assert "is more than seven days ago. The plan decides nothing by it any more, so this was not saved." in page
    assert f"{line.exercise.name}: sets done: 2 · highest pain: 7" in page
    assert "&lt;b&gt;It&lt;/b&gt; hurt" in answer.content.decode()
    assert 'href="/safety/"' in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_a_day_of_long_ago_says_that_it_takes_no_log(ada: User, client: Client) -> None:
    """No empty page, and no word of something that was not saved."""
    plan_since(ada, 20)
    page = text_in(client.get("/today/session/3/"))
    assert "so it takes no log." in page
    assert "What you entered" not in page


def test_a_form_of_the_plan_before_is_not_logged_in_this_one(ada: User, client: Client) -> None:
    """Day 2 of the one is not day 2 of the other."""
    old = plan_since(ada, 20).started_on + timedelta(days=2)
    plan_since(ada, 2)
    answer = send_session(client, 2, **WELL, on=old.isoformat(), seen=0)
    assert "This day was of another plan" in text_in(answer)
    assert "The whole session: highest pain: 1 · how hard: 4" in text_in(answer)
    assert not LogEntry.objects.exists()
    assert send_session(client, 2, **WELL, on=timezone.localdate().isoformat(), seen=0).status_code == 302


def test_a_form_open_longer_than_the_session_lasts_is_shown_after_the_log_in(ada: User) -> None:
    """The session is over after two weeks; what was typed comes back to its owner, and to nobody else."""
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    plan_since(ada, 30)
    made = timezone.now() - timedelta(days=16)
    signer = signing.TimestampSigner(salt=SALT)
    value = signing.dumps(str(ada.public_id), salt=SALT).rsplit(":", 2)[0]
    stamp = signing.b62_encode(int(made.timestamp()))
    token = f"{value}:{stamp}:{signer.signature(f'{value}:{stamp}')}"
    assert signing.loads(token, salt=SALT) == str(ada.public_id)
    late = Client()
    assert send_session(late, 14, **WELL, **{OWNER: token}).headers["Location"].startswith("/account/login/")
    sent = {"login": ada.email, "password": "seventeen quiet herons"}
    answer = late.post("/account/login/?next=/today/session/14/", sent)
    page = text_in(late.get(answer.headers["Location"]))
    assert "The whole session: highest pain: 1 · how hard: 4" in page
    assert "What you entered" not in text_in(late.get("/today/session/14/"))


def test_what_is_no_word_of_a_session_is_not_shown(library: None) -> None:
    """Ids that no exercise has, and values that nobody typed, break nothing."""
    sent = {"pain-nobody": "3", "pain-a\x00b": "4", "csrfmiddlewaretoken": "x", "effort": "", "skip-bridge": "pain"}
    lines = dict(typed_lines(sent))
    assert lines.pop("An exercise") == "highest pain: 3"
    assert list(lines.values()) == ["left out: It hurt, or I feared it would"]


def test_a_tap_on_a_page_of_long_ago_says_what_was_not_saved(ada: User, client: Client) -> None:
    """In its card, with the number, and the day as it is now."""
    plan_since(ada, 20)
    answer = client.post("/today/rating/", {"day": 12, "morning": 7}, headers={"HX-Request": "true"})
    assert "That day is over, so your 7 was not saved. Rate today instead." in text_in(answer)
    assert re.search(r'name="day" value="20"', answer.content.decode())
    assert not LogEntry.objects.exists()


def test_a_day_of_the_plan_before_is_a_conflict(ada: User, client: Client) -> None:
    """The same number is another day of another plan: what was kept for the one is not written into the other."""
    on = plan_since(ada, 20).started_on + timedelta(days=2)
    plan_since(ada, 2)
    outcome, words = came_of(deliver(client, kept(ada), "/today/session/2/", **WELL, on=on.isoformat(), seen=0))
    assert outcome == "conflict"
    assert "was entered for the plan you had then" in words
    assert not LogEntry.objects.exists()


def test_a_day_to_come_is_a_conflict(ada: User, client: Client) -> None:
    """From a phone whose clock is ahead: it can be sent again once the day is there."""
    plan_since(ada, 1)
    outcome, words = came_of(deliver(client, kept(ada), "/today/session/2/", **WELL))
    assert (outcome, words[:29]) == ("conflict", "That day has not come yet. Op")


def test_a_day_too_long_ago_is_a_conflict(ada: User, client: Client) -> None:
    """A week later nobody knows it well, and nothing is judged by it."""
    plan_since(ada, 12)
    answer = deliver(client, kept(ada), "/today/session/2/", **WELL)
    outcome, words = came_of(answer)
    assert outcome == "conflict"
    assert "is more than seven days ago" in words
    assert words.endswith("If something got worse since, say so on Today. Then remove this.")
    assert answer.json()["is_over"] is True
    assert not LogEntry.objects.exists()
