"""The one-tap check-in: no log-in, nothing shown, nothing written by looking, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.checkins.models import CheckInDraft
from rehab.plans.models import LogEntry, Plan
from rehab.reminders.tapping import tapped
from rehab.reminders.views import tap as view
from rehab.reminders.views.tap import TRIES_AN_HOUR
from tests.access.canaries import let_loose
from tests.checkins.logging import plan_on_day
from tests.intake.walking import ada, signed_in  # noqa: F401 a fixture
from tests.reminders.tap_links import GIVEN, mailed, path_of
from tests.reminders.tap_links import anybody as anybody
from tests.reminders.tap_links import link as link

pytestmark = pytest.mark.django_db


def test_two_numbers_are_written_down(ada: User, link: str, anybody) -> None:  # noqa: F811 a fixture
    """As one entry by the runner; the weekly check-in finds the pain filled in, its safety questions open."""
    answer = anybody.post(link, GIVEN)
    assert "Thank you. It is saved" in answer.content.decode()
    assert reverse("intake:public_check") in answer.content.decode()
    row = LogEntry.objects.get(kind="tap")
    assert (row.entry_id, row.body, row.by, row.day) == (
        "tap-2026-W48",
        {"id": "tap-2026-W48", "day": 9, "sessions": 2, "worst": 4},
        ada,
        9,
    )
    draft = CheckInDraft.objects.get()
    assert draft.answers["week"] == {"w_worst": 4}
    assert "safety" not in draft.answers
    page = signed_in(ada).get("/check-in/", follow=True).content.decode()
    assert "Safety first" in page


def test_looking_writes_nothing(link: str, anybody) -> None:
    """GET and HEAD a hundred times, as scanners of mail do."""
    before = LogEntry.objects.count()
    for _ in range(50):
        assert anybody.get(link).status_code == 200
        assert anybody.head(link).status_code == 200
    assert LogEntry.objects.count() == before
    assert not CheckInDraft.objects.exists()


def test_a_second_use_changes_nothing(link: str, anybody) -> None:
    """Whatever it says, and it says so."""
    anybody.post(link, GIVEN)
    again = anybody.post(link, {"sessions": "7", "worst": "10"})
    assert "It was saved before" in again.content.decode()
    assert "It was saved before" in anybody.get(link).content.decode()
    assert LogEntry.objects.get(kind="tap").body["worst"] == 4


def test_a_plan_that_closes_meanwhile_is_told_as_a_link_that_is_over(link: str, anybody, monkeypatch) -> None:
    """Between the look for the link and the writing: nothing is written, and nothing breaks."""

    def then_closed(*given: object) -> object:
        found = tapped(*given)
        Plan.objects.update(closed_at=timezone.now())
        return found

    monkeypatch.setattr(view, "tapped", then_closed)
    assert anybody.post(link, GIVEN).status_code == 404
    assert not LogEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.usefixtures("library")
def test_two_taps_at_once_are_one() -> None:
    """The second waits for the first and finds it."""
    someone = User.objects.create_user("two@example.org", None)
    plan_on_day(someone, 9)
    link = path_of(mailed(someone))

    def tap(worst: str) -> str:
        try:
            return Client().post(link, {"sessions": "1", "worst": worst}).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(tap, ["3", "8"]))
    assert sorted("Thank you" in page for page in said) == [False, True]
    assert LogEntry.objects.filter(kind="tap").count() == 1


@pytest.mark.parametrize("worst", ["0", "4", "10"])
def test_the_answer_is_the_same_whatever_was_sent(link: str, anybody, worst) -> None:
    """Nobody over a shoulder learns anything from it."""
    page = anybody.post(link, {"sessions": "1", "worst": worst}).content.decode()
    assert "Thank you. It is saved" in page
    assert "Get help at once, if any of this is true" in page
    assert f">{worst}<" not in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Say how many sessions you did"),
        ({"sessions": "2"}, "Choose a number from 0 to 10"),
        ({"sessions": "-1", "worst": "3"}, "Write a number from 0 up"),
        ({"sessions": "99", "worst": "3"}, "Write a number up to 21"),
        ({"sessions": "two", "worst": "3"}, "Write a whole number"),
        ({"sessions": "2", "worst": "11"}, "Choose a number from 0 to 10"),
        ({"sessions": "2", "worst": "\x00"}, "Choose a number from 0 to 10"),
        ({"sessions": "9" * 5000, "worst": "1"}, "Write a"),
    ],
)
def test_junk_is_refused_with_a_word_and_kept(link: str, anybody, given, says) -> None:
    """Nothing is written, what was typed stays."""
    page = anybody.post(link, given).content.decode()
    assert says in page
    assert "Not saved yet" in page
    assert not LogEntry.objects.filter(kind="tap").exists()
    if len(given.get("sessions", "")) < 10:
        assert f'value="{given["sessions"]}"' in page if "sessions" in given else True


def test_a_link_takes_so_many_tries_an_hour(ada: User, link: str, anybody) -> None:  # noqa: F811 a fixture
    """Whoever tries on learns nothing and keeps no machine busy; an hour later it works as before."""
    for _ in range(TRIES_AN_HOUR):
        assert anybody.post(link, {"worst": "11"}).status_code == 422
    assert anybody.post(link, GIVEN).status_code == 429
    assert anybody.get(link).status_code == 200
    assert not LogEntry.objects.filter(kind="tap").exists()
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert "Thank you" in anybody.post(link, GIVEN).content.decode()


def test_no_page_shows_anything_that_is_stored(ada: User, link: str, anybody) -> None:  # noqa: F811 a fixture
    """Canaries in every field of the runner's rows."""
    words = [word for word in let_loose(ada).values() if word]
    assert words
    pages = [anybody.get(link), anybody.post(link, {}), anybody.post(link, GIVEN), anybody.get(link)]
    for page in pages:
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        assert not [word for word in words if word in page.content.decode()]
