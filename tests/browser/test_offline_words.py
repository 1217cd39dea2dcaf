"""Without a network too, a form asks for what is open, and what is kept is shown in the form's own words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.phones import offline, open_today, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.test_offline import log_whole
from tests.browser.test_shared_phone import tap
from tests.browser.walking import check_at_each_size, let_in
from tests.checkins.days import plan_since
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_empty_form_is_not_kept(phone: Page, site: str) -> None:
    """It says what is open, in the words of the form, and leads there."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.goto(f"{site}/today/session/")
        phone.get_by_role("button", name="Log the whole session").click()
        note = phone.locator("[data-open-note]")
        expect(note).to_have_text(
            "Not kept yet. Still open: Highest pain during it · How hard was it?"
            " · Did pain or tingling move further from the spine?"
        )
        expect(phone.locator("#whole_pain_0")).to_be_focused()
        check_at_each_size(phone, "light", "dark")
        phone.goto(f"{site}/runs/new/")
        phone.locator('main form button:not([type="button"])').last.click()
        expect(note).to_contain_text("A distance, a time, or both")
        expect(note).to_contain_text("Did landing hurt sharply in one spot of a bone?")
        assert waiting(phone) == []


def test_what_waits_is_listed_by_the_names_of_its_exercises(phone: Page, site: str) -> None:
    """A line each, with the words of the form; signed out, the page asks for that."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.goto(f"{site}/today/session/")
        phone.get_by_text("Exercise by exercise").click()
        name = phone.locator(".each legend").first.inner_text().split(":")[0].strip()
        first = phone.locator(".each").first
        first.get_by_label("Or left out, because").select_option(index=1)
        reason = first.get_by_label("Or left out, because").locator("option").nth(1).inner_text()
        phone.get_by_role("button", name="Log these").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("Kept on this phone")
        expect(phone.locator("#waiting [data-fields] li").first).to_have_text(f"{name}: Left out, because: {reason}")
        check_at_each_size(phone, "light", "dark")
        phone.context.clear_cookies()
    expect(phone.locator("#why")).to_have_text("Sign in, and what you logged on this phone is sent.")
    expect(phone.get_by_role("link", name="Sign in")).to_be_visible()
    check_at_each_size(phone, "light", "dark")


def test_today_opened_again_shows_the_tap_and_the_session_that_wait(phone: Page, site: str) -> None:
    """The number is marked, the session is not offered twice; back online the bars and the card agree."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.get_by_role("button", name="2", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone")
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        expect(phone.get_by_role("heading", level=1)).to_have_text("Kept on this phone")
        phone.goto(f"{site}/today/")
        expect(phone.get_by_role("button", name="2", exact=True).first).to_have_attribute("aria-pressed", "true")
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone")
        expect(phone.locator(".dock-now")).to_contain_text("Today’s session is kept on this phone.")
        check_at_each_size(phone, "light", "dark")
    expect(phone.locator("#sent-bar")).to_contain_text("Your rating of")
    expect(phone.locator("#sent-bar")).to_contain_text("Your session of")
    expect(phone.locator("#copy-bar")).to_contain_text("You are online again. This is “Today” as of")
    expect(phone.locator("#morning")).to_contain_text("Sent.")
    phone.get_by_role("link", name="Open it anew").click()
    expect(phone.locator("#copy-bar")).to_be_hidden()


def question_of(row: Locator) -> Locator:
    """Whether it is to be removed, asked for."""
    row.get_by_role("button", name="Remove it", exact=True).click()
    return row.locator("[data-sure]")


def test_a_question_that_is_open_stays_so_and_holds_up_no_word(phone: Page, site: str) -> None:
    """Where one is, is said at once; an answer shows its row as it is now, and closes no other question."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        tap(phone, "2")
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        first, second = phone.locator("#waiting > li").nth(0), phone.locator("#waiting > li").nth(1)
        expect(second).to_contain_text("Waits for a network")
        questions = [question_of(first), question_of(second)]
        phone.context.route("**/offline/who/", lambda route: route.fulfill(status=503))
    expect(phone.locator("#why")).to_have_text("It is sent by itself. You need not enter it again.")
    first.get_by_role("button", name="Keep it").click()
    expect(first.get_by_role("button", name="Remove it", exact=True)).to_be_focused()
    expect(questions[1]).to_be_visible()
    second.get_by_role("button", name="Keep it").click()
    for row in (first, second):
        expect(row).to_contain_text("Waits for an answer")
    expect(second.get_by_role("button", name="Remove it", exact=True)).to_be_focused()
    question_of(first), question_of(second)
    first.get_by_role("button", name="Yes, remove it").click()
    expect(phone.locator("#waiting > li")).to_have_count(1)
    expect(first.locator("[data-sure]")).to_be_visible()
    first.get_by_role("button", name="Yes, remove it").click()
    expect(phone.locator("#waits")).to_be_hidden()
    assert waiting(phone) == []
