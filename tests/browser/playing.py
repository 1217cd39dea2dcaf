"""Going through a session in a real browser whose clock is ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.checkins.playing import Line, days_to_play
from rehab.engine.progress.log import Rating
from rehab.library import figure_loading
from rehab.plans.models import Plan
from tests.browser.walking import let_in
from tests.checkins.days import logged, plan_since, session_of, standing_now
from tests.checkins.logging import READY
from tests.checkins.running import in_phase_4
from tests.intake.walking import runner

PLAY = "/today/session/play/"
STEP = 'section[data-stage="step"]'
MOST_STEPS = 400
# A page as the phone's worker keeps it.
AS_A_COPY = """
new MutationObserver(() => { if (document.body) document.body.dataset.kept ??= new Date().toISOString(); })
  .observe(document, { childList: true, subtree: true });
"""


@pytest.fixture
def ada(site: str) -> User:
    """A runner in strength work, who has logged a session a week ago."""
    ada = runner()
    plan = plan_since(ada, 7, **READY)
    logged(plan, session_of(plan, 0))
    return ada


@pytest.fixture
def running(site: str) -> User:
    """A runner at a run-walk stage, with a morning on which a run is open."""
    bob = runner("bob@example.org")
    plan = plan_since(bob, 20)
    logged(plan, *(Rating(f"rating-{day}", day, 1) for day in (18, 19, 20)), session_of(plan, 18))
    in_phase_4(plan)
    return bob


def with_figures(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures of what the plan prescribes and of what is easier."""
    lines = [line for day in days_to_play(standing_now(plan.runner)) for line in day.lines]
    catalog = standing_now(plan.runner).frame.catalog
    easier = {catalog.exercises[line.exercise_id].regression for line in lines}
    needed = {line.exercise_id for line in lines} | {name for name in easier if name}
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: sorted(needed))
    figure_loading.load_figures()


def open_player(page: Page, site: str, person: User, *, ahead: int = 0) -> list[Line]:
    """The player with a clock of ours, so many days ahead of the server's, and what the server gives it for today."""
    let_in(page, site, person)
    if ahead:  # what a phone keeps of a page is marked as a copy; one that has just come is of now
        page.add_init_script(AS_A_COPY)
    page.clock.install(time=timezone.now() + timedelta(days=ahead))
    page.goto(f"{site}{PLAY}")
    expect(page.locator('#player:not([data-stage="plain"])')).to_be_visible()
    return list(days_to_play(standing_now(person))[0].exercises)


def stage(page: Page) -> str | None:
    """Which screen is shown."""
    return page.locator("#player").get_attribute("data-stage")


def slot(page: Page, name: str) -> str:
    """The words of a place of the step."""
    return page.locator(f'{STEP} [data-slot="{name}"]').inner_text()


def act(page: Page, name: str) -> None:
    """A button of the screen that is shown."""
    page.locator(f'section:not([hidden]) [data-act="{name}"]').click()


def go_through(page: Page, until: str = "end") -> None:
    """The big button, again and again, until another screen comes."""
    for _ in range(MOST_STEPS):
        if stage(page) == until:
            return
        assert stage(page) == "step", stage(page)
        act(page, "go")
    raise AssertionError("the session does not end")


def go_to_next(page: Page) -> None:
    """The big button until the next exercise waits."""
    for _ in range(MOST_STEPS):
        act(page, "go")
        if stage(page) != "step" or page.locator("h1").inner_text().startswith("Next: "):
            return
    raise AssertionError("the exercise does not end")


def tap(page: Page, name: str, value: Any) -> None:
    """One answer of a row of taps or of a switch."""
    page.locator(f'section:not([hidden]) label:has([name="{name}"][value="{value}"])').click()


def hurt_by(page: Page, pain: int, spread: str = "no") -> None:
    """Too painful, and the two answers."""
    act(page, "hurts")
    tap(page, "stopped-pain", pain)
    tap(page, "stopped-spread", spread)
    page.get_by_role("button", name="That is it").click()


def go_to_rest(page: Page) -> None:
    """The big button until a rest between two sets."""
    for _ in range(MOST_STEPS):
        act(page, "go")
        if slot(page, "over") == "Rest":
            return
    raise AssertionError("no rest comes")


def say_how_it_was(page: Page, pain: int = 2, effort: int = 4, spread: str = "no") -> None:
    """The three questions that are asked once."""
    tap(page, "all-pain", pain)
    tap(page, "all-effort", effort)
    tap(page, "all-spread", spread)
