"""The account pages as a person meets them, on a phone and on a desk."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.walking import check_at_each_size, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHRASE, OTHER = "seventeen quiet herons", "eighteen loud ospreys"
LONG = "a-rather-long-name-of-somebody-who-likes-long-names@a-long-domain-name.example.org"


@pytest.fixture
def ada() -> User:
    """Somebody with an account, an address in use and two others."""
    ada = User.objects.create_user("ada@example.org", PHRASE, display_name="Ada")
    ada.emailaddress_set.create(email=ada.email, verified=True, primary=True)
    ada.emailaddress_set.create(email="work@example.org", verified=True)
    ada.emailaddress_set.create(email=LONG)
    return ada


def _sign_in(page: Page, site: str, path: str = "settings/") -> None:
    page.goto(f"{site}/account/login/?next=/{path}")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(PHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/{path}")


def _mailed_link() -> str:
    link = re.search(r"http\S+/account/\S+", str(mail.outbox[-1].body))
    assert link is not None
    return link[0]


def test_the_doors_hold(page: Page, site: str) -> None:
    """Every page open to a visitor, in both sizes."""
    for path in "login signup password/reset password/reset/done confirm-email confirm-email/no inactive".split():
        page.goto(f"{site}/account/{path}/")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        check_at_each_size(page)


def test_the_pages_of_ones_own_hold(page: Page, site: str, ada: User) -> None:
    """Every page of a person who is signed in, in both sizes, with an address longer than a phone is wide."""
    let_in(page, site, ada)
    for path in ("email", "password/change", "reauthenticate", "logout"):
        page.goto(f"{site}/account/{path}/")
        assert page.url == f"{site}/account/{path}/"
        check_at_each_size(page)


def test_a_wrong_password_is_said_and_read_out(page: Page, site: str, ada: User) -> None:
    """The page with an error holds as well, and the error is announced."""
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(OTHER)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    check_at_each_size(page)


def test_an_empty_sign_up_shows_what_is_missing(page: Page, site: str) -> None:
    """Each open field says so, is tied to its error, and can be read by day and night."""
    page.goto(f"{site}/account/signup/")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_have_text("Something below still needs you.")
    address = page.get_by_label("E-mail address")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{address.get_attribute('aria-describedby')}")).to_have_text("This field is required.")
    check_at_each_size(page, "light", "dark")


def test_from_a_forgotten_password_to_signed_in(page: Page, site: str, ada: User) -> None:
    """Reset, mail, new password, sign in: each page leads to the next by its one button."""
    page.goto(f"{site}/account/login/")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the mail we just sent you")
    page.goto(_mailed_link())
    check_at_each_size(page)
    page.get_by_label("New password").fill(OTHER)
    page.get_by_label("The same password again").fill(OTHER)
    page.get_by_role("button", name="Save the new password").click()
    check_at_each_size(page)
    page.get_by_role("link", name="Sign in with it").click()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(OTHER)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()


def test_an_address_is_changed(page: Page, site: str, ada: User) -> None:
    """Add, confirm by mail, choose, remove the old one; the old one is told."""
    _sign_in(page, site, "account/email/")
    page.get_by_label("E-mail address").fill("new@example.org")
    page.get_by_role("button", name="Add and send a link").click()
    page.locator("#id_password").fill(PHRASE)
    with page.expect_navigation():
        page.locator("#id_password").press("Enter")
    page.goto(_mailed_link())
    check_at_each_size(page)
    page.get_by_role("button", name="Yes, confirm my address").click()
    page.goto(f"{site}/account/email/")
    page.get_by_role("button", name="Use this one new@example.org").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We write to new@example.org")
    assert mail.outbox[-1].to == ["ada@example.org"]
    page.get_by_role("button", name="Remove ada@example.org").click()
    expect(page.get_by_role("status")).to_have_text("The address is removed.")
    assert not ada.emailaddress_set.filter(email="ada@example.org").exists()


def test_the_way_to_a_changed_password(page: Page, site: str, ada: User) -> None:
    """From the settings and back to them."""
    let_in(page, site, ada)
    page.goto(f"{site}/settings/")
    page.get_by_role("link", name="Change password").click()
    page.get_by_label("Current password").fill(PHRASE)
    page.get_by_label("New password").fill(OTHER)
    page.get_by_label("The same password again").fill(OTHER)
    page.get_by_role("button", name="Save the new password").click()
    page.wait_for_url(f"{site}/settings/")
    expect(page.get_by_role("status")).to_have_text("Your password is changed.")
