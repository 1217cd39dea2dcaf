"""A page that was asked for without a network comes by itself afterwards, unless there is something to read first."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.phones import offline, open_today, sent
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.test_offline_networks import the_worker
from tests.browser.test_shared_phone import ada as ada
from tests.browser.test_shared_phone import tap
from tests.browser.walking import check_at_each_size, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROGRESS = "/progress/"
TITLE = "Your progress · Backstride"
# No answer for the worker from that page, whatever else answers; and how often it was asked for.
UNANSWERED = """(path) => {
  const real = self.fetch;
  self.tries = 0;
  self.fetch = (asked, ...rest) => {
    if (new URL(asked.url ?? asked, location.href).pathname !== path) return real(asked, ...rest);
    self.tries += 1;
    return Promise.reject(new TypeError("no answer"));
  };
}"""


def test_it_comes_by_itself(phone: Page, site: str, ada: User) -> None:
    """With nothing to tap."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.goto(f"{site}{PROGRESS}?weeks=4")
        expect(phone.get_by_role("heading", level=1)).to_have_text("You are offline")
        expect(phone.get_by_role("link", name="Open the page you asked for")).to_be_hidden()
        phone.wait_for_timeout(300)  # until it knows where it is
    expect(phone).to_have_title(TITLE)
    assert phone.url == f"{site}{PROGRESS}?weeks=4"


def test_beside_what_was_sent_it_is_offered(phone: Page, site: str, ada: User) -> None:
    """What was kept is told first."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        tap(phone, "2")
        phone.goto(f"{site}{PROGRESS}")
        expect(phone.locator("#waiting")).to_contain_text("Waits for a network")
    sent(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sent")
    check_at_each_size(phone, "light", "dark")
    phone.get_by_role("link", name="Open the page you asked for").click()
    expect(phone).to_have_title(TITLE)


def test_one_that_does_not_answer_is_not_asked_again_and_again(phone: Page, site: str, ada: User) -> None:
    """The site answers otherwise: it is offered, once more by hand."""
    let_in(phone, site, ada)
    open_today(phone, site)
    worker = the_worker(phone)
    worker.evaluate(UNANSWERED, PROGRESS)
    with offline(phone):
        phone.goto(f"{site}{PROGRESS}")
        expect(phone.get_by_role("heading", level=1)).to_have_text("You are offline")
        phone.wait_for_timeout(300)
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are online")
    expect(phone.get_by_role("link", name="Open the page you asked for")).to_be_visible()
    phone.wait_for_timeout(1000)
    assert worker.evaluate("() => self.tries") == 2
