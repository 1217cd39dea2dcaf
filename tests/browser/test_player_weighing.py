"""What waits on the phone is weighed by what the page carries, the same on Today and in the player."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.engine.progress.log import Mark, Rating, Session
from rehab.plans.models import Plan
from tests.browser.phones import offline, open_today
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY
from tests.browser.playing import running as running
from tests.browser.test_player_unsent import FIRST, KEEP, OPEN
from tests.browser.walking import check_at_each_size, let_in
from tests.checkins.days import logged, plan_since, session_of
from tests.checkins.logging import READY
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HELD_BUTTON = "Go online once first: what you logged comes before the next session."
START = "Start the session"


def _plan(usual: int) -> Plan:
    """Three mornings alike, and a session yesterday of which the first exercise was done in part."""
    plan = plan_since(runner(), 7, **READY)
    logged(plan, *(Rating(f"rating-{day}", day, morning=usual) for day in (4, 5, 6)))
    whole = session_of(plan, 6)
    first, *others = whole.marks
    poor = Mark(first.exercise_id, first.level, 1, first.planned, 1, 4, spread=False)
    logged(plan, Session(whole.id, 6, (poor, *others), whole.planned))
    return plan


def _opened(page: Page, site: str) -> str:
    page.goto(f"{site}{PLAY}")
    expect(page.locator('#player:not([data-stage="plain"])')).to_be_visible()
    return page.locator("h1").inner_text()


def _kept(page: Page, url: str, **fields: Any) -> str:
    given = [[name.replace("__", "-"), str(value)] for name, value in fields.items()]
    key: str = page.evaluate(KEEP, [url, given])
    return key


@pytest.mark.parametrize("usual", [1, 3])
def test_a_three_is_heard_first_only_where_it_is_no_usual_morning(phone: Page, site: str, usual: int) -> None:
    """Two points above usual take a dose down; a usual morning of 3 leaves flight mode as it is."""
    plan, is_quiet = _plan(usual), usual == 3
    let_in(phone, site, plan.runner)
    open_today(phone, site, until=PLAY)
    with offline(phone):
        phone.goto(f"{site}/today/")
        start = phone.get_by_role("link", name=START)
        expect(start).to_be_visible()
        phone.locator("#morning").get_by_role("button", name="3", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone")
        expect(phone.locator("#run-answer")).to_contain_text("Go online once first.")
        expect(start).to_have_count(1 if is_quiet else 0)
        expect(phone.get_by_text(HELD_BUTTON)).to_have_count(0 if is_quiet else 1)
        assert re.search(OPEN if is_quiet else FIRST, _opened(phone, site))


def test_a_second_poor_session_is_heard_first(phone: Page, site: str) -> None:
    """A day that was not the phone's to weigh is taken carefully; so is a morning beside a session that waits."""
    plan = _plan(1)
    first, second = session_of(plan, 7).marks[:2]
    let_in(phone, site, plan.runner)
    open_today(phone, site, until=PLAY)
    waiting: list[tuple[list[tuple[str, dict[str, Any]]], str]] = [
        ([("/today/session/5/", {f"done__{first.exercise_id}": 1})], FIRST),
        ([("/today/session/5/", {f"done__{first.exercise_id}": int(first.planned)})], OPEN),
        ([("/today/session/5/", {f"done__{second.exercise_id}": 1})], OPEN),
        ([(f"/today/session/{day}/", {f"done__{second.exercise_id}": 1}) for day in (4, 5)], FIRST),
        ([("/today/rating/", {"day": 6, "worst": 5})], OPEN),
        ([("/today/rating/", {"day": 5, "worst": 1})], FIRST),
        ([("/today/rating/", {"day": 7, "morning": 2})], OPEN),
        ([("/today/rating/", {"day": 7, "morning": 2}), ("/today/session/5/", {"pain-x": 1})], FIRST),
        ([("/today/rating/", {"day": 7, "morning": 1}), ("/today/session/5/", {"pain-x": 1})], OPEN),
    ]
    with offline(phone):
        for logs, heading in waiting:
            keys = [_kept(phone, url, **fields) for url, fields in logs]
            assert re.search(heading, _opened(phone, site)), logs
            for key in keys:
                phone.evaluate("key => Unsent.remove(key)", key)


def test_what_was_refused_holds_today_as_it_holds_the_player(phone: Page, site: str, running: User) -> None:
    """Nothing sends it by itself: both lead to it. However quiet it is, a run waits; what spread stops all."""
    let_in(phone, site, running)
    open_today(phone, site)
    key = _kept(phone, "/today/rating/", day=20, worst=0)
    phone.evaluate("async (key) => Unsent.mark(await Unsent.one(key), { message: 'Not saved.' })", key)
    phone.goto(f"{site}/today/")
    expect(phone.locator("#run-answer")).to_contain_text("Can I run today? Look at what waits first.")
    answer = phone.locator("#run-answer").get_by_role("link", name="See what waits")
    expect(answer).to_have_attribute("href", "/offline/")
    check_at_each_size(phone, "light", "dark")
    _opened(phone, site)
    expect(phone.get_by_text("Running waits: a log on this phone could not be saved")).to_be_visible()
    expect(phone.get_by_role("button", name=re.compile("^Run-walk"))).to_have_count(0)
    phone.get_by_role("button", name="Look at it").click()
    expect(phone.get_by_text("Not saved.")).to_be_visible()
    spread = _kept(phone, "/today/session/19/", spread__bridge="yes")
    phone.evaluate("async (key) => Unsent.mark(await Unsent.one(key), { message: 'Not saved.' })", spread)
    phone.goto(f"{site}/today/")
    expect(phone.get_by_role("link", name=re.compile("^Start"))).to_have_count(0)
    assert _opened(phone, site) == "A log on this phone needs a look"
