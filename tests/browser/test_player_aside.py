"""What the player sets aside, because the session is no more as it was, is lost by nothing but its own log."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.models import Plan
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY, act, go_to_next, hurt_by, open_player
from tests.browser.playing import ada as ada
from tests.browser.test_player_kept import KEPT
from tests.checkins.days import logged, plan_since, session_of
from tests.checkins.logging import READY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHANGED = "() => Player.kept.get('session').then((value) => Player.kept.put('session', { ...value, of: 'another' }))"
EARLIER = "Log the session of today"


def _reopened(page: Page, site: str) -> None:
    page.goto(f"{site}{PLAY}")
    expect(page.locator('#player:not([data-stage="plain"])')).to_be_visible()


def test_what_is_set_aside_twice_on_a_day_is_kept_twice(page: Page, site: str, ada: User) -> None:
    """The session changed, was begun again, and changed again: the second leaves the first where it is."""
    open_player(page, site, ada)
    for found in (1, 2):
        act(page, "start")
        go_to_next(page)
        page.evaluate(CHANGED)
        _reopened(page, site)
        expect(page.get_by_role("button", name=EARLIER)).to_have_count(found)
    names = page.get_by_role("button", name=EARLIER).all_inner_texts()
    assert names == [f"{EARLIER}, 1 of 2", f"{EARLIER}, 2 of 2"]


@pytest.mark.parametrize(("pain", "found"), [(1, 1), (4, 0)])
def test_what_hurt_is_not_forgotten_for_a_log_without_it(
    page: Page, site: str, ada: User, pain: int, found: int
) -> None:
    """Another form logged the same exercise: with the pain that was said here, or with less."""
    open_player(page, site, ada)
    act(page, "start")
    go_to_next(page)
    act(page, "back")
    hurt_by(page, 4)
    plan = Plan.objects.get(runner=ada)
    whole = session_of(plan, 7, pain)
    logged(plan, replace(whole, marks=whole.marks[:1]))
    _reopened(page, site)
    expect(page.locator("h1")).to_have_text(re.compile("left, about"))
    expect(page.get_by_role("button", name=EARLIER)).to_have_count(found)


def test_what_hurt_under_a_plan_of_before_is_asked_for_once(phone: Page, site: str, ada: User) -> None:
    """It is shown as not saved; after that it stands before no session of the plan of now."""
    open_player(phone, site, ada)
    act(phone, "start")
    hurt_by(phone, 7)
    phone.evaluate(CHANGED)
    plan_since(ada, 0, **READY)
    _reopened(phone, site)
    expect(phone.locator("h1")).to_have_text("First, the session of today")
    act(phone, "start")
    phone.locator('[name^="effort-"]').first.select_option("3")
    phone.get_by_role("button", name="Log this session").click()
    expect(phone.locator("h1")).to_have_text("This day was of another plan")
    expect(phone.get_by_text("highest pain: 7")).to_be_visible()
    phone.wait_for_timeout(300)
    assert phone.evaluate(KEPT) == []
    _reopened(phone, site)
    expect(phone.locator("h1")).not_to_have_text(re.compile("^First"))
