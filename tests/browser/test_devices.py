"""The browsers that are told, as their owner sees them: every button fits on a phone and is reached by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from rehab.outbox.clock import database_now
from rehab.outbox.models import Device
from tests.browser.walking import check_at_each_size, let_in
from tests.outbox.browsers import on as on
from tests.outbox.leaving import reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on")]


def test_a_browser_of_ones_own_has_its_buttons_beside_its_name(page: Page, site: str) -> None:
    """Nothing lies over anything else, on a phone as well; a test is asked for by keyboard."""
    ada = reader()
    address = "https://push.example/gone"  # no service that is known: nothing is called
    Device.objects.create(user=ada, endpoint=address, p256dh="x", auth="x", made_at=database_now())
    let_in(page, site, ada)
    page.goto(f"{site}/settings/devices/")
    check_at_each_size(page, "light", "dark")
    boxes = [one.bounding_box() for one in page.locator(".rows li").locator("p, button").all()]
    words, *buttons = [box for box in boxes if box is not None]
    assert len(buttons) == 2
    assert all(button["y"] >= words["y"] + words["height"] for button in buttons)
    page.get_by_role("button", name="Send a test").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The push service refused the test.")).to_be_visible()
    check_at_each_size(page, "light")
