"""The player beside today's session: a run, a walk, a day to come, a log that waits to be sent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.checkins.playing import days_to_play, run_to_play
from rehab.plans.models import LogEntry
from tests.browser.playing import act, open_player, slot, stage, tap
from tests.browser.playing import ada as ada
from tests.browser.playing import running as running
from tests.browser.walking import check_at_each_size
from tests.checkins.days import session_sent, standing_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_run_goes_by_its_intervals_to_the_run_log(page: Page, site: str, running: User) -> None:
    """Walk, run and walk by the clock on the wall, though the phone slept in between; the form is filled in."""
    run = run_to_play(standing_now(running))
    assert run is not None
    open_player(page, site, running)
    page.get_by_role("button", name=f"Run-walk, stage {run.stage}").click()
    assert slot(page, "over") == "Walk, to warm up or cool down"
    check_at_each_size(page, "light", "dark")
    page.clock.run_for(300_300)
    assert slot(page, "over") == "Run"
    stage_s = sum(part.seconds for part in run.intervals if part.is_stage)
    page.clock.fast_forward(stage_s * 1000)
    page.clock.run_for(1000)
    assert slot(page, "over") == "Walk, to warm up or cool down"
    page.clock.run_for(300_000)
    expect(page.locator("h1")).to_have_text("The stage is done")
    check_at_each_size(page, "light", "dark")
    expect(page.get_by_role("button", name="Back to the intervals")).to_be_hidden()
    assert page.locator('[name="time"]').input_value() == f"{stage_s / 60:g}"
    assert page.locator('[name="stage_done"][value="1"]').is_checked()
    entry_id = page.locator('[name="entry_id"]').input_value()
    page.reload()
    act(page, "start")
    assert page.locator('[name="entry_id"]').input_value() == entry_id
    page.get_by_role("button", name="Log this run").click()
    expect(page.get_by_text("One of the questions above is still open.")).to_be_visible()
    for name, value in (("pain", 1), ("spread", "no"), ("sharp_spot", "no")):
        tap(page, name, value)
    page.get_by_role("button", name="Log this run").click()
    expect(page).to_have_url(re.compile(r"/runs/[0-9a-f-]{36}/$"))
    body = LogEntry.objects.get(kind="run").body
    assert (body["minutes"], body["stage"], body["stage_share"], body["pain"]) == (stage_s / 60, run.stage, 1, 1)


def test_a_walk_is_a_timer_with_its_own_log(page: Page, site: str, ada: User) -> None:
    """As far as it was walked, beside the session, which stays open."""
    open_player(page, site, ada)
    walk = next(line for line in days_to_play(standing_now(ada))[0].lines if not line.counts)
    page.get_by_role("button", name=walk.told.name).click()
    page.clock.run_for(5_300)
    page.clock.run_for(360_000)
    act(page, "go")
    if stage(page) == "step":
        act(page, "pause")
        page.get_by_role("button", name="End here and log").click()
    check_at_each_size(page, "light", "dark")
    minutes = page.locator(f'[name="minutes-{walk.exercise_id}"]')
    assert float(minutes.input_value()) == pytest.approx(6, abs=0.1)
    page.locator(f'[name="pain-{walk.exercise_id}"]').select_option("1")
    page.get_by_role("button", name="Log this session").click()
    expect(page).to_have_url(re.compile(r"/today/session/7/$"))
    mark = session_sent(ada, 7).marks[0]
    assert (mark.exercise_id, mark.counts, mark.pain) == (walk.exercise_id, False, 1)
    page.goto(f"{site}/today/")
    expect(page.get_by_role("link", name="Start the session")).to_be_visible()


@pytest.mark.parametrize("ahead", [2, 7])
def test_a_page_of_friday_plays_on_sunday_without_a_run(page: Page, site: str, ada: User, ahead: int) -> None:
    """By its own date, with the session of that day, logged on it; after a week it asks to be fetched again."""
    open_player(page, site, ada, ahead=ahead)
    if ahead == 7:
        expect(page.locator("h1")).to_have_text("Go online once first")
        return
    day = days_to_play(standing_now(ada))[ahead]
    moved = page.get_by_role("button", name="Do a session all the same")
    if not day.is_session_day:
        expect(page.locator("h1")).to_have_text("No session falls on today")
        moved.click()
    else:
        act(page, "start")
    expect(page.locator("h1")).to_have_text(day.exercises[0].told.name)
    act(page, "pause")
    page.get_by_role("button", name="End here and log").click()
    address = page.locator("form[data-log]").get_attribute("action")
    assert address == f"/today/session/{7 + ahead}/"
