"""Sign-up in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.walking import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_quiet_pages_are_accessible(page: Page, site: str) -> None:
    """axe finds nothing, nothing overflows a phone; test_account_pages asks the same of the doors."""
    for path in ("help", "privacy"):
        page.goto(f"{site}/{path}/")
        check(page)


def test_a_runner_signs_up_and_the_browser_tells_its_time_zone(page: Page, site: str) -> None:
    """The zone comes from the browser without being asked."""
    page.goto(f"{site}/account/signup/")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.locator("#id_password1").fill("seventeen quiet herons")
    page.locator("#id_password2").fill("seventeen quiet herons")
    page.get_by_label("What should we call you?").fill("Ada")
    page.get_by_label("a runner with spine pain").check()
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("I agree that Backstride").check()
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the mail we just sent you")
    assert User.objects.get().time_zone == page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
