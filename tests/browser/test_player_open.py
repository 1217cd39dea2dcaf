"""A player that lies open: what is tapped, sent or signed out elsewhere is heard before anything begins."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.models import LogEntry
from tests.browser.phones import held, offline, open_today, sent, wait_until
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY, act, go_to_next, open_player
from tests.browser.playing import ada as ada
from tests.browser.playing import running as running
from tests.browser.test_copies import answer_all_yes
from tests.browser.test_player_unsent import FIRST, KEEP, OPEN
from tests.browser.walking import check_at_each_size, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STAGE = re.compile("start|none")
MARK, FRESH = "document.body.dataset.before = ''", "body:not([data-before])"
RUN_WAITS = "Running waits until what is on this phone was sent"


def _kept(page: Page, url: str, **fields: Any) -> str:
    key: str = page.evaluate(KEEP, [url, [[name, str(value)] for name, value in fields.items()]])
    return key


def _player(page: Page, site: str) -> Page:
    page.goto(f"{site}{PLAY}")
    expect(page.locator("#player")).to_have_attribute("data-stage", STAGE)
    return page


def test_a_tap_kept_in_another_tab_holds_the_session_that_lies_open(phone: Page, site: str, ada: User) -> None:
    """The first screen says so by itself; once it was sent, the page is fetched anew, and what it says is of now."""
    let_in(phone, site, ada)
    open_today(phone, site, until=PLAY)
    other = _player(phone.context.new_page(), site)
    expect(other.locator("h1")).to_have_text(re.compile(OPEN))
    other.evaluate(MARK)
    with offline(phone):
        phone.locator("#morning").get_by_role("button", name="9", exact=True).click()
        expect(other.locator("h1")).to_have_text(FIRST)
    sent(phone)
    expect(other.locator(FRESH)).to_be_attached()
    expect(other.locator("h1")).not_to_have_text(FIRST)
    assert LogEntry.objects.filter(kind="rating").count() == 1


def test_what_was_saved_meanwhile_is_heard_on_coming_back(phone: Page, site: str, ada: User) -> None:
    """A tap on Today with a network: the doses of a page of before it may hold no more."""
    let_in(phone, site, ada)
    open_today(phone, site)
    other = _player(phone.context.new_page(), site)
    other.evaluate(MARK)
    phone.locator("#morning").get_by_role("button", name="9", exact=True).click()
    wait_until(phone, "async () => Boolean(await Unsent.changedAt())")
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.locator(FRESH)).to_be_attached()


def test_a_safety_answer_meanwhile_is_heard_on_coming_back(phone: Page, site: str, ada: User) -> None:
    """A red flag named in another tab: the first screen that lies open begins no session of before."""
    let_in(phone, site, ada)
    open_today(phone, site)
    other = _player(phone.context.new_page(), site)
    expect(other.locator("h1")).to_have_text(re.compile(OPEN))
    phone.goto(f"{site}/safety/")
    answer_all_yes(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Stop. Get emergency care now.")
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other).not_to_have_url(f"{site}{PLAY}")
    expect(other.get_by_role("button", name="Start")).to_have_count(0)


def test_a_player_in_another_tab_leaves_with_its_person(phone: Page, site: str, ada: User) -> None:
    """Its next step would write down again what the log-out deleted."""
    open_player(phone, site, ada)
    act(phone, "start")
    go_to_next(phone)
    assert "session" in phone.evaluate("Player.kept.names()")
    other = phone.context.new_page()
    other.goto(f"{site}/account/logout/")
    phone.evaluate(
        "self.steps = setInterval(() => document.querySelector('[data-stage=step] [data-act=go]')?.click(), 20)"
    )
    other.locator("form[data-leaving] button").click()
    expect(phone).to_have_url(re.compile("/account/login/"))
    expect(other).not_to_have_url(re.compile("/logout/"))
    other.wait_for_timeout(500)
    assert "player" not in other.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
    assert '"entryId"' not in held(other)


def test_a_run_that_was_begun_waits_with_all_running(phone: Page, site: str, running: User) -> None:
    """What was run can be logged, and nothing goes on with it."""
    open_player(phone, site, running)
    phone.get_by_role("button", name=re.compile("^Run-walk")).click()
    phone.clock.run_for(900_300)
    key = _kept(phone, "/today/rating/", day=20, morning=0)
    phone.route("**/offline/who/", lambda route: route.fulfill(status=503))
    _player(phone, site)
    expect(phone.get_by_text(RUN_WAITS)).to_be_visible()
    for name in ("Go on", "Start again", re.compile("^Run-walk")):
        expect(phone.get_by_role("button", name=name)).to_have_count(0)
    check_at_each_size(phone, "light", "dark")
    phone.get_by_role("button", name="Log the run of today").click()
    expect(phone.locator("h1")).to_have_text("The run so far")
    assert float(phone.locator('[name="time"]').input_value()) > 1
    phone.evaluate("key => Unsent.remove(key)", key)
    _player(phone, site)
    expect(phone.locator("section:not([hidden]) [data-act=start]")).to_have_text("Go on with the run")


def test_on_a_day_of_rest_it_is_said_why_no_run_is_offered(phone: Page, site: str, running: User) -> None:
    """The run does not just vanish."""
    open_player(phone, site, running)
    is_rest = phone.locator("#player").get_attribute("data-stage") == "none"
    phone.route("**/offline/who/", lambda route: route.fulfill(status=503))
    if not is_rest:
        phone.evaluate("Player.page.days[0].isSessionDay = false")
    _kept(phone, "/today/rating/", day=20, morning=0)
    expect(phone.locator("#player")).to_have_attribute("data-stage", "none")
    expect(phone.get_by_text(RUN_WAITS)).to_be_visible()
    expect(phone.get_by_role("button", name=re.compile("^Run-walk"))).to_have_count(0)
    check_at_each_size(phone, "light", "dark")
