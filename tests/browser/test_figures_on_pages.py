"""Figures on the pages of a runner: still until one taps, paused when one taps again, at rest after three rounds."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rehab.library import figure_loading
from rehab.library.models import Figure
from tests.browser.walking import check, check_at_each_size, let_in
from tests.checkins.days import plan_since
from tests.checkins.logging import READY
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SWAPS = ("side_plank", "side_plank_knees", "plank", "dead_bug", "bird_dog_leg")
TO_THE_END = "svg => svg.setCurrentTime(60)"


@pytest.fixture
def today(page: Page, site: str, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Today of a runner with a session, with the figures it can show."""
    ada = runner()
    plan = plan_since(ada, 0, **READY)
    needed = set(plan.prescriptions.values_list("exercise_id", flat=True)) | set(SWAPS)
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: sorted(needed))
    figure_loading.load_figures()
    let_in(page, site, ada)
    page.goto(f"{site}/today/")
    return page


def _moving(page: Page) -> Locator:
    return page.locator(".studio > svg")


def test_a_figure_moves_pauses_and_comes_to_rest(today: Page) -> None:
    """By the keyboard alone; the button says each time what it does next, and axe finds nothing at any moment."""
    button = today.locator("[data-play]").first
    expect(button).to_have_text(re.compile("^Show it moving: "))
    expect(_moving(today)).to_have_count(0)
    check_at_each_size(today, "light", "dark")
    button.focus()
    today.keyboard.press("Enter")
    expect(_moving(today)).to_be_visible()
    expect(today.locator(".figure picture")).to_be_hidden()
    expect(button).to_have_text(re.compile("^Hold it still: "))
    expect(button).to_be_focused()
    check(today)
    today.keyboard.press("Enter")
    expect(button).to_have_text(re.compile("^Let it move: "))
    assert _moving(today).evaluate("svg => svg.animationsPaused()")
    today.keyboard.press("Enter")
    assert not _moving(today).evaluate("svg => svg.animationsPaused()")
    _moving(today).evaluate(TO_THE_END)
    expect(button).to_have_text(re.compile("^Show it again: "))
    expect(_moving(today)).to_have_count(0)
    expect(today.locator(".figure picture")).to_be_visible()


def test_a_figure_without_a_network_says_so_and_can_be_tried_again(today: Page) -> None:
    """The picture stays."""
    button = today.locator("[data-play]").first
    today.route("**/figures/*.svg", lambda route: route.fulfill(status=204))
    with today.expect_response("**/figures/*.svg"):
        button.click()
    expect(today.get_by_text("Try again when you are online.")).to_be_visible()
    expect(today.locator(".figure picture")).to_be_visible()
    today.unroute("**/figures/*.svg")
    button.click()
    expect(_moving(today)).to_be_visible()
    expect(today.get_by_text("Try again when you are online.")).to_have_count(0)


def test_a_picture_has_words_and_one_that_repeats_a_name_has_none(today: Page) -> None:
    """The next exercise is described; small pictures beside a name are skipped by a screen reader."""
    big = today.locator(".figure img")
    assert Figure.objects.filter(description=big.get_attribute("alt")).exists()
    small = today.locator(".thumb img")
    assert small.count() > 1
    assert {small.nth(k).get_attribute("alt") for k in range(small.count())} == {""}


def test_who_wants_nothing_to_move_sees_the_poses_side_by_side(today: Page, site: str) -> None:
    """And at night those drawn for the night."""
    big = today.locator(".figure img")
    row = Figure.objects.get(description=big.get_attribute("alt"))
    for motion, scheme, kind in (
        ("no-preference", "light", "still"),
        ("no-preference", "dark", "still_night"),
        ("reduce", "light", "strip"),
        ("reduce", "dark", "strip_night"),
    ):
        today.emulate_media(reduced_motion=motion, color_scheme=scheme)
        expect(big).to_have_js_property("currentSrc", f"{site}/figures/{row.files[kind]}.svg")


def test_the_plan_shows_the_poses_and_a_phone_the_last(today: Page, site: str) -> None:
    """Each exercise has its own button, and one that moves leaves the others at rest."""
    today.goto(f"{site}/plan/")
    check_at_each_size(today, "light", "dark")
    today.set_viewport_size({"width": 1280, "height": 900})
    today.locator("[data-play]").nth(1).click()
    expect(_moving(today)).to_have_count(1)
    expect(today.locator(".figure picture:visible")).to_have_count(today.locator(".figure").count() - 1)
    today.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(_moving(today)).to_have_count(0)


def test_without_a_script_there_is_no_button(browser: Browser, today: Page, site: str) -> None:
    """Nothing that would not answer."""
    bare = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    bare.add_cookies(today.context.cookies())
    page = bare.new_page()
    page.goto(f"{site}/today/")
    expect(page.locator(".figure img")).to_be_visible()
    expect(page.locator("[data-play]")).to_be_hidden()
    bare.close()


def test_where_a_session_is_logged_and_an_exercise_swapped_figures_stand_beside_the_names(
    today: Page, site: str
) -> None:
    """A name alone is easily mixed up."""
    today.goto(f"{site}/today/session/")
    today.locator("#each").click()
    expect(today.locator(".each .thumb img").first).to_be_visible()
    check_at_each_size(today, "light", "dark")
    today.goto(f"{site}/today/")
    today.get_by_role("link", name="Swap it").click()
    expect(today.locator(".pick .thumb img").first).to_be_visible()
    check_at_each_size(today, "light", "dark")
