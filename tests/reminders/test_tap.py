"""The one-tap check-in: no log-in, nothing shown, nothing written by looking, and once."""

from __future__ import annotations

from collections.abc import Callable
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
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, State
from rehab.outbox.sealed import seal
from rehab.plans.models import LogEntry, Plan
from rehab.reminders.tapping import USE, tap_address, tapped
from rehab.reminders.views import tap as view
from rehab.reminders.views.tap import TRIES_AN_HOUR
from tests.access.canaries import let_loose
from tests.checkins.logging import plan_on_day, with_course
from tests.intake.walking import ada, signed_in  # noqa: F401 a fixture
from tests.outbox.leaving import due, reader

pytestmark = pytest.mark.django_db
GIVEN = {"sessions": "2", "worst": "4"}


def mailed(user: User, week: str = "2026-W48", *, days_ago: float = 1) -> Delivery:
    """A weekly mail that was sent some days ago."""
    at = database_now() - timedelta(days=days_ago)
    times = {"due_at": at, "next_try": at, "handed_at": at, "sent_at": at}
    return due(user, week, kind=Kind.WEEKLY, state=State.SENT, **times)


def path_of(delivery: Delivery) -> str:
    """The link of a mail, as a path."""
    return "/t/" + tap_address(delivery).split("/t/")[1]


@pytest.fixture
def anybody() -> Client:
    """A browser without a session that checks what ours would check."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def link(ada: User) -> str:  # noqa: F811 a fixture
    """The link of this week's mail to a runner on day 9."""
    plan_on_day(ada, 9)
    return path_of(mailed(ada))


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


def _later_mail(user: User) -> None:
    mailed(user, "2026-W49", days_ago=0)


def _closed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _finished(user: User) -> None:
    Plan.objects.filter(runner=user).update(closed_at=timezone.now())


def _locked(user: User) -> None:
    lock = {"cause": "safety", "tier": "urgent_24_48h", "flags": [], "since": 8}
    with_course(Plan.objects.get(runner=user), locks=[lock])


def _old(user: User) -> None:
    at = database_now() - timedelta(days=9)
    Delivery.objects.filter(recipient=user).update(due_at=at)


def _unsent(user: User) -> None:
    Delivery.objects.filter(recipient=user).delete()


@pytest.mark.parametrize("event", [_later_mail, _closed, _finished, _locked, _old, _unsent])
def test_what_ends_a_link(ada: User, link: str, anybody, event: Callable[[User], None]) -> None:  # noqa: F811 a fixture
    """The next mail, a closed account or plan, a safety answer, a week: one calm page for all, and nothing written."""
    event(ada)
    for answer in (anybody.get(link), anybody.post(link, GIVEN)):
        assert answer.status_code == 404
        assert "does not work any more" in answer.content.decode()
    assert not LogEntry.objects.filter(kind="tap").exists()


@pytest.mark.parametrize("token", ["x", "gAAAAA", "0" * 600, "ü", "%00", "a" * 80])
def test_a_made_up_link_opens_nothing(link: str, anybody, token) -> None:
    """Nor does one of another use, nor one that was changed."""
    assert anybody.post(f"/t/{token}/", GIVEN).status_code == 404
    delivery = Delivery.objects.get()
    assert anybody.get(f"/t/{seal('unsubscribe', delivery.pk)}/").status_code == 404
    assert anybody.get(f"/t/{seal(USE, delivery.pk + 999)}/").status_code == 404
    # In the middle: the last two characters hold one byte, which a changed end may spell again.
    changed = link[:30] + ("B" if link[30] == "A" else "A") + link[31:]
    assert anybody.get(changed).status_code == 404
    assert not LogEntry.objects.filter(kind="tap").exists()


def test_a_link_is_for_its_one_runner_and_names_nobody(ada: User, link: str) -> None:  # noqa: F811 a fixture
    """No id in clear; and the page is the same for somebody who is signed in as another."""
    delivery = Delivery.objects.get()
    assert str(ada.pk) not in link.split("/")
    assert str(delivery.pk) not in link.split("/")
    stranger = signed_in(User.objects.create_user("ben@example.org", None))
    assert "Ada" not in stranger.get(link).content.decode()


def test_who_else_is_signed_in_is_led_to_no_check_in_of_theirs(ada: User, link: str) -> None:  # noqa: F811 a fixture
    """On a shared browser the rest of one runner's answers must not land with another."""
    ben = signed_in(reader("ben@example.org"))
    assert "somebody else is signed in here" in ben.get(link).text
    page = ben.post(link, GIVEN).text
    assert "Sign out first" in page
    assert reverse("checkins:checkin") not in page.partition("<main")[2].partition("</main")[0]
    assert "Finish it" in signed_in(ada).get(link).text


def test_no_page_shows_anything_that_is_stored(ada: User, link: str, anybody) -> None:  # noqa: F811 a fixture
    """Canaries in every field of the runner's rows."""
    words = [word for word in let_loose(ada).values() if word]
    assert words
    pages = [anybody.get(link), anybody.post(link, {}), anybody.post(link, GIVEN), anybody.get(link)]
    for page in pages:
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        assert not [word for word in words if word in page.content.decode()]


def test_keys_may_be_rotated(ada: User, link: str, anybody, settings) -> None:  # noqa: F811 a fixture
    """A link of yesterday opens under today's key."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one, really"
    assert anybody.get(link).status_code == 200
