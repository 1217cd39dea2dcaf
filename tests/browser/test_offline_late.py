"""A form that was open, or waited, for more than a week: what was typed is shown, and never lost unsaid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.models import LogEntry, Plan
from tests.browser.phones import offline, open_today, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.test_offline import log_whole
from tests.browser.test_offline_conflicts import IS_OPEN
from tests.browser.test_shared_phone import ada as ada
from tests.browser.walking import check_at_each_size, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = "The whole session: highest pain: 1 · how hard: 4 · moved further from the spine: no"


def nine_days_pass(ada: User) -> None:
    """The same plan, as if it had begun nine days before; its forms are of the day that was today."""
    plan = ada.plans.get()
    Plan.objects.filter(pk=plan.pk).update(started_on=plan.started_on - timedelta(days=9))


def test_a_session_form_left_open_for_more_than_a_week(phone: Page, site: str, ada: User) -> None:
    """No page that is not found: what happened, what was typed, what to do."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.goto(f"{site}/today/session/")
    as_of_before(phone)
    nine_days_pass(ada)
    log_whole(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("This day cannot be logged any more")
    expect(phone.locator("main")).to_contain_text(TYPED)
    check_at_each_size(phone, "light", "dark")
    phone.get_by_role("link", name="Open Today").click()
    phone.wait_for_url(f"{site}/today/")
    assert not LogEntry.objects.exists()


def as_of_before(page: Page) -> None:
    """The open form, as it would stand there nine days later: it names the day that is nine days ago then."""
    page.evaluate("""() => {
      for (const { elements } of document.querySelectorAll("main form")) {
        const on = elements.on && new Date(elements.on.value);
        if (on) elements.on.value = new Date(on - 9 * 24 * 3600 * 1000).toISOString().slice(0, 10);
      }
    }""")


def test_a_session_that_waited_for_more_than_a_week_needs_a_look(phone: Page, site: str, ada: User) -> None:
    """It is kept, shown with what was entered and why, leads to Today, and goes when it is removed by hand."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.goto(f"{site}/today/session/")
        as_of_before(phone)
        log_whole(phone)
        expect(phone.locator("#waiting > li")).to_have_count(1)
        nine_days_pass(ada)
    wait_until(phone, IS_OPEN)
    row = phone.locator("#waiting > li")
    expect(row).to_contain_text("Needs a look")
    expect(row).to_contain_text("is more than seven days ago. The plan decides nothing by it any more")
    expect(row).to_contain_text("How hard was it? 4")
    expect(row.get_by_role("link", name="Open the day")).to_be_hidden()
    expect(row.get_by_role("link", name="Open Today")).to_have_attribute("href", "/today/")
    check_at_each_size(phone, "light", "dark")
    phone.reload()
    assert len(waiting(phone)) == 1
    row.get_by_role("button", name="Remove it", exact=True).click()
    row.get_by_role("button", name="Yes, remove it").click()
    expect(row).to_have_count(0)
    assert not LogEntry.objects.exists()


def test_todays_page_left_open_for_more_than_a_week_takes_no_tap_of_then(phone: Page, site: str, ada: User) -> None:
    """Its card says which number was not saved, and asks for today."""
    let_in(phone, site, ada)
    open_today(phone, site)
    nine_days_pass(ada)
    phone.get_by_role("button", name="7", exact=True).first.click()
    expect(phone.locator("#morning")).to_contain_text("That day is over, so your 7 was not saved. Rate today instead.")
    phone.locator("#morning").get_by_role("button", name="3", exact=True).first.click()
    expect(phone.locator("#morning")).not_to_contain_text("That day is over")
    entry = LogEntry.objects.get()
    assert (entry.body["morning"], entry.body["day"]) == (3, 9)
