"""The player on a phone: a whole session to its log, what is skipped, what hurts, what a reload leaves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.following import course_of
from rehab.plans.models import LogEntry
from tests.browser.playing import (
    PLAY,
    STEP,
    act,
    go_through,
    go_to_next,
    open_player,
    say_how_it_was,
    slot,
    stage,
    tap,
    with_figures,
)
from tests.browser.walking import check, check_at_each_size
from tests.checkins.days import logged, plan_since, session_of, session_sent, standing_now
from tests.checkins.logging import READY
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ada(site: str, monkeypatch: pytest.MonkeyPatch) -> User:
    """A runner in strength work, who has logged a session a week ago."""
    ada = runner()
    plan = plan_since(ada, 7, **READY)
    logged(plan, session_of(plan, 0))
    with_figures(plan, monkeypatch)
    return ada


def test_a_whole_session_from_today_to_the_log(page: Page, site: str, ada: User) -> None:
    """Sets, holds and rests by the clock alone where one holds or rests; at the end three taps and one to log it."""
    lines = open_player(page, site, ada)
    page.goto(f"{site}/today/")
    page.get_by_role("link", name="Start the session").click()
    check_at_each_size(page, "light", "dark")
    act(page, "start")
    expect(page.locator("h1")).to_have_text(lines[0].told.name)
    check_at_each_size(page, "light", "dark")
    go_through(page)
    expect(page.locator("h1")).to_have_text(f"You did {len(lines)} of {len(lines)} exercises")
    check_at_each_size(page, "light", "dark")
    page.get_by_role("button", name="Log this session").click()
    expect(page.get_by_text("Still open: the highest pain. It decides what comes next.")).to_be_in_viewport()
    assert not LogEntry.objects.filter(day=7).exists()
    say_how_it_was(page)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Log this session").click()
    assert "all-" not in (sent.value.post_data or "")
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    marks = session_sent(ada, 7).marks
    assert [(m.exercise_id, m.done) for m in marks] == [(line.exercise_id, line.level.sets or 1) for line in lines]
    assert {(m.pain, m.effort, m.spread, m.skipped) for m in marks} == {(2, 4, False, "")}
    page.goto(f"{site}{PLAY}")
    expect(page.locator("h1")).to_have_text("Today’s session is logged")
    check(page)


def _first_with(page: Page, lines: list[Any], has: str) -> Any:
    """The first exercise of a kind of dose, with all before it skipped."""
    act(page, "start")
    for line in lines:
        if getattr(line.level, has) and line.level.sets > 1:
            if page.locator("h1").inner_text().startswith("Next: "):
                act(page, "go")
            return line
        act(page, "skip")
        page.get_by_role("button", name="No time").click()
    raise AssertionError(has)


def test_a_hold_counts_itself_down_and_the_rest_waits_for_a_tap(page: Page, site: str, ada: User) -> None:
    """Five seconds to get ready, the hold, each repetition and side, then the rest; hands-free it goes on by itself."""
    line = _first_with(page, open_player(page, site, ada), "hold_s")
    level, sides = line.level, 2 if line.per_side else 1
    expect(page.locator(f'{STEP} [data-slot="below"]')).to_have_text("Get ready")
    assert slot(page, "big") == "5"
    page.clock.run_for(5_300)
    expect(page.locator(f'{STEP} [data-slot="below"]')).to_have_text(re.compile("^Hold"))
    for place in range(sides * level.reps):
        seconds = level.hold_s + (0 if place == sides * level.reps - 1 else 5 if (place + 1) % level.reps == 0 else 3)
        page.clock.run_for(seconds * 1000 + 300)
    expect(page.locator(f'{STEP} [data-slot="over"]')).to_have_text("Rest")
    page.clock.run_for(line.rest_s * 1000 + 300)
    expect(page.locator(f'{STEP} [data-slot="over"]')).to_have_text("Rest is over")
    page.clock.run_for(60_000)
    expect(page.locator(f"{STEP} [data-act=go]")).to_have_text("Start set 2")
    act(page, "go")
    assert slot(page, "over").startswith("Set 2 of")


def test_a_sleeping_phone_loses_no_time(page: Page, site: str, ada: User) -> None:
    """Timers that were held back catch up with the clock on the wall at once."""
    line = _first_with(page, open_player(page, site, ada), "hold_s")
    page.clock.run_for(5_300)
    expect(page.locator(f'{STEP} [data-slot="below"]')).to_have_text(re.compile("^Hold"))
    page.clock.fast_forward(line.level.hold_s * 1000)
    expect(page.locator(f'{STEP} [data-slot="below"]')).not_to_have_text(re.compile("^Hold"))


def test_hands_free_goes_through_holds_and_rests_by_itself(page: Page, site: str, ada: User) -> None:
    """Not one tap between the start and the log, whatever is counted."""
    lines = open_player(page, site, ada)
    page.get_by_text("Sound and hands-free").first.click()
    page.locator('section:not([hidden]) [data-cue="handsFree"]').check()
    act(page, "start")
    for _ in range(200):
        if stage(page) == "end":
            break
        page.clock.run_for(10_000)
    expect(page.locator("h1")).to_have_text(f"You did {len(lines)} of {len(lines)} exercises")
    page.reload()
    assert page.evaluate("JSON.parse(localStorage['player-cues']).handsFree")
    assert page.evaluate("Object.keys(localStorage)") == ["player-cues"]


def test_pause_holds_the_clock_and_back_takes_a_set_back(page: Page, site: str, ada: User) -> None:
    """What was gone back over is done again before it counts."""
    lines = open_player(page, site, ada)
    act(page, "start")
    page.clock.run_for(2_300)
    over = slot(page, "over")
    assert over.startswith("Set 1 of ")
    act(page, "pause")
    left = slot(page, "big")
    page.clock.run_for(30_000)
    assert slot(page, "big") == left
    assert slot(page, "over") == f"Paused · {over}"  # which set, which side
    check_at_each_size(page, "light", "dark")
    act(page, "go")
    go_to_next(page)
    expect(page.locator("h1")).to_have_text(f"Next: {lines[1].told.name}")
    check_at_each_size(page, "light", "dark")
    act(page, "back")
    expect(page.locator("h1")).to_have_text(lines[0].told.name)
    sets = lines[0].level.sets or 1
    assert f"Set {sets} of {sets}" in slot(page, "over")
    act(page, "pause")
    page.get_by_role("button", name="End here and log").click()
    expect(page.get_by_text(f"{sets - 1} of {sets} sets").first).to_be_visible()


def test_what_is_skipped_has_its_reason_in_the_log(page: Page, site: str, ada: User) -> None:
    """And what nobody came to stays unknown: it is in no log at all."""
    lines = open_player(page, site, ada)
    act(page, "start")
    act(page, "skip")
    expect(page.locator("h1")).to_be_focused()
    check_at_each_size(page, "light", "dark")
    page.get_by_role("button", name="Not sure how to do it").click()
    act(page, "go")
    go_to_next(page)
    act(page, "pause")
    page.get_by_role("button", name="End here and log").click()
    expect(page.locator("h1")).to_have_text(f"You did 1 of {len(lines)} exercises")
    expect(page.get_by_text("Left out: not sure how to do it")).to_be_visible()
    expect(page.get_by_text("Not reached: it stays open")).to_have_count(len(lines) - 2)
    say_how_it_was(page)
    page.get_by_role("button", name="Log this session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    marks = session_sent(ada, 7).marks
    assert [(m.exercise_id, m.skipped, m.pain) for m in marks] == [
        (lines[0].exercise_id, "unsure", None),
        (lines[1].exercise_id, "", 2),
    ]
    page.goto(f"{site}{PLAY}")
    expect(page.locator("h1")).to_have_text(re.compile(f"^{len(lines) - 2} exercise"))
    act(page, "start")
    go_through(page)
    say_how_it_was(page, pain=1)
    page.get_by_role("button", name="Log this session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    assert {m.exercise_id for m in session_sent(ada, 7).marks} == {line.exercise_id for line in lines}
    assert {m.pain for m in session_sent(ada, 7).marks} == {None, 1, 2}


def test_too_painful_shows_the_easier_one_and_the_plan_follows_its_rule(page: Page, site: str, ada: User) -> None:
    """It stops at once, in the first set; the easier one is shown and not counted; the log has the pain."""
    lines = open_player(page, site, ada)
    at = next(place for place, line in enumerate(lines) if line.easier)
    act(page, "start")
    for _ in range(at):
        act(page, "skip")
        page.get_by_role("button", name="No time").click()
    act(page, "hurts")
    expect(page.locator("h1")).to_have_text(f"{lines[at].told.name}: stopped")
    check_at_each_size(page, "light", "dark")
    page.get_by_role("button", name="That is it").click()
    expect(page.get_by_text("How strong was it? Tap a number.")).to_be_visible()
    tap(page, "stopped-pain", 7)
    tap(page, "stopped-spread", "no")
    page.get_by_role("button", name="That is it").click()
    easier = lines[at].easier
    assert easier is not None
    expect(page.locator("h1")).to_contain_text("asier")
    expect(page.get_by_text("You may try it now; it is not counted.")).to_be_visible()
    for number, what in easier.parts:
        expect(page.locator('section[data-stage="easier"] [data-parts]')).to_contain_text(f"{number}{what}")
    check_at_each_size(page, "light", "dark")
    act(page, "onward")
    if stage(page) == "step":
        act(page, "pause")
        page.get_by_role("button", name="End here and log").click()
    expect(page.get_by_text("Stopped, 0 of")).to_be_visible()
    page.get_by_role("button", name="Log this session").click()
    expect(page.get_by_text(f"Still open: how hard it was, {lines[at].told.name}")).to_be_visible()
    check(page)
    page.locator(f'[name="effort-{lines[at].exercise_id}"]').select_option("6")
    page.get_by_role("button", name="Log this session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    mark = next(m for m in session_sent(ada, 7).marks if m.exercise_id == lines[at].exercise_id)
    assert (mark.done, mark.pain, mark.effort, mark.spread) == (0, 7, 6, False)
    assert course_of(standing_now(ada).plan).decided[f"session-7/{mark.exercise_id}"] == "X2_red"


def test_what_spreads_stops_the_session(page: Page, site: str, ada: User) -> None:
    """No easier one: the log, and the safety questions."""
    open_player(page, site, ada)
    act(page, "start")
    act(page, "hurts")
    tap(page, "stopped-pain", 3)
    tap(page, "stopped-spread", "yes")
    page.get_by_role("button", name="That is it").click()
    expect(page.locator("h1")).to_have_text("Stop here for today")
    expect(page.get_by_role("link", name="The safety questions")).to_have_attribute("href", "/safety/")
    check_at_each_size(page, "light", "dark")
    page.reload()
    expect(page.locator("h1")).to_have_text("Stop here for today")
    act(page, "end")
    page.locator('select[name^="effort-"]').first.select_option("3")
    page.get_by_role("button", name="Log this session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    assert standing_now(ada).has_to_answer
    page.goto(f"{site}{PLAY}")
    expect(page.locator("h1")).to_have_text("First, a few questions")
    check(page)
