"""Networks of other kinds: one that costs, one that comes back while no page is open, one that does not answer."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from accounts.models import User
from rehab.library import figure_loading
from rehab.plans.models import LogEntry, Receipt
from tests.browser.phones import KEPT, MOST_S, offline, open_today, sent, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY
from tests.browser.test_shared_phone import ada as ada
from tests.browser.test_shared_phone import tap
from tests.browser.walking import check_at_each_size, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIGURES = "async () => (await caches.has('figures')) ? (await (await caches.open('figures')).keys()).length : 0"
SAVES = "() => Object.defineProperty(navigator.connection, 'saveData', { get: () => true, configurable: true })"
WANTS = "() => { delete navigator.connection.saveData; }"


def test_with_save_data_no_figure_is_fetched_ahead(
    phone: Page, site: str, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages are kept, for they are small; the figures are kept once nothing has to be saved."""
    plan = ada.plans.get()
    needed = sorted(set(plan.prescriptions.filter(phase=plan.phase).values_list("exercise_id", flat=True)))[:3]
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: needed)
    figure_loading.load_figures()
    let_in(phone, site, ada)
    phone.goto(f"{site}/offline/")  # no page that asks for copies, and none that shows a figure
    phone.evaluate("() => navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    worker = the_worker(phone)
    worker.evaluate(SAVES)
    phone.evaluate("(tag) => Unsent.setPerson(tag)", tag_of(phone))
    keep_now(phone)
    wait_until(phone, KEPT, "/runs/new/")
    worker.evaluate("() => Copies.keepAll({ waitUntil: () => {} })")
    assert worker.evaluate(FIGURES) == 0
    worker.evaluate(WANTS)
    worker.evaluate("() => Copies.keepAll({ waitUntil: () => {} })")
    assert worker.evaluate(FIGURES) > len(needed)


def the_worker(page: Page) -> Any:
    """The worker of this phone."""
    wait_until(page, "() => Boolean(navigator.serviceWorker.controller)")
    (worker,) = page.context.service_workers
    return worker


def tag_of(page: Page) -> str:
    """What the server knows this phone's person by."""
    tag: str = page.evaluate("async () => (await (await fetch('/offline/who/')).json()).person")
    return tag


def keep_now(page: Page) -> None:
    """As Today asks for it once it rests."""
    page.evaluate("() => navigator.serviceWorker.controller.postMessage('keep')")


def sync_of(page: Page, site: str) -> tuple[CDPSession, dict[str, Any]]:
    """What the browser needs to tell the worker that the network is back."""
    asked = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    asked.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    asked.send("ServiceWorker.enable")
    for _ in range(MOST_S * 10):
        if ours := [one["registrationId"] for one in found if one["scopeURL"] == f"{site}/" and not one["isDeleted"]]:
            return asked, {"origin": site, "registrationId": ours[-1], "tag": "unsent"}
        page.wait_for_timeout(100)
    raise AssertionError(f"no worker of this site: {found}")


def test_background_sync_sends_while_no_page_of_ours_is_open(phone: Page, site: str, ada: User) -> None:
    """Asked for when a log is kept; without a network it loses nothing, with one it sends once."""
    let_in(phone, site, ada)
    open_today(phone, site)
    (worker,) = phone.context.service_workers
    worker.evaluate("""() => {
      self.asked = [];
      const real = SyncManager.prototype.register;
      SyncManager.prototype.register = function (tag) { self.asked.push(tag); return real.call(this, tag); };
    }""")
    told, sync = sync_of(phone, site)
    with offline(phone):
        tap(phone, "4")
        assert worker.evaluate("() => self.asked") == ["unsent"]
        phone.goto("about:blank")
        told.send("ServiceWorker.dispatchSyncEvent", {**sync, "lastChance": False})
        phone.wait_for_timeout(500)
        assert worker.evaluate("async () => (await Unsent.everybodys()).map((one) => one.state)") == ["waiting"]
        assert not LogEntry.objects.exists()
    for _ in range(2):
        told.send("ServiceWorker.dispatchSyncEvent", {**sync, "lastChance": True})
    for _ in range(MOST_S * 10):
        if not worker.evaluate("async () => (await Unsent.everybodys()).length"):
            break
        time.sleep(0.1)
    assert LogEntry.objects.get().body["morning"] == 4
    assert Receipt.objects.count() == 1


def test_a_network_without_an_answer_is_said_and_asked_again(phone: Page, site: str, ada: User) -> None:
    """Neither offline nor signed out: what waits is listed, the pages open, and it is sent once there is an answer."""
    let_in(phone, site, ada)
    open_today(phone, site, until=PLAY)
    phone.clock.install()
    phone.context.route("**/offline/who/", lambda route: route.fulfill(status=503, body=""))
    with offline(phone):
        tap(phone, "4")
    phone.goto(f"{site}/offline/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("There was no answer")
    expect(phone.locator("#why")).to_contain_text("The network does not answer, or Backstride does not.")
    expect(phone.locator("#waiting [data-state]")).to_have_text("Waits for an answer")
    expect(phone.locator("#pages").get_by_role("link", name="Today")).to_be_visible()
    check_at_each_size(phone, "light", "dark")
    assert len(waiting(phone)) == 1
    phone.context.unroute("**/offline/who/")
    phone.clock.run_for(31_000)
    sent(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sent")
    assert LogEntry.objects.get().body["morning"] == 4


# The first who asks who is signed in hears nothing until `go` is called, and then that the server is not there.
FIRST_IS_LATE = """() => {
  const real = self.fetch.bind(self);
  const late = new Promise((done) => { self.go = () => done(new Response("", { status: 503 })); });
  self.fetch = (what, how) => {
    if (!String(what).includes("/offline/who/") || self.asked) return real(what, how);
    self.asked = true;
    return late;
  };
}"""


def test_what_an_earlier_question_heard_late_is_said_no_more(phone: Page, site: str, ada: User) -> None:
    """The page was looked at twice; the second answer came first, and it is the one that holds."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.context.route("**/offline/who/", lambda route: route.fulfill(status=503, body=""))
    phone.goto(f"{site}/offline/")
    head = phone.get_by_role("heading", level=1)
    expect(head).to_have_text("There was no answer")
    phone.context.unroute("**/offline/who/")
    phone.evaluate(FIRST_IS_LATE)
    for _ in range(2):
        phone.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')); }")
    expect(head).to_have_text("You are online")
    phone.evaluate("() => self.go()")
    phone.wait_for_timeout(500)
    expect(head).to_have_text("You are online")
