"""Unsubscribing by the link of a mail: a look changes nothing, one post without cookies is enough."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from rehab.outbox.models import Purpose, SwitchedOff
from rehab.outbox.sealed import seal
from rehab.outbox.unsubscribing import ALWAYS, USE, unsubscribe_address
from tests.intake.walking import ada  # noqa: F401 a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def browser() -> Client:
    """A mail program: no cookie, and what ours would check is checked."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def link(ada: User) -> str:  # noqa: F811 a fixture
    """The link in a reminder."""
    return "/u/" + unsubscribe_address(ada, Purpose.REMINDERS).split("/u/")[1]


def off() -> list[tuple[int, str]]:
    """What is switched off, for everybody."""
    return list(SwitchedOff.objects.values_list("user", "purpose"))


def test_looking_changes_nothing(link: str, browser: Client) -> None:
    """GET and HEAD a hundred times, as scanners of mail do."""
    for _ in range(100):
        assert browser.get(link).status_code == browser.head(link).status_code == 200
    assert off() == []


def test_one_post_is_enough_and_a_second_does_no_harm(ada: User, link: str, browser: Client) -> None:  # noqa: F811 a fixture
    """200 without a redirect, cookie or log-in, and only that purpose of that reader is off (RFC 8058)."""
    for _ in range(2):
        assert browser.post(link, ONE_CLICK).status_code == 200
        assert off() == [(ada.pk, "reminders")]


def test_the_same_page_switches_it_on_again(link: str, browser: Client) -> None:
    """With one click, offered as soon as it is off; the rest is chosen in the settings, which every page leads to."""
    page = browser.post(link, ONE_CLICK).content.decode()
    assert "Switch it on again" in page
    pages = (browser.get(link).content.decode(), page, browser.post(link, {"do": "again"}).content.decode())
    assert all(f'href="{reverse("reminders:settings")}"' in one for one in pages)
    assert off() == []


def test_the_link_goes_nowhere_else(link: str, browser: Client) -> None:
    """Not into a referrer, a cache or an index."""
    answer = browser.get(link)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_other_links_open_nothing(ada: User, link: str, browser: Client) -> None:  # noqa: F811 a fixture
    """A made-up one, a cut one, and one that was made for another use."""
    other_use = f"/u/{seal('check-in by mail', ada.pk, 'reminders')}/"
    for path in ("/u/x/", link[:-6] + "/", other_use):
        assert browser.get(path).status_code == browser.post(path, ONE_CLICK).status_code == 404
        assert "This link does not work" in browser.get(path).text
    assert off() == []


@pytest.mark.parametrize("purpose", sorted(ALWAYS))
def test_safety_and_security_always_come(ada: User, browser: Client, purpose: str) -> None:  # noqa: F811 a fixture
    """Even by a link that was sealed for them."""
    assert browser.post(f"/u/{seal(USE, ada.pk, purpose)}/", ONE_CLICK).status_code == 404
    assert off() == []


def test_a_closed_account_has_no_link(ada: User, link: str, browser: Client) -> None:  # noqa: F811 a fixture
    """As if it had never been there."""
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert browser.get(link).status_code == browser.post(link, ONE_CLICK).status_code == 404


def test_keys_may_be_rotated(link: str, browser: Client, settings) -> None:
    """A link of an older key works while that key is kept, and not after."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key-" * 6, [settings.SECRET_KEY]
    assert browser.post(link, ONE_CLICK).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert browser.get(link).status_code == 404
