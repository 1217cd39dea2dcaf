"""The player over midnight: which day it is, what was begun the evening before, and a clock that is wrong."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.checkins.playing import days_to_play
from tests.browser.playing import AS_A_COPY, PLAY, act, go_to_next, go_to_rest, hurt_by, open_player, tap
from tests.browser.playing import ada as ada
from tests.browser.playing import running as running
from tests.browser.walking import check_at_each_size, let_in
from tests.checkins.days import logged, plan_since, session_of, session_sent, standing_now
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = "document.dispatchEvent(new Event('visibilitychange'))"
AGE = "Player.ageOf()"


@pytest.mark.parametrize("tells", [True, False], ids=["looked at", "tapped"])
def test_a_start_left_open_over_night_is_of_the_new_day(page: Page, site: str, running: User, tells: bool) -> None:
    """The run was open by yesterday's morning: it is gone, and a session goes to the new day's address."""
    open_player(page, site, running)
    run = page.get_by_role("button", name=re.compile("^Run-walk"))
    expect(run).to_be_visible()
    page.clock.fast_forward("24:00:00")  # not more: late in the evening that would be the day after the next
    if tells:
        page.evaluate(LOOKS)
    else:
        run.click()
    expect(run).to_be_hidden()
    expect(page.locator("#player")).to_have_attribute("data-stage", re.compile("start|none"))
    again = page.get_by_role("button", name=re.compile("^(Start|Do a session all the same)$"))
    again.first.click()
    act(page, "pause")
    act(page, "end")
    expect(page.locator("form[data-log]")).to_have_attribute("action", "/today/session/21/")


def _evening(page: Page, site: str, ada: User, *, hurts: bool) -> None:
    """A session begun and left, then the page of the next morning, as the phone keeps it."""
    open_player(page, site, ada)
    act(page, "start")
    if hurts:
        hurt_by(page, 7)
        act(page, "onward")
    go_to_next(page)
    page.add_init_script(AS_A_COPY)
    page.clock.fast_forward("24:00:00")
    page.reload()


def test_what_was_done_the_evening_before_can_be_logged_for_it(page: Page, site: str, ada: User) -> None:
    """It is offered, today's is played beside it, and the log goes to its own day."""
    lines = open_player(page, site, ada)
    _evening(page, site, ada, hurts=False)
    day = f"{timezone.localdate():%A}"
    expect(page.get_by_role("button", name=f"Log the session of {day}")).to_be_visible()
    check_at_each_size(page, "light", "dark")
    page.get_by_role("button", name=re.compile("^(Start|Do a session all the same)$")).first.click()
    page.reload()
    page.get_by_role("button", name=f"Log the session of {day}").click()
    expect(page.locator("h1")).to_have_text(f"You did 1 of {len(lines)} exercises")
    expect(page.get_by_role("button", name="Back to the exercises")).to_be_hidden()
    for name, value in (("all-pain", 1), ("all-effort", 2), ("all-spread", "no")):
        tap(page, name, value)
    page.get_by_role("button", name="Log this session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    assert [m.exercise_id for m in session_sent(ada, 7).marks] == [lines[0].exercise_id]
    page.wait_for_timeout(300)
    page.goto(f"{site}{PLAY}")
    expect(page.locator('#player:not([data-stage="plain"])')).to_be_visible()
    expect(page.get_by_role("button", name=f"Log the session of {day}")).to_be_hidden()


def test_what_hurt_the_evening_before_comes_first(page: Page, site: str, ada: User) -> None:
    """Nothing is played before it is logged, or known to be."""
    _evening(page, site, ada, hurts=True)
    expect(page.locator("h1")).to_have_text(f"First, the session of {timezone.localdate():%A}")
    expect(page.get_by_role("button", name=re.compile("^(Start|Do a session|The session)"))).to_have_count(0)
    expect(page.locator("section:not([hidden]) [data-main]")).to_have_text(re.compile("^Log the session of "))
    check_at_each_size(page, "light", "dark")
    act(page, "start")
    expect(page.get_by_text("finished, pain 7")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="I logged it elsewhere").click()
    expect(page.locator("h1")).not_to_have_text(re.compile("^First"))


@pytest.mark.parametrize(("hours", "age"), [((12, 23), 0), ((20, 25), 1)])
def test_the_day_is_the_runners_not_the_devices(
    page: Page, site: str, ada: User, hours: tuple[int, int], age: int
) -> None:
    """In Auckland it is noon to eleven in the evening while a device in UTC passes midnight."""
    zone = ZoneInfo("Pacific/Auckland")
    User.objects.filter(pk=ada.pk).update(time_zone=zone.key)
    open_player(page, site, ada)
    start = datetime.combine(timezone.localdate(timezone=zone), datetime.min.time(), zone)
    assert page.evaluate(AGE) == 0
    page.evaluate(
        "([made, now]) => { Date.now = () => now; }", [0, (start + timedelta(hours=hours[1])).timestamp() * 1000]
    )
    assert page.evaluate(AGE) == age


def test_a_day_to_come_on_which_questions_stand_first_asks_for_them(page: Page, site: str) -> None:
    """Four weeks without a log: no day of rest, but a new beginning."""
    bob = runner("bob@example.org")
    plan = plan_since(bob, 26)
    logged(plan, session_of(plan, 0))
    days = days_to_play(standing_now(bob))
    assert not days[0].asks_first
    open_player(page, site, bob, ahead=next(k for k, day in enumerate(days) if day.asks_first))
    expect(page.locator("h1")).to_have_text("First, a few questions")


def test_a_clock_a_day_ahead_plays_todays_session(page: Page, site: str, ada: User) -> None:
    """A page that has just come is of the server's day."""
    let_in(page, site, ada)
    page.clock.install(time=timezone.now() + timedelta(days=1))
    page.goto(f"{site}{PLAY}")
    act(page, "start")
    expect(page.locator("h1")).to_have_text(days_to_play(standing_now(ada))[0].exercises[0].told.name)
    go_to_rest(page)
    act(page, "pause")
    act(page, "end")
    expect(page.locator("form[data-log]")).to_have_attribute("action", "/today/session/7/")


def test_a_dose_of_another_exercise_is_no_going_on(page: Page, site: str, ada: User) -> None:
    """What was begun goes by its exercises, not by their doses alone."""
    course = "page => Player.signatureOf({ lines: [{ id: page }], steps: [] })"
    open_player(page, site, ada)
    assert page.evaluate(course, "a") != page.evaluate(course, "b")
