"""The rows of the player's first screen: what is done, what was skipped, and where one goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.checkins.playing import days_to_play
from rehab.plans.models import Plan
from tests.browser.phones import KEEP, offline, open_today, wait_until
from tests.browser.phones import KEPT as IS_KEPT
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY, act, go_through, go_to_next, hurt_by, open_player, stage, with_figures
from tests.browser.playing import ada as ada
from tests.browser.playing import running as running
from tests.browser.walking import check_at_each_size, let_in
from tests.checkins.days import logged, session_of, standing_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = "section:not([hidden]) [data-lines] > li"


def _marks(page: Page) -> dict[str, str]:
    """The word of each row, by the name of its exercise."""
    rows = page.locator(ROWS)
    words = [row.locator(".chip").inner_text() if row.locator(".chip").count() else "" for row in rows.all()]
    return dict(zip(rows.locator("b").all_inner_texts(), words, strict=True))


def _opened_again(page: Page) -> None:
    page.reload()
    expect(page.locator('#player:not([data-stage="plain"])')).to_be_visible()


def _main(page: Page) -> str:
    return page.locator("section:not([hidden]) [data-main]").inner_text()


def test_a_session_that_was_begun_says_what_is_done_and_where_it_goes_on(
    page: Page, site: str, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Skipped, done, stopped, in words beside a sign; the next one is the current one for a screen reader as well."""
    with_figures(Plan.objects.get(runner=ada), monkeypatch)
    names = [line.told.name for line in open_player(page, site, ada)]
    assert set(_marks(page).values()) == {""}
    assert _main(page) == "Start"
    act(page, "start")
    act(page, "skip")
    page.get_by_role("button", name="No time").click()
    act(page, "go")
    go_to_next(page)
    act(page, "go")
    hurt_by(page, 4)
    _opened_again(page)
    assert _marks(page) == dict(
        zip(names, ["Skipped", "Done", "Stopped", "Next", *[""] * (len(names) - 4)], strict=True)
    )
    assert _main(page) == "Go on"  # to its easier one, which was shown
    act(page, "start")
    assert stage(page) == "easier"
    act(page, "onward")
    _opened_again(page)
    assert _main(page) == f"Go on with {names[3]}"
    expect(page.locator(f"{ROWS}[aria-current=step] b")).to_have_text([names[3]])
    expect(page.locator(f'{ROWS} .chip svg[aria-hidden="true"]')).to_have_count(4)
    check_at_each_size(page, "light", "dark")
    act(page, "start")
    expect(page.locator("h1")).to_have_text(f"Next: {names[3]}")


def test_a_session_that_is_over_goes_on_to_its_log(page: Page, site: str, ada: User) -> None:
    """Nothing is next."""
    lines = open_player(page, site, ada)
    act(page, "start")
    go_through(page)
    page.reload()
    expect(page.locator("h1")).to_have_text("Go on where you stopped")
    assert _marks(page) == {line.told.name: "Done" for line in lines}
    assert _main(page) == "Go on to the log"
    act(page, "start")
    assert stage(page) == "end"


def test_a_walk_and_a_run_say_what_they_go_on_with(page: Page, site: str, running: User) -> None:
    """By their names; the list is that of the session alone."""
    open_player(page, site, running)
    walk = next(line.told.name for line in days_to_play(standing_now(running))[0].lines if not line.counts)
    page.get_by_role("button", name="Run-walk").click()
    page.reload()
    expect(page.locator("h1")).to_have_text("Go on where you stopped")
    assert (_main(page), _marks(page)) == ("Go on with the run", {})
    page.get_by_role("button", name=walk).click()
    page.reload()
    expect(page.locator("h1")).to_have_text("Go on where you stopped")
    assert (_main(page), _marks(page)) == (f"Go on with {walk}", {})


def test_what_is_logged_stands_before_what_is_left(page: Page, site: str, ada: User) -> None:
    """From the log alone, then beside what was begun of the rest; and once all of it is logged."""
    plan = Plan.objects.get(runner=ada)
    names = [line.told.name for line in days_to_play(standing_now(ada))[0].exercises]
    whole = session_of(plan, 7)
    done, skipped, stopped, *others = whole.marks
    skipped = replace(skipped, done=0, pain=None, effort=None, spread=None, skipped="time")
    stopped = replace(stopped, done=0)
    logged(plan, replace(whole, marks=(done, skipped, stopped)))
    left = len(open_player(page, site, ada))
    assert left == len(others) > 1
    expect(page.locator("h1")).to_contain_text(f"{left} exercises left, about")
    said = ["Done", "Skipped", "Stopped"]
    assert _marks(page) == dict(zip(names, [*said, "Next", *[""] * (left - 1)], strict=True))
    assert _main(page) == f"Go on with {names[3]}"
    check_at_each_size(page, "light", "dark")
    act(page, "start")
    expect(page.locator("h1")).to_have_text(names[3])
    go_to_next(page)
    _opened_again(page)
    assert _marks(page) == dict(zip(names, [*said, "Done", "Next", *[""] * (left - 2)], strict=True))
    logged(plan, replace(whole, marks=(done, skipped, *whole.marks[2:])))
    page.reload()
    expect(page.locator("h1")).to_have_text("Today’s session is logged")
    assert list(_marks(page).values()) == ["Done", "Skipped", *["Done"] * (len(names) - 2)]
    check_at_each_size(page, "light", "dark")


def test_a_log_that_waits_on_the_phone_marks_what_it_says(phone: Page, site: str, ada: User) -> None:
    """Its word comes before that of what was logged until then; what it says nothing of is open."""
    plan = Plan.objects.get(runner=ada)
    whole = session_of(plan, 7)
    logged(plan, replace(whole, marks=whole.marks[:1]))
    names = [line.told.name for line in days_to_play(standing_now(ada))[0].exercises]
    first, second, third, fourth = (mark.exercise_id for mark in whole.marks[:4])
    assert whole.marks[2].planned > 1
    let_in(phone, site, ada)
    open_today(phone, site)
    wait_until(phone, IS_KEPT, PLAY)
    with offline(phone):
        fields = {
            "way": "each",
            f"skip-{first}": "time",
            f"done-{second}": "9",
            f"done-{third}": "1",
            f"done-{fourth}": "0",
            f"pain-{fourth}": "2",
        }
        phone.evaluate(KEEP, ["/today/session/7/", list(fields.items())])
        phone.goto(f"{site}{PLAY}")
        expect(phone.locator("h1")).to_have_text("It is logged")
        said = ["Skipped", "Done", "Part done", "Stopped", *["Open"] * (len(names) - 3)]
        assert list(_marks(phone).values()) == said
        assert list(_marks(phone))[1:] == names
        check_at_each_size(phone, "light", "dark")
        made = timezone.localdate().isoformat()
        phone.evaluate(KEEP, ["/today/session/", [["way", "whole"], ["pain", "2"], ["on", made]]])
        phone.reload()
        expect(phone.locator("h1")).to_have_text("It is logged")
        assert set(_marks(phone).values()) == {"Done"}
