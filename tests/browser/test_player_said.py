"""What was said in the player: it reaches the log as it was said last, and nothing takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.checkins.playing import days_to_play
from rehab.plans.following import course_of
from tests.browser.playing import act, go_through, go_to_next, hurt_by, open_player, stage, tap
from tests.browser.playing import ada as ada
from tests.checkins.days import session_sent, standing_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LED_TO = "What this session led to"


def _end_here(page: Page) -> None:
    act(page, "pause")
    page.get_by_role("button", name="End here and log").click()


def _log(page: Page) -> None:
    page.get_by_role("button", name="Log this session").click()


def test_what_was_changed_after_a_refused_try_is_what_counts(page: Page, site: str, ada: User) -> None:
    """Two, then the question that was open, then seven: seven, of every exercise, and the red rule hears of it."""
    open_player(page, site, ada)
    act(page, "start")
    go_through(page)
    tap(page, "all-pain", 2)
    _log(page)
    expect(page.get_by_text("Still open: how hard it was.")).to_be_visible()
    tap(page, "all-effort", 3)
    _log(page)
    expect(page.get_by_text("Still open: whether it moved.")).to_be_visible()
    for name, value in (("all-pain", 7), ("all-effort", 6), ("all-spread", "no")):
        tap(page, name, value)
    _log(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(LED_TO)
    assert {(m.pain, m.effort, m.spread) for m in session_sent(ada, 7).marks} == {(7, 6, False)}
    assert set(course_of(standing_now(ada).plan).decided.values()) >= {"X2_red"}


def test_what_is_said_of_one_exercise_stays_its_own(page: Page, site: str, ada: User) -> None:
    """And a row set to none finished, which was begun or left out, says that there is a reason to choose."""
    lines = open_player(page, site, ada)
    act(page, "start")
    go_through(page)
    for name, value in (("all-pain", 2), ("all-effort", 3), ("all-spread", "no")):
        tap(page, name, value)
    page.get_by_text("Not all alike? Say it for each").click()
    first, second = lines[0].exercise_id, lines[1].exercise_id
    page.locator(f'[name="pain-{first}"]').select_option("4")
    page.locator(f'[name="done-{second}"]').select_option("0")
    _log(page)
    expect(page.get_by_text("If it was not begun, say why it was left out.")).to_be_visible()
    page.locator(f'[name="skip-{second}"]').select_option("time")
    _log(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(LED_TO)
    marks = {m.exercise_id: (m.pain, m.skipped) for m in session_sent(ada, 7).marks}
    assert (marks[first], marks[second], marks[lines[2].exercise_id]) == ((4, ""), (None, "time"), (2, ""))


def test_how_hard_a_stopped_exercise_was_outlives_a_way_back(page: Page, site: str, ada: User) -> None:
    """It was said once."""
    lines = open_player(page, site, ada)
    act(page, "start")
    hurt_by(page, 4)
    act(page, "onward")
    go_to_next(page)
    _end_here(page)
    field = page.locator(f'[name="effort-{lines[0].exercise_id}"]')
    field.select_option("6")
    page.get_by_role("button", name="Back to the exercises").click()
    assert stage(page) == "step"
    page.get_by_role("button", name="End here and log").click()
    expect(field).to_have_value("6")


def test_a_walk_that_spread_asks_the_safety_questions(page: Page, site: str, ada: User) -> None:
    """A spread is heard, whatever it was that was stopped, and with the minutes until then."""
    open_player(page, site, ada)
    walk = next(line for line in days_to_play(standing_now(ada))[0].lines if not line.counts)
    page.get_by_role("button", name=walk.told.name).click()
    page.clock.run_for(5_300)
    page.clock.run_for(180_000)
    hurt_by(page, 8, "yes")
    expect(page.locator("h1")).to_have_text("Stop here for today")
    act(page, "end")
    expect(page.locator(f'[name="spread-{walk.exercise_id}"]')).to_have_value("yes")
    _log(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(LED_TO)
    mark = session_sent(ada, 7).marks[0]
    assert (mark.exercise_id, mark.pain, mark.spread) == (walk.exercise_id, 8, True)
    assert mark.done == pytest.approx(3 / (walk.level.minutes or 1), abs=0.01)
    assert standing_now(ada).has_to_answer


def test_a_new_beginning_keeps_what_hurt(page: Page, site: str, ada: User) -> None:
    """“Start again” does not take it back; what spread cannot be started again, and comes at once."""
    lines = open_player(page, site, ada)
    act(page, "start")
    go_to_next(page)
    act(page, "go")
    hurt_by(page, 7)
    page.reload()
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("h1")).to_have_text(lines[0].told.name)
    go_to_next(page)
    assert stage(page) == "easier"
    act(page, "onward")
    _end_here(page)
    expect(page.get_by_text("finished, pain 7")).to_be_visible()
    page.get_by_role("button", name="Back to the exercises").click()
    act(page, "go")
    if page.locator("h1").inner_text().startswith("Next: "):
        act(page, "go")
    hurt_by(page, 3, "yes")
    expect(page.locator("h1")).to_have_text("Stop here for today")
    page.reload()
    expect(page.locator("h1")).to_have_text("Stop here for today")
    expect(page.get_by_role("button", name="Start again")).to_be_hidden()
    act(page, "end")
    expect(page.get_by_text("finished, pain 7")).to_be_visible()
    expect(page.get_by_text("finished, pain 3")).to_be_visible()


def test_the_questions_are_asked_from_the_top(page: Page, site: str, ada: User) -> None:
    """What was stopped, though it came after another one; then what is asked once, then what is folded away."""
    first, second, third, *_ = open_player(page, site, ada)
    act(page, "start")
    go_to_next(page)
    act(page, "go")
    hurt_by(page, 4)
    act(page, "onward")
    _end_here(page)
    page.get_by_text("Not all alike? Say it for each").click()
    page.locator(f'[name="done-{first.exercise_id}"]').select_option("0")
    page.locator(f'[name="done-{third.exercise_id}"]').select_option("1")
    _log(page)
    expect(page.get_by_text(f"Still open: how hard it was, {second.told.name}.")).to_be_visible()
    page.locator(f'[name="effort-{second.exercise_id}"]').select_option("5")
    _log(page)
    expect(page.get_by_text("Still open: the highest pain.")).to_be_visible()
    for name, value in (("all-pain", 2), ("all-effort", 3), ("all-spread", "no")):
        tap(page, name, value)
    _log(page)
    expect(page.get_by_text(f"Still open: the highest pain, {first.told.name}.")).to_be_visible()
