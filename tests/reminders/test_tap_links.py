"""What a link of the one-tap check-in is good for, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery
from rehab.outbox.sealed import seal
from rehab.plans.models import LogEntry, Plan
from rehab.reminders.tapping import USE
from tests.checkins.logging import with_course
from tests.intake.walking import ada, signed_in  # noqa: F401 a fixture
from tests.outbox.leaving import reader
from tests.reminders.tap_links import GIVEN, mailed
from tests.reminders.tap_links import anybody as anybody
from tests.reminders.tap_links import link as link

pytestmark = pytest.mark.django_db


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


def test_keys_may_be_rotated(ada: User, link: str, anybody, settings) -> None:  # noqa: F811 a fixture
    """A link of yesterday opens under today's key."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one, really"
    assert anybody.get(link).status_code == 200
