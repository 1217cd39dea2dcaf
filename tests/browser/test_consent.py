"""The pages of inviting, agreeing and ending at both sizes, and agreeing with the keyboard alone."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.caring import Sharing, invite
from accounts.models import CareLink, Invitation, User
from tests.accounts.inviting import linked, runner, therapist
from tests.browser.walking import PHRASE, check_at_each_size, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "a-rather-long-name-of-somebody-who-likes-long-names@a-long-domain-name.example.org"


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner(name="Ada")


@pytest.fixture
def thea() -> User:
    """A therapist with a checked licence."""
    return therapist()


def test_the_pages_hold(page: Page, site: str, ada: User, thea: User) -> None:
    """Every page of a runner and a therapist with all there can be on it; an address longer than a phone is wide."""
    other = therapist("t2@example.org", "Professor Doctor Maximiliane Wolkenstein-Rodenegg")
    linked(ada, thea, granted_at=timezone.now() - CareLink.ASKED_AFTER, since=timezone.localdate())
    for by, email in ((ada, LONG), (other, ada.email), (thea, LONG), (runner("bo@example.org"), thea.email)):
        _sent(by, email)
    let_in(page, site, ada)
    mine = ["settings/care/", f"settings/care/{thea.public_id}/end/", f"invitations/{_of(other).pk}/", "settings/"]
    for path in mine:
        page.goto(f"{site}/{path}")
        check_at_each_size(page)
    page.context.clear_cookies()
    let_in(page, site, thea)
    theirs = ["invitations/", f"invitations/runners/{ada.public_id}/end/", "settings/licence/"]
    for path in (*theirs, f"invitations/{Invitation.objects.get(email=thea.email).pk}/"):
        page.goto(f"{site}/{path}")
        check_at_each_size(page)


def test_the_pages_of_the_unverified_and_of_mistakes_hold(page: Page, site: str, ada: User) -> None:
    """A closed form with its reason, an error tied to its field."""
    let_in(page, site, ada)
    page.goto(f"{site}/settings/care/")
    page.get_by_label("Your therapist’s e-mail address").fill("nobody")
    page.get_by_role("button", name="Agree and send").click()
    expect(page.get_by_text("This is no whole e-mail address")).to_be_visible()
    check_at_each_size(page)
    page.context.clear_cookies()
    quack = therapist("q@example.org", verified=False)
    _sent(ada, quack.email)
    let_in(page, site, quack)
    for path in ("invitations/", f"invitations/{Invitation.objects.get(email=quack.email).pk}/"):
        page.goto(f"{site}/{path}")
        check_at_each_size(page)


def test_a_runner_agrees_with_the_keyboard_alone(page: Page, site: str, ada: User, thea: User) -> None:
    """Without a mouse, and asked for the password because the log-in is old: what was ticked is not lost by it."""
    _sent(thea, ada.email)
    let_in(page, site, ada)  # a session in which no password was given
    page.goto(f"{site}/invitations/{_of(thea).pk}/")
    page.get_by_label("What I log").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Agree, Thea Miller may see this").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#id_password").fill(PHRASE)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thea Miller may see your plan")
    assert CareLink.objects.get().shares_logs


def _sent(by: User, email: str) -> None:
    """An invitation without its pages: inviting asks a runner for the password."""
    invite(by=by, email=email, sharing=Sharing(True, True, None), now=timezone.now())


def _of(by: User) -> Invitation:
    return Invitation.objects.get(by=by)
