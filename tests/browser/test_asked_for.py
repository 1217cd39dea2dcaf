"""A page that was asked for without a network comes by itself afterwards, unless there is something to read first."""

from __future__ import annotations

import re

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
OPENS = "Open the page you asked for"
# The worker hears nothing from that page, at once or ever, until `isBack`; and how often it was asked for.
UNANSWERED = """([path, isSilent]) => {
  const real = self.fetch;
  [self.tries, self.isBack] = [0, false];
  self.fetch = (asked, ...rest) => {
    if (self.isBack || new URL(asked.url ?? asked, location.href).pathname !== path) return real(asked, ...rest);
    self.tries += 1;
    return isSilent ? new Promise(() => {}) : Promise.reject(new TypeError("no answer"));
  };
}"""


@pytest.fixture
def there(phone: Page, site: str, ada: User) -> Page:
    """A phone with its copies, on Today."""
    let_in(phone, site, ada)
    open_today(phone, site)
    return phone


def asks(page: Page, address: str) -> None:
    """Go there without a network; the page knows by then where it is, for its script shows what opens here."""
    page.goto(address)
    expect(page.locator("#pages")).to_be_visible()


def test_it_comes_by_itself(there: Page, site: str) -> None:
    """With nothing to tap, at its whole address."""
    with offline(there):
        asks(there, f"{site}{PROGRESS}?weeks=4#here")
        expect(there.get_by_role("heading", level=1)).to_have_text("You are offline")
        expect(there.get_by_role("link", name=OPENS)).to_be_hidden()
    expect(there).to_have_title(TITLE)
    assert there.url == f"{site}{PROGRESS}?weeks=4#here"


def test_it_comes_by_itself_to_whom_the_log_in_ended(there: Page, site: str) -> None:
    """The server says what comes then."""
    with offline(there):
        asks(there, f"{site}{PROGRESS}")
        there.context.clear_cookies()
    expect(there.locator("[name=login]")).to_be_visible()
    assert there.url == f"{site}/account/login/?next={PROGRESS}"


def test_it_comes_by_itself_where_there_was_a_network_and_no_answer(there: Page, site: str) -> None:
    """Once there is one."""
    worker = the_worker(there)
    worker.evaluate(UNANSWERED, [PROGRESS, False])
    there.context.route("**/offline/who/", lambda route: route.fulfill(status=503))
    asks(there, f"{site}{PROGRESS}")
    expect(there.get_by_role("heading", level=1)).to_have_text("There was no answer")
    there.context.unroute("**/offline/who/")
    worker.evaluate("() => { self.isBack = true; }")
    there.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(there).to_have_title(TITLE)


def test_beside_what_was_sent_it_is_offered(there: Page, site: str) -> None:
    """What was kept is told first; the link leads to the whole address, and to no other site."""
    with offline(there):
        tap(there, "2")
        asks(there, f"{site}//else.example/")
        expect(there.locator("#asked")).to_have_attribute("href", f"{site}//else.example/")
        asks(there, f"{site}{PROGRESS}#here")
        expect(there.locator("#waiting")).to_contain_text("Waits for a network")
    sent(there)
    expect(there.get_by_role("heading", level=1)).to_have_text("Sent")
    check_at_each_size(there, "light", "dark")
    there.get_by_role("link", name=OPENS).click()
    expect(there).to_have_title(TITLE)
    assert there.url == f"{site}{PROGRESS}#here"


def test_who_tapped_something_else_gets_that(there: Page, site: str) -> None:
    """Though there is an answer again before the other page is there."""
    there.context.route("**/offline/who/", lambda route: route.fulfill(status=503))
    with offline(there):
        asks(there, f"{site}{PROGRESS}")
    expect(there.get_by_role("heading", level=1)).to_have_text("There was no answer")
    there.context.unroute("**/offline/who/")
    the_worker(there).evaluate(UNANSWERED, ["/runs/new/", True])
    there.evaluate("""() => {
      document.querySelector('#pages [href="/runs/new/"]').click();
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    expect(there.locator('[name="distance"]')).to_be_visible()
    assert there.url == f"{site}/runs/new/"


def test_one_that_does_not_answer_is_not_asked_again_and_again(there: Page, site: str) -> None:
    """The site answers otherwise: it is offered, once more by hand."""
    worker = the_worker(there)
    worker.evaluate(UNANSWERED, [PROGRESS, False])
    with offline(there):
        asks(there, f"{site}{PROGRESS}")
    expect(there.locator("#why")).to_have_text("The page you asked for did not come. Open it once more.")
    expect(there.get_by_role("link", name=OPENS)).to_be_visible()
    there.wait_for_timeout(1000)
    assert worker.evaluate("() => self.tries") == 2
    check_at_each_size(there, "light", "dark")


@pytest.mark.parametrize("address", ["/safety/", "/safety-check/", "/flare/"])
def test_who_feels_worse_reads_when_to_get_help(there: Page, site: str, address: str) -> None:
    """Without a network as well; and other pages frighten nobody."""
    signs = there.get_by_role("region", name="Get help at once, if any of this is true")
    with offline(there):
        asks(there, f"{site}{PROGRESS}")
        expect(signs).to_be_hidden()
        asks(there, f"{site}{address}")
        expect(signs.get_by_role("listitem")).to_have_count(5)
        expect(there.locator("#why")).to_contain_text("before the next session or run")
        check_at_each_size(there, "light", "dark")
    expect(there).not_to_have_title(re.compile("Without a network"))


def test_the_safety_questions_come_by_themselves_whatever_waited(there: Page, site: str) -> None:
    """What was kept is sent all the same."""
    with offline(there):
        tap(there, "2")
        asks(there, f"{site}/safety/")
        expect(there.locator("#waiting")).to_contain_text("Waits for a network")
    expect(there).to_have_title("Something changed · Backstride")
    sent(there)


def test_the_sign_out_page_waits_for_a_tap(there: Page, site: str) -> None:
    """It says until then that one is still signed in."""
    with offline(there):
        asks(there, f"{site}/account/logout/")
        expect(there.get_by_role("heading", level=1)).to_have_text("You are still signed in")
    expect(there.locator("#why")).to_contain_text("You are online again")
    expect(there.get_by_role("heading", level=1)).to_have_text("You are still signed in")
    check_at_each_size(there, "light", "dark")
    there.get_by_role("link", name="Sign out").click()
    expect(there.get_by_role("button", name="Sign out")).to_be_visible()
