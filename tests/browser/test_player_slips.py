"""What the clock came to outlives a question, a slip, an early end and a reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.checkins.playing import days_to_play
from tests.browser.playing import STEP, act, go_to_next, go_to_rest, hurt_by, open_player, slot, stage, tap
from tests.browser.playing import ada as ada
from tests.browser.playing import running as running
from tests.checkins.days import standing_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WALKED_MS = 300_000


def _walked(page: Page, site: str, ada: User) -> tuple[str, int]:
    """Five minutes into the walk, by its id and how many seconds it has."""
    open_player(page, site, ada)
    walk = next(line for line in days_to_play(standing_now(ada))[0].lines if not line.counts)
    page.get_by_role("button", name=walk.told.name).click()
    assert page.get_by_role("status").first.inner_text() == f"{walk.told.name}. Get ready."
    page.clock.run_for(5_300)
    page.clock.run_for(WALKED_MS - 100)
    return walk.exercise_id, round(60 * (walk.level.minutes or 0))


@pytest.mark.parametrize("way", ["end", "skip", "skip while paused"])
def test_minutes_count_as_far_as_the_clock_ran_however_it_ends(page: Page, site: str, ada: User, way: str) -> None:
    """An end and a skip write down what was walked."""
    walk, _ = _walked(page, site, ada)
    if way != "skip":
        act(page, "pause")
    act(page, "end" if way == "end" else "skip")
    if stage(page) == "step":  # another one waits
        if not slot(page, "over").startswith("Paused"):
            act(page, "pause")
        act(page, "end")
    minutes = page.locator(f'[name="minutes-{walk}"]')
    assert float(minutes.input_value()) == pytest.approx(5, abs=0.1)
    expect(page.get_by_text(re.compile(r"^(5|4\.9|5\.1) minutes"))).to_be_visible()


def _left_s(page: Page) -> int:
    minutes, seconds = slot(page, "big").split(":")
    return 60 * int(minutes) + int(seconds)


@pytest.mark.parametrize("question", ["hurts", "end"])
def test_a_reload_at_a_question_goes_on_where_the_clock_was(page: Page, site: str, ada: User, question: str) -> None:
    """Five minutes walked are five minutes, though the page went while it was asked how strong it was."""
    walk, whole = _walked(page, site, ada)
    if question == "end":
        act(page, "pause")
    act(page, question)
    page.reload()
    act(page, "start")
    assert _left_s(page) == pytest.approx(whole - 300, abs=3)
    act(page, "pause")
    act(page, "end")
    assert float(page.locator(f'[name="minutes-{walk}"]').input_value()) == pytest.approx(5, abs=0.1)


def test_an_end_by_a_slip_takes_no_set_back(page: Page, site: str, ada: User) -> None:
    """Back to the rest after the set, paused as it was; the set stays done. A rest that is over stays over."""
    open_player(page, site, ada)
    act(page, "start")
    go_to_rest(page)
    for _ in range(2):
        act(page, "pause")
        page.get_by_role("button", name="End here and log").click()
        expect(page.get_by_text(re.compile("^1 of ")).first).to_be_visible()
        page.get_by_role("button", name="Back to the exercises").click()
        assert slot(page, "over").startswith("Paused")
        act(page, "go")
    assert slot(page, "over") == "Rest"
    page.clock.run_for(300_000)
    assert slot(page, "over") == "Rest is over"
    act(page, "hurts")
    page.get_by_role("button", name="A slip: back to the exercise").click()
    assert slot(page, "over") == "Rest is over"
    page.reload()
    act(page, "start")
    assert slot(page, "over") == "Rest is over"


def test_a_look_back_is_no_correction(page: Page, site: str, ada: User) -> None:
    """Back at a finished exercise and skipped: it is asked whether it was done. Escape goes on with it instead."""
    lines = open_player(page, site, ada)
    act(page, "start")
    go_to_next(page)
    act(page, "back")
    act(page, "skip")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text(lines[0].told.name)
    act(page, "skip")
    sets = lines[0].level.sets or 1
    expect(page.get_by_role("button", name=re.compile(f"^Only {sets - 1} sets? counts?$"))).to_be_visible()
    page.get_by_role("button", name="It was done: keep what I went back over").click()
    expect(page.locator("h1")).to_have_text(f"Next: {lines[1].told.name}")
    act(page, "pause")
    expect(page.locator(f"{STEP} [data-act=pause]")).to_be_hidden()
    expect(page.locator(f"{STEP} [data-act=go]")).to_be_focused()
    page.get_by_role("button", name="End here and log").click()
    expect(page.locator(f'[name="done-{lines[0].exercise_id}"]')).to_have_value(str(sets))


def test_a_skip_in_a_pause_stays_a_pause(page: Page, site: str, ada: User) -> None:
    """Nothing begins by itself before the tap that goes on."""
    open_player(page, site, ada)
    act(page, "start")
    act(page, "pause")
    act(page, "skip")
    page.get_by_role("button", name="No time").click()
    assert slot(page, "over").startswith("Paused")
    act(page, "back")
    assert slot(page, "over").startswith("Paused")
    expect(page.locator(f"{STEP} [data-act=go]")).to_have_text("Go on")


def test_a_run_that_hurt_is_not_run_again(page: Page, site: str, running: User) -> None:
    """The seconds since the interval began count; after a reload it is the run's log that comes, not “Run”."""
    open_player(page, site, running)
    page.get_by_role("button", name=re.compile("^Run-walk")).click()
    page.clock.run_for(300_300)
    assert slot(page, "over") == "Run"
    page.clock.run_for(36_000)
    act(page, "hurts")
    expect(page.locator("h1")).to_have_text("Stop running, and walk home")
    assert float(page.locator('[name="time"]').input_value()) == pytest.approx(0.6, abs=0.1)
    page.get_by_role("button", name="Back to the intervals").click()
    assert slot(page, "over") == "Run"
    act(page, "hurts")
    entry = page.locator('[name="entry_id"]').input_value()
    page.reload()
    expect(page.locator("h1")).to_have_text("Stop running, and walk home")
    assert float(page.locator('[name="time"]').input_value()) == pytest.approx(0.6, abs=0.1)
    assert page.locator('[name="entry_id"]').input_value() == entry
    expect(page.get_by_role("button", name="Back to the intervals")).to_be_hidden()
    for name, value in (("pain", 7), ("spread", "no"), ("sharp_spot", "no")):
        tap(page, name, value)
    page.get_by_role("button", name="Log this run").click()
    expect(page).to_have_url(re.compile(r"/runs/[0-9a-f-]{36}/$"))


def test_what_else_there_is_can_be_done_beside_what_was_begun(page: Page, site: str, ada: User) -> None:
    """A walk that was left blocks no session, and a session no walk; each goes on where it was."""
    lines = open_player(page, site, ada)
    page.get_by_role("button", name=re.compile("minutes$")).click()
    page.clock.run_for(65_300)
    page.reload()
    expect(page.locator("h1")).to_have_text("Go on where you stopped")
    page.get_by_role("button", name="The session", exact=True).click()
    expect(page.locator("h1")).to_have_text(lines[0].told.name)
    hurt_by(page, 3)
    act(page, "onward")
    assert stage(page) == "step"
    page.reload()
    page.get_by_role("button", name=re.compile("minutes$")).click()
    assert ":" in slot(page, "big")
