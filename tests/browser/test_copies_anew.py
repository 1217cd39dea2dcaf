"""Copies of pages go with what was logged, and the worker makes them anew: in time, once, and in nobody's way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.phones import KEPT, offline, open_today, sent, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY
from tests.browser.test_copies import SLOW_COPIES
from tests.browser.test_offline import log_whole, next_answer
from tests.browser.test_shared_phone import ada as ada
from tests.browser.test_shared_phone import tap
from tests.browser.walking import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MADE_AT = "async () => (await caches.match('/today/', { ignoreVary: true }))?.headers.get('X-Kept-At')"
# Whether a tap was said not to be saved; the next one says so again.
TAKEN_NOTE = """() => {
  const note = document.querySelector("#morning [data-kept-note]");
  note?.remove();
  return note?.textContent.startsWith("This was not saved.");
}"""
COUNTED = """() => {
  const real = self.fetch.bind(self);
  self.asked = 0;
  self.fetch = (what, how) => { if (how?.headers?.["X-Copy"]) self.asked += 1; return real(what, how); };
}"""
# Five logs in a row, each of which takes every copy away.
FIVE = """async () => {
  const event = { waitUntil: () => {} }, all = [];
  for (let log = 0; log < 5; log += 1) {
    await Unsent.noteChange();
    await Unsent.dropPages();
    all.push(Copies.HOW(event));
    await new Promise((done) => setTimeout(done, 20));
  }
  await Promise.all(all);
  return [self.asked, (await (await caches.open("pages")).keys()).length];
}"""


def test_what_was_saved_before_the_network_went_again_has_its_copies_made_anew(
    phone: Page, site: str, ada: User
) -> None:
    """The first of two is sent, the second meets nothing: the pages open without a network all the same."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        tap(phone, "2")
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        expect(phone.locator("#waiting > li")).to_have_count(2)
        phone.context.route(
            "**/today/session/**", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
        )
    wait_until(phone, "async () => (await Unsent.everybodys()).length === 1")
    for address in ("/today/", PLAY):
        wait_until(phone, KEPT, address)
    assert "/session/" in waiting(phone)[0]["url"]


def test_copies_on_their_way_hold_up_nobody_who_sends(phone: Page, site: str, ada: User) -> None:
    """The worker has sent, and copies on a network that hangs: a page may send meanwhile."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.route("**/offline/who/", lambda route: route.abort())  # it is the worker that sends
    with offline(phone):
        tap(phone, "5")
    (worker,) = phone.context.service_workers
    worker.evaluate(SLOW_COPIES)
    worker.evaluate("() => { Unsent.flush(); }")
    sent(phone)
    for _ in range(100):
        if worker.evaluate("() => self.slow.asked"):
            break
        phone.wait_for_timeout(100)
    late = "new Promise((done) => setTimeout(done, 5000, 'held up'))"
    assert phone.evaluate(f"() => Promise.race([Unsent.flush(), {late}])") == "nothing"
    worker.evaluate("() => self.slow.go()")


def test_after_an_ordinary_log_the_pages_open_without_a_network(phone: Page, site: str, ada: User) -> None:
    """The page it leads to is none that is kept, and asks for nothing: the worker makes them anew by itself."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.goto(f"{site}/today/session/")
    log_whole(phone)
    expect(phone.get_by_text("Logged. Thank you.")).to_be_visible()
    for address in ("/today/", PLAY, "/today/session/", "/runs/new/"):
        wait_until(phone, KEPT, address)
    with offline(phone):
        phone.goto(f"{site}/today/")
        expect(phone.get_by_role("heading", level=1)).to_have_text("Done for today")


def test_many_logs_in_a_row_cost_one_run_of_copies(phone: Page, site: str, ada: User) -> None:
    """Each page once; and where they do not wait, no second run at the same time, and one after it at most."""
    let_in(phone, site, ada)
    open_today(phone, site)
    (worker,) = phone.context.service_workers
    worker.evaluate("() => Copies.keepAll({ waitUntil: () => {} })")
    worker.evaluate(COUNTED)
    pages = worker.evaluate("() => self.KEPT.length")
    assert worker.evaluate(FIVE.replace("HOW", "keepSoon")) == [pages, pages]
    asked, kept = worker.evaluate(FIVE.replace("HOW", "keepAll"))
    assert kept == pages
    assert asked <= pages * 3


def test_a_refused_form_takes_no_copy_away(phone: Page, site: str, ada: User) -> None:
    """Nothing was saved: they say what holds."""
    let_in(phone, site, ada)
    open_today(phone, site)
    before = phone.evaluate(MADE_AT)
    for status in (403, 422, 500):
        next_answer(phone, f"return new Response('', {{ status: {status} }});")
        phone.get_by_role("button", name="3", exact=True).first.click()
        wait_until(phone, TAKEN_NOTE)
    phone.wait_for_timeout(1000)
    assert phone.evaluate(MADE_AT) == before
