"""What comes of a tap that waits on the phone is said beside it, and beside no other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from rehab.engine.progress.log import Rating
from rehab.plans.models import LogEntry
from tests.browser.phones import offline, open_today, sent, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.test_offline_conflicts import IS_OPEN
from tests.browser.test_shared_phone import ada as ada
from tests.browser.test_shared_phone import keep_one, tap
from tests.browser.walking import check_at_each_size, let_in
from tests.checkins.days import logged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "Kept on this phone"
LOOK = "This could not be saved yet."


def form_of(page: Page, what: str) -> Locator:
    """The form of one rating of today."""
    return page.locator(f'form:has(button[name="{what}"])').first


def test_each_tap_says_what_came_of_it(phone: Page, site: str, ada: User) -> None:
    """The morning is saved, and can be changed; the worst pain was rated elsewhere meanwhile, and needs a look."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        tap(phone, "2")
        phone.get_by_text("In the evening:").click()
        form_of(phone, "worst").get_by_role("button", name="4", exact=True).click()
        expect(form_of(phone, "worst")).to_contain_text(KEPT)
        expect(form_of(phone, "morning")).to_contain_text(KEPT)
        check_at_each_size(phone, "light", "dark")
        logged(ada.plans.get(), Rating("rating-0", 0, worst=6))
    wait_until(phone, IS_OPEN)
    expect(form_of(phone, "worst")).to_contain_text(LOOK)
    expect(form_of(phone, "morning").locator("[data-kept-note]")).to_have_text("Sent.")
    form_of(phone, "morning").get_by_role("button", name="3", exact=True).click()
    expect(phone.locator("#am")).to_have_text("This morning: 3 of 10")
    expect(phone.locator("#morning .wrong")).to_have_count(0)
    assert LogEntry.objects.latest("number").body["morning"] == 3


def test_a_tap_that_was_removed_elsewhere_is_chosen_no_more(phone: Page, site: str, ada: User) -> None:
    """The card shows what it showed before."""
    let_in(phone, site, ada)
    open_today(phone, site)
    keep_one(phone, "5")
    other = phone.context.new_page()
    other.goto(f"{site}/offline/")
    other.get_by_role("button", name="Remove it", exact=True).click()
    other.get_by_role("button", name="Yes, remove it").click()
    expect(form_of(phone, "morning").locator("[data-kept-note]")).to_have_text("Removed from this phone.")
    expect(phone.locator('#morning [aria-pressed="true"]')).to_have_count(0)
    assert waiting(phone) == []


def test_todays_page_opened_again_opens_where_a_tap_waits(phone: Page, site: str, ada: User) -> None:
    """In the evening's part, which is closed otherwise; sent, it says so there."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.get_by_text("In the evening:").click()
        form_of(phone, "worst").get_by_role("button", name="4", exact=True).click()
        expect(form_of(phone, "worst")).to_contain_text(KEPT)
        phone.reload()
        expect(form_of(phone, "worst").get_by_text(KEPT)).to_be_visible()
        expect(form_of(phone, "morning").locator("[data-kept-note]")).to_have_count(0)
    sent(phone)
    expect(form_of(phone, "worst").locator("[data-kept-note]")).to_have_text("Sent.")


def test_today_of_before_what_a_sign_in_sent_says_so(phone: Page, site: str, ada: User) -> None:
    """The page came before its own sending: what it says of running is old, and it leads to the new one."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        tap(phone, "5")
        expect(form_of(phone, "morning")).to_contain_text(KEPT)
        phone.context.clear_cookies()
    phone.goto(f"{site}/account/login/")
    let_in(phone, site, ada)
    phone.goto(f"{site}/today/")
    sent(phone)
    expect(phone.locator("#run-answer")).to_contain_text("Open Today once more.")
    phone.get_by_role("link", name="Open Today anew").click()
    expect(phone.locator("#run-answer")).not_to_contain_text("once more")
    expect(phone.locator("#am")).to_have_text("This morning: 5 of 10")
