"""A full phone, a server that refuses, what waits and is not quiet: nothing is lost unsaid."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.models import LogEntry
from tests.browser.phones import offline, open_today, sent, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.test_offline import log_whole, next_answer
from tests.browser.test_offline_conflicts import IS_OPEN
from tests.browser.test_shared_phone import ada as ada
from tests.browser.test_shared_phone import tap
from tests.browser.walking import check, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL = "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"

# The script that Today fetches to weigh what waits is there once `go` is called.
LATE_SCRIPT = "() => { document.head.append = (late) => { self.go = () => document.body.append(late); }; }"


def test_a_full_phone_loses_nothing_and_says_so(phone: Page, site: str, ada: User) -> None:
    """The tap of before stays, the new one is not said to be kept; a form stays open with what was entered."""
    let_in(phone, site, ada)
    open_today(phone, site)
    (worker,) = phone.context.service_workers
    with offline(phone):
        tap(phone, "2")
        worker.evaluate(FULL)
        phone.get_by_role("button", name="3", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("This tap could not be kept on this phone.")
        expect(phone.locator("#morning")).not_to_contain_text("Kept on this phone. Sent")
        expect(phone.locator("#said")).to_contain_text("could not be kept")
        assert [dict(one["fields"])["morning"] for one in waiting(phone)] == ["2"]
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        expect(phone.locator("#sent-bar")).to_contain_text("This could not be kept on this phone.")
        expect(phone.locator("#whole_pain_1")).to_be_checked()
        assert len(waiting(phone)) == 1


def test_a_tap_that_is_refused_says_so(phone: Page, site: str, ada: User) -> None:
    """Too many at once is no network that is missing: it is not kept, and not taken for saved."""
    let_in(phone, site, ada)
    open_today(phone, site)
    next_answer(phone, "return new Response('', { status: 429 });")
    phone.get_by_role("button", name="3", exact=True).first.click()
    expect(phone.locator("#morning")).to_contain_text("This was not saved. Wait a moment, then tap again.")
    expect(phone.locator("#said")).to_contain_text("This was not saved.")
    assert waiting(phone) == []


def test_a_tap_after_a_log_in_page_elsewhere_is_kept_for_its_person(phone: Page, site: str, ada: User) -> None:
    """The phone is nobody's then; the page still is."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.context.clear_cookies()
    phone.context.new_page().goto(f"{site}/account/login/")
    wait_until(phone, "async () => !(await Unsent.person())")
    with offline(phone):
        tap(phone, "2")
    let_in(phone, site, ada)
    phone.goto(f"{site}/today/")
    sent(phone)
    assert LogEntry.objects.get().plan.runner == ada


def test_a_form_that_the_server_cannot_take_holds_up_no_other(phone: Page, site: str, ada: User) -> None:
    """It is tried a few times, then it needs a look."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        tap(phone, "2")
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        expect(phone.locator("#waiting > li")).to_have_count(2)
        phone.context.route("**/today/rating/", lambda route: route.fulfill(status=500, body="x"))
    wait_until(phone, "async () => (await Unsent.everybodys()).length === 1")
    assert LogEntry.objects.get().kind == "session"
    for _ in range(5):
        phone.evaluate("() => Unsent.flush()")
    wait_until(phone, IS_OPEN)
    expect(phone.locator("#waiting")).to_contain_text("The server could not take this.")


def test_what_waits_holds_back_what_today_said_before(phone: Page, site: str, ada: User) -> None:
    """The run's answer with anything; the start of the session with what is not plainly quiet."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.reload()
        tap(phone, "2")
        expect(phone.locator("#run-answer")).to_contain_text("Can I run today? Go online once first.")
        expect(phone.locator(".dock-now a")).to_be_visible()
        tap(phone, "9")
        expect(phone.locator(".dock-now")).to_contain_text("Go online once first")
        expect(phone.locator(".dock-now a")).to_have_count(0)
        phone.reload()
        expect(phone.locator("#run-answer")).to_contain_text("Go online once first.")
        expect(phone.locator(".dock-now a")).to_have_count(0)
        check(phone)
    sent(phone)
    expect(phone.locator("#run-answer")).to_contain_text("Open Today once more. What waited is settled.")
    expect(phone.locator(".dock-now")).to_have_text("Open Today once more: it says what comes next.")
    check(phone)
    phone.get_by_role("link", name="Open Today anew").click()
    expect(phone.locator("#run-answer")).not_to_contain_text("Go online once first")


def test_what_was_sent_before_it_could_be_weighed_holds_nothing_back(phone: Page, site: str, ada: User) -> None:
    """The script that weighs came late: by then all was sent, and Today asks for no network any more."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.evaluate(LATE_SCRIPT)
        tap(phone, "2")
    expect(phone.locator("#sent-bar")).to_contain_text("was sent")
    phone.evaluate("() => self.go()")
    expect(phone.locator("#run-answer")).to_contain_text("Can I run today? Open Today once more.")
