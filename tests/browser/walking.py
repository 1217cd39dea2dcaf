"""Answers intake screens in a real browser, by what a person taps."""

from __future__ import annotations

import re
from typing import Any, Literal

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from accounts.models import User
from tests.accounts.factors import as_administrator
from tests.intake.walking import asked, signed_in

PHRASE = "seventeen quiet herons"
MOST_SCREENS = 60
PHONE, DESK, TARGET = (390, 844), (1280, 900), 44
AXE = Axe()
# Without preloading: for rules that are off, axe would write imported sheets into a page whose policy refuses them.
RUN_AXE = """axe.run({resultTypes: ['violations'], preload: false})
    .then(all => ({...all, passes: [], incomplete: [], inapplicable: []}))"""
Scheme = Literal["light", "dark"]


def check(page: Page) -> None:
    """Nothing for axe to find, nothing wider than the screen, one heading."""
    page.wait_for_load_state("load")  # with its stylesheet: what is measured is what is seen
    found = _look_through(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.locator("h1").count() == 1, page.url


def _look_through(page: Page) -> AxeResults:
    """All rules of axe, which a document is given once; what passed would be megabytes to hand over."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    return AxeResults(page.evaluate(RUN_AXE))


def check_at_each_size(page: Page, *schemes: Scheme) -> None:
    """The same on a phone and on a desk, by day and night where both are named; the page is a phone's by day again."""
    for width, height in (DESK, PHONE):
        for scheme in schemes or ("light",):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            check(page)
            heights = page.locator("main .btn, main a.tall").evaluate_all("all => all.map(one => one.offsetHeight)")
            assert all(height >= TARGET for height in heights if height), heights
    page.emulate_media(color_scheme="light")


def let_in(page: Page, site: str, user: User, *, has_factor: bool = False) -> None:
    """Signed in by a cookie, where the log-in form is not the point."""
    client = as_administrator(signed_in(user), user) if has_factor else signed_in(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def sign_in(page: Page, site: str, email: str) -> None:
    """Through the log-in form."""
    page.goto(f"{site}/account/login/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(PHRASE)
    with page.expect_navigation():
        page.locator("#id_password").press("Enter")


def answer_screen(page: Page, given: dict[str, Any]) -> None:
    """Tap or type every answer of the screen that is shown."""
    for name in sorted(asked(page.content())):
        value = given.get(name, "no" if name.startswith("rf_") else None)
        if value is None:
            continue
        for choice in value if isinstance(value, list) else [value]:
            _give(page, name, choice)


def _give(page: Page, name: str, value: str) -> None:
    option = page.locator(f'input[name="{name}"][value="{value}"]:is([type=radio], [type=checkbox])')
    if option.count():
        if not option.is_checked():
            page.locator(f'label[for="{option.get_attribute("id")}"]').first.click()
    else:
        page.locator(f'[name="{name}"]').fill(value)


def go_on(page: Page) -> None:
    """Save and go on."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()


def walk(page: Page, given: dict[str, Any], *, checking: bool = False) -> None:
    """Screen after screen until there is none."""
    for _ in range(MOST_SCREENS):
        if not re.search(r"/intake/\d+/$", page.url):
            return
        if checking:
            check(page)
        answer_screen(page, given)
        go_on(page)
    raise AssertionError("the intake does not end")
