"""The account pages as a person meets them, on a phone and on a desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.walking import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHRASE, OTHER = "seventeen quiet herons", "eighteen loud ospreys"
LONG = "a-rather-long-name-of-somebody-who-likes-long-names@a-long-domain-name.example.org"
SIZES = pytest.mark.parametrize("size", [(390, 844), (1280, 900)], ids=["phone", "desk"])


@pytest.fixture
def ada() -> User:
    """Somebody with an account, an address in use and two others."""
    ada = User.objects.create_user("ada@example.org", PHRASE, display_name="Ada")
    ada.emailaddress_set.create(email=ada.email, verified=True, primary=True)
    ada.emailaddress_set.create(email="work@example.org", verified=True)
    ada.emailaddress_set.create(email=LONG)
    return ada


def _resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def _holds(page: Page) -> None:
    """axe finds nothing, nothing overflows, and what is tapped outside a sentence is 44 px high."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    heights = page.locator("main .btn, main a.tall").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert all(height >= 44 for height in heights), heights


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


@SIZES
@pytest.mark.parametrize(
    "path",
    ["login", "signup", "password/reset", "password/reset/done", "confirm-email", "confirm-email/no", "inactive"],
)
def test_the_doors_hold(page: Page, site: str, path: str, size: tuple[int, int]) -> None:
    """Every page open to a visitor, in both sizes."""
    _resize(page, size)
    page.goto(f"{site}/account/{path}/")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    _holds(page)


@SIZES
@pytest.mark.parametrize("path", ["email", "password/change", "reauthenticate", "logout"])
def test_the_pages_of_ones_own_hold(page: Page, site: str, ada: User, path: str, size: tuple[int, int]) -> None:
    """Every page of a person who is signed in, in both sizes, with an address longer than a phone is wide."""
    _resize(page, size)
    let_in(page, site, ada)
    page.goto(f"{site}/account/{path}/")
    assert page.url == f"{site}/account/{path}/"
    _holds(page)


@SIZES
def test_a_wrong_password_is_said_and_read_out(page: Page, site: str, ada: User, size: tuple[int, int]) -> None:
    """The page with an error holds as well, and the error is announced."""
    _resize(page, size)
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(OTHER)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    _holds(page)


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_empty_sign_up_shows_what_is_missing(page: Page, site: str, size: tuple[int, int], scheme: Any) -> None:
    """Each open field says so, is tied to its error, and can be read by day and night."""
    _resize(page, size)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/account/signup/")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_have_text("Something below still needs you.")
    address = page.get_by_label("E-mail address")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{address.get_attribute('aria-describedby')}")).to_have_text("This field is required.")
    _holds(page)


def test_from_a_forgotten_password_to_signed_in(page: Page, site: str, ada: User) -> None:
    """Reset, mail, new password, sign in: each page leads to the next by its one button."""
    page.goto(f"{site}/account/login/")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the mail we just sent you")
    page.goto(_mailed_link())
    _holds(page)
    page.get_by_label("New password").fill(OTHER)
    page.get_by_label("The same password again").fill(OTHER)
    page.get_by_role("button", name="Save the new password").click()
    _holds(page)
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
    _holds(page)
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
