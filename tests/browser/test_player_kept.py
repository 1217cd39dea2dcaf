"""The player's surroundings: a first session, a reload, the keyboard, the screen, large letters."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.playing import PLAY, STEP, act, go_to_next, open_player, slot, stage, tap, with_figures
from tests.browser.playing import ada as ada
from tests.browser.walking import check, check_at_each_size
from tests.checkins.days import logged, plan_since, session_of, standing_now
from tests.checkins.logging import READY
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = """() => new Promise((resolve) => {
  const asked = indexedDB.open("player", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("kept").objectStore("kept").getAllKeys();
    all.onsuccess = () => { asked.result.close(); resolve(all.result); };
  };
})"""
SPIES = """
self.asked = [];
const take = navigator.wakeLock?.request.bind(navigator.wakeLock);
if (take) navigator.wakeLock.request = (kind) => { self.asked.push(`lock ${kind}`); return take(kind); };
const speak = speechSynthesis.speak.bind(speechSynthesis);
speechSynthesis.speak = (words) => { self.asked.push(`voice ${words.text}`); speak(words); };
"""


def test_a_first_session_shows_one_exercise_and_one_button(
    page: Page, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its figure, its name, its dose, and the start."""
    bob = runner("bob@example.org")
    with_figures(plan_since(bob, 0), monkeypatch)
    lines = open_player(page, site, bob)
    expect(page.locator("h1")).to_have_text(lines[0].told.name)
    expect(page.locator(".figure img:visible")).to_have_count(1)
    expect(page.locator("main button:visible:not([data-play])")).to_have_count(1)
    expect(page.locator("main button:visible:not([data-play])")).to_have_text("Start")
    check_at_each_size(page, "light", "dark")
    act(page, "start")
    expect(page.locator("h1")).to_have_text(lines[0].told.name)


def test_a_first_session_can_go_on_by_itself(page: Page, site: str) -> None:
    """What makes a sound or goes on is folded away under the button; what is chosen holds at once, and is kept."""
    bob = runner("bob@example.org")
    plan_since(bob, 0)
    lines = open_player(page, site, bob)
    switch = page.locator('section[data-stage="start"] [data-cue="handsFree"]')
    expect(switch).to_be_hidden()
    page.locator('section[data-stage="start"] summary').click()
    expect(page.locator("main button:visible:not([data-play])")).to_have_count(1)
    switch.check()
    check_at_each_size(page, "light", "dark")
    page.reload()
    expect(page.locator("h1")).to_have_text(lines[0].told.name)
    expect(switch).to_be_hidden()
    expect(switch).to_be_checked()
    act(page, "start")
    page.clock.run_for(600_000)
    expect(page.locator("h1")).not_to_have_text(lines[0].told.name)


def test_a_reload_leaves_what_was_done_until_it_is_logged(page: Page, site: str, ada: User) -> None:
    """Go on where you stopped, or start again; on another day or for another person it is gone."""
    lines = open_player(page, site, ada)
    act(page, "start")
    go_to_next(page)
    page.reload()
    expect(page.locator("h1")).to_have_text("Go on where you stopped")
    check_at_each_size(page, "light", "dark")
    act(page, "start")
    expect(page.locator("h1")).to_have_text(f"Next: {lines[1].told.name}")
    assert page.evaluate(KEPT) == ["session"]
    page.reload()
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("h1")).to_have_text(lines[0].told.name)
    go_to_next(page)
    act(page, "pause")
    page.get_by_role("button", name="End here and log").click()
    for name, value in (("all-pain", 1), ("all-effort", 2), ("all-spread", "no")):
        tap(page, name, value)
    page.get_by_role("button", name="Log this session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    page.wait_for_function(f"({KEPT})().then((all) => all.length === 0)")


def test_looking_at_a_log_takes_nothing_away(page: Page, site: str, ada: User) -> None:
    """A walk that is under way goes on after a look at the session that is logged."""
    open_player(page, site, ada)
    page.get_by_role("button", name=re.compile("minutes$")).click()
    page.clock.run_for(65_300)
    plan = standing_now(ada).plan
    logged(plan, session_of(plan, 7))
    page.goto(f"{site}/today/session/7/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    page.wait_for_timeout(300)
    assert page.evaluate(KEPT) == ["walk"]
    page.goto(f"{site}{PLAY}")
    expect(page.locator("h1")).to_have_text("Go on where you stopped")


def test_another_person_finds_nothing_of_it(page: Page, site: str, ada: User) -> None:
    """On a shared phone what was begun is bound to whose it is."""
    open_player(page, site, ada)
    act(page, "start")
    go_to_next(page)
    page.context.clear_cookies()
    bob = runner("bob@example.org")
    plan = plan_since(bob, 7, **READY)
    logged(plan, session_of(plan, 0))
    open_player(page, site, bob)
    expect(page.locator("h1")).to_have_text(re.compile("exercises, about"))
    assert page.evaluate(KEPT) == []


def test_the_keyboard_does_it_all(page: Page, site: str, ada: User) -> None:
    """Space is the big button, Escape pauses, the arrows go back and skip, and no letter is a key."""
    lines = open_player(page, site, ada)
    page.get_by_role("button", name="Start", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{STEP} [data-act=go]")).to_be_focused()
    assert page.get_by_role("status").first.inner_text().startswith(f"{lines[0].told.name}. ")
    for key in ("p", "P", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert (stage(page), not slot(page, "over").startswith("Paused")) == ("step", True)
    page.keyboard.press("Escape")
    assert slot(page, "over").startswith("Paused")
    page.keyboard.press(" ")
    assert not slot(page, "over").startswith("Paused")
    over = slot(page, "over"), slot(page, "below")
    page.keyboard.press(" ")
    assert (slot(page, "over"), slot(page, "below")) != over
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text(f"Skip {lines[0].told.name}?")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"Next: {lines[1].told.name}")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_have_text(f"Next: {lines[0].told.name}")


def test_the_screen_stays_on_and_nobody_speaks_unasked(page: Page, site: str, ada: User) -> None:
    """A wake lock from the start, taken again after a look elsewhere; the voice only where it was switched on."""
    page.add_init_script(SPIES)
    open_player(page, site, ada)
    assert page.evaluate("asked") == []
    act(page, "start")
    assert page.evaluate("asked") == ["lock screen"]
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("asked") == ["lock screen", "lock screen"]
    act(page, "pause")
    page.locator(f"{STEP} summary").click()
    page.locator(f'{STEP} [data-cue="voice"]').check()
    act(page, "go")
    act(page, "go")
    assert any(said.startswith("voice ") for said in page.evaluate("asked"))


def test_large_text_fits_a_phone(page: Page, site: str, ada: User) -> None:
    """With letters of twice the size nothing is wider than the screen, and the big button can be reached."""
    open_player(page, site, ada)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    check(page)
    act(page, "start")
    check(page)
    act(page, "go")
    act(page, "skip")
    check(page)
    page.get_by_role("button", name="No time").click()
    page.reload()
    expect(page.locator("h1")).to_have_text("Go on where you stopped")
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    check(page)
