"""What the player sent is forgotten once its log is known to be there, and never before."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.engine.progress.log import Mark, Session
from rehab.plans.models import LogEntry
from tests.browser.phones import offline, open_today, sent, wait_until
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import AS_A_COPY, PLAY, act, go_to_next, hurt_by, open_player, say_how_it_was, tap
from tests.browser.playing import ada as ada
from tests.browser.playing import running as running
from tests.browser.test_offline import next_answer
from tests.browser.test_player_kept import KEPT
from tests.browser.walking import let_in
from tests.checkins.days import logged, session_sent, standing_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HAS_WORKER = "() => Boolean(navigator.serviceWorker.controller)"
REFUSED = "return new Response('Not now.', { status: 500 });"
WALK = Session("session-7", 7, (Mark("walk_easy", 1, 1, 1, 1, 0, False, counts=False),), 0)
LOGGED_BEFORE = "() => Unsent.noteLast('/today/session/7/', 'the morning')"


def _ended(page: Page, site: str, ada: User, *, pain: int) -> None:
    """A session of which one exercise was done and the next one hurt, at its log."""
    open_player(page, site, ada)
    wait_until(page, HAS_WORKER)
    act(page, "start")
    go_to_next(page)
    hurt_by(page, pain)
    act(page, "onward")
    act(page, "pause")
    act(page, "end")


def _log(page: Page) -> None:
    page.locator('[name^="effort-"]').first.select_option("3")
    say_how_it_was(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Log this session").click()


def _reopened(page: Page, site: str) -> Page:
    page.goto(f"{site}{PLAY}")
    expect(page.locator('#player:not([data-stage="plain"])')).to_be_visible()
    return page


def test_a_log_that_was_refused_is_asked_for_again(phone: Page, site: str, ada: User) -> None:
    """Though a part of the day was logged before, and is looked at: what hurt in the evening is not in it."""
    _ended(phone, site, ada, pain=7)
    phone.evaluate(LOGGED_BEFORE)
    next_answer(phone, REFUSED)
    _log(phone)
    plan = standing_now(ada).plan
    logged(plan, WALK)
    phone.goto(f"{site}/today/session/7/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("What this session led to")
    phone.wait_for_timeout(300)
    _reopened(phone, site)
    expect(phone.locator("h1")).to_have_text("Go on where you stopped")
    act(phone, "start")
    act(phone, "pause")
    act(phone, "end")
    expect(phone.get_by_text("pain 7")).to_be_visible()
    _log(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("What this session led to")
    wait_until(phone, f"() => ({KEPT})().then((all) => all.length === 0)")
    assert 7 in [mark.pain for mark in session_sent(ada, 7).marks]


def test_a_form_that_comes_back_is_still_the_players(phone: Page, site: str, ada: User) -> None:
    """A day logged elsewhere meanwhile is shown; once the form is sent from there, the player has nothing left."""
    _ended(phone, site, ada, pain=4)
    plan = standing_now(ada).plan
    logged(plan, WALK)
    _log(phone)
    assert phone.evaluate(KEPT) == ["session"]
    phone.locator("form:has([name=played]) > button").click()
    expect(phone.get_by_text("Logged. Thank you.")).to_be_visible()
    wait_until(phone, f"() => ({KEPT})().then((all) => all.length === 0)")
    assert 4 in [mark.pain for mark in session_sent(ada, 7).marks]


def test_a_form_of_the_day_joins_what_the_player_logged_offline(phone: Page, site: str, ada: User) -> None:
    """The copy of the form shows nothing of it: what is said there of another exercise takes nothing away."""
    let_in(phone, site, ada)
    open_today(phone, site, until="/today/session/")
    _ended(phone, site, ada, pain=7)
    with offline(phone):
        _log(phone)
        once = phone.locator("#waiting [data-fields] li").filter(has_text="own answer")
        expect(once).to_have_text(re.compile("^All without their own answer: Highest pain during it: 2 · "))
        phone.goto(f"{site}/today/session/")
        phone.get_by_text("Exercise by exercise").click()
        last = phone.locator('form:has([name="way"][value="each"])')
        for name, value in (("done", "1"), ("pain", "0"), ("effort", "3"), ("spread", "no")):
            last.locator(f'[name^="{name}-"]').nth(2).select_option(value)
        last.get_by_role("button", name="Log these").click()
        expect(phone.locator("#waiting > li")).to_have_count(2)
    sent(phone)
    assert {mark.pain for mark in session_sent(ada, 7).marks} == {2, 7, 0}


def test_a_log_that_was_refused_comes_first_on_the_next_day(phone: Page, site: str, ada: User) -> None:
    """It is set aside, not dropped."""
    _ended(phone, site, ada, pain=7)
    next_answer(phone, REFUSED)
    _log(phone)
    phone.add_init_script(AS_A_COPY)
    phone.clock.fast_forward("24:00:00")
    _reopened(phone, site)
    expect(phone.locator("h1")).to_have_text(f"First, the session of {timezone.localdate():%A}")


def _stopped(page: Page, site: str, running: User) -> None:
    """A run that was stopped for pain, at its log with all said."""
    open_player(page, site, running)
    wait_until(page, HAS_WORKER)
    page.get_by_role("button", name=re.compile("^Run-walk")).click()
    page.clock.run_for(310_300)
    act(page, "hurts")
    for name, value in (("pain", 7), ("spread", "no"), ("sharp_spot", "no")):
        tap(page, name, value)


def _log_run(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Log this run").click()


def test_a_run_that_was_refused_is_asked_for_again(phone: Page, site: str, running: User) -> None:
    """Though a session was logged on that day; once it is there, nothing is left of it."""
    _stopped(phone, site, running)
    phone.evaluate(LOGGED_BEFORE.replace("7", "20"))
    next_answer(phone, REFUSED)
    _log_run(phone)
    _reopened(phone, site)
    expect(phone.locator("h1")).to_have_text("Stop running, and walk home")
    for name, value in (("pain", 7), ("spread", "no"), ("sharp_spot", "no")):
        tap(phone, name, value)
    _log_run(phone)
    expect(phone).to_have_url(re.compile(r"/runs/[0-9a-f-]{36}/$"))
    wait_until(phone, f"() => ({KEPT})().then((all) => all.length === 0)")


@pytest.mark.parametrize("how", ["at once", "kept"])
def test_a_run_whose_page_was_never_seen_is_known_to_be_there(phone: Page, site: str, running: User, how: str) -> None:
    """Sent later by the queue, or at once with the page closed on the way: it is not run again."""
    _stopped(phone, site, running)
    if how == "kept":
        with offline(phone):
            _log_run(phone)
            expect(phone.get_by_role("heading", level=1)).to_have_text("Kept on this phone")
        sent(phone)
    else:
        phone.context.route("**/runs/*-*/", lambda route: route.fulfill(status=200, body="<h1>Away</h1>"))
        _log_run(phone)
        phone.goto(f"{site}/offline/")
        phone.wait_for_timeout(500)
    assert LogEntry.objects.filter(kind="run").count() == 1
    _reopened(phone, site)
    expect(phone.locator("#player")).to_have_attribute("data-stage", re.compile("start|none"))
    assert phone.evaluate(KEPT) == []


def test_what_is_no_more_as_it_was_can_still_be_logged(page: Page, site: str, ada: User) -> None:
    """A dose that changed since begins again, but what was done and what hurt is not forgotten."""
    open_player(page, site, ada)
    act(page, "start")
    go_to_next(page)
    page.evaluate(
        "() => Player.kept.get('session').then((value) => Player.kept.put('session', { ...value, of: 'another' }))"
    )
    _reopened(page, site)
    expect(page.locator("h1")).to_have_text(re.compile("exercises, about"))
    page.get_by_role("button", name="Log the session of today").click()
    expect(page.locator("h1")).to_have_text(re.compile("^You did 1 of"))
