"""The library in a browser: searched, filtered, gone back, climbed, by keyboard, without a script, and on paper."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser, Page, expect

from rehab.library import figure_loading
from tests.browser.walking import DESK, check, check_at_each_size, let_in
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAWN = ("bridge", "bridge_march", "single_leg_bridge", "leg_lift_double", "cat_cow", "plank")
AT_HOME = "What you have at home"
# The address stands in the tab's history as well; no copy of a page is kept.
KEPT = "Object.keys({...localStorage, ...sessionStorage}).filter(name => name !== 'htmx-current-path-for-history')"
DOUBLED = "performance.getEntriesByType('navigation').length + document.querySelectorAll('h1, #said, #results').length"


@pytest.fixture
def library(page: Page, site: str, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The list, with some of the figures."""
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: sorted(DRAWN))
    figure_loading.load_figures()
    page.goto(f"{site}/library/")
    return page


def _names(page: Page) -> list[str]:
    return page.locator("#results .shelf a:visible").all_inner_texts()


def test_a_search_goes_into_the_address_and_back_again(library: Page, site: str) -> None:
    """The form keeps the focus, the number is announced, and each step back shows what was there before."""
    box = library.get_by_label("A name, or a part of the body")
    box.fill("bridge")
    box.press("Enter")
    expect(library).to_have_url(re.compile(r"q=bridge"))
    expect(library.locator("h1")).to_have_text(re.compile(r"^\d+ of 82 exercises fit$"))
    expect(library.get_by_role("status")).to_have_text(re.compile(r"^\d+ exercises shown$"))
    expect(box).to_be_focused()
    assert _names(library)[0] == "Bridge"
    library.get_by_label("Phase").focus()
    library.get_by_label("Phase").select_option("4")
    expect(library).to_have_url(re.compile(r"q=bridge.*phase=4"))
    expect(library.get_by_label("Phase")).to_be_focused()
    library.go_back()
    expect(library.get_by_label("Phase")).to_have_value("")
    expect(box).to_have_value("bridge")
    assert _names(library)[0] == "Bridge"
    library.go_back()
    expect(library).to_have_url(f"{site}/library/")
    expect(library.locator("h1")).to_have_text(re.compile("^82 exercises, each"))
    expect(box).to_have_value("")
    assert library.evaluate(DOUBLED) == 4
    assert library.evaluate(KEPT) == []


def test_what_is_at_home_narrows_the_list_tap_by_tap(library: Page) -> None:
    """And where nothing fits, it says what to leave out."""
    library.locator("summary", has_text=AT_HOME).click()
    library.get_by_label("Nothing", exact=True).check()
    expect(library).to_have_url(re.compile("have=none"))
    expect(library.get_by_text("Foam roll upper back")).to_have_count(0)
    library.get_by_label("A foam roller").check()
    expect(library.get_by_text("Foam roll upper back")).to_be_visible()
    library.get_by_label("For", exact=True).select_option("neck")
    library.get_by_label("A name, or a part of the body").fill("hamstrng")
    library.get_by_role("button", name="Find").click()
    expect(library.locator("h1")).to_have_text("No exercise fits all of that")
    expect(library.get_by_role("status")).to_have_text("No exercise fits")
    check(library)
    library.get_by_role("link", name=re.compile("Leave out the place")).click()
    expect(library.locator("#results .shelf a").first).to_be_visible()


def test_by_keyboard_alone_from_the_list_up_a_ladder(library: Page) -> None:
    """Find, open, play, and on to the harder neighbour."""
    library.locator("#q").focus()
    library.keyboard.type("bridge march")
    library.keyboard.press("Enter")
    expect(library).to_have_url(re.compile("q=bridge"))
    library.locator("summary").focus()
    library.keyboard.press("Tab")
    expect(library.get_by_role("link", name="Bridge march")).to_be_focused()
    library.keyboard.press("Enter")
    expect(library.locator("h1")).to_have_text("Bridge march")
    button = library.locator("[data-play]")
    expect(button).to_be_visible()  # from when it does something
    button.focus()
    library.keyboard.press("Enter")
    expect(library.locator(".studio > svg")).to_be_visible()
    check(library)
    library.keyboard.press("Tab")
    library.keyboard.press("Tab")
    expect(library.get_by_role("link", name="Single-leg bridge")).to_be_focused()
    library.keyboard.press("Enter")
    expect(library.locator("h1")).to_have_text("Single-leg bridge")
    rungs = library.locator(".ladder li")
    assert [name.split("\n")[1] for name in rungs.all_inner_texts()] == ["Bridge", "Bridge march", "Single-leg bridge"]
    expect(library.locator("[aria-current=true]")).to_contain_text("this one")


def test_axe_finds_nothing_by_day_and_by_night(library: Page, site: str) -> None:
    """List and exercise, on a phone and on a desk; with what is opened, and with the tabs of a runner."""
    check_at_each_size(library, "light", "dark")
    library.locator("summary", has_text=AT_HOME).click()
    library.get_by_text(re.compile("^Show .* more")).click()
    check(library)
    for exercise in ("leg_lift_double", "foam_roll_upper_back"):
        library.goto(f"{site}/library/{exercise}/")
        check_at_each_size(library, "light", "dark")
    let_in(library, site, runner())
    library.goto(f"{site}/library/bridge/")
    expect(library.locator(".tabbar [aria-current=page]")).to_have_text("More")
    check_at_each_size(library)


def test_without_a_script_the_form_is_a_form(browser: Browser, library: Page, site: str) -> None:
    """The same addresses, whole pages."""
    bare = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = bare.new_page()
    page.goto(f"{site}/library/")
    page.get_by_text(re.compile("^Show .* more")).click()
    expect(page.get_by_role("link", name="Strides")).to_be_visible()
    page.get_by_label("A name, or a part of the body").fill("bird-dog")
    page.get_by_label("Phase").select_option("3")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile("q=bird-dog&region=&phase=3"))
    assert _names(page)[0].startswith("Bird dog")
    expect(page.get_by_label("Phase")).to_have_value("3")
    page.locator(".shelf a").first.click()
    expect(page.locator("h1")).to_have_text(re.compile("^Bird dog"))
    expect(page.locator("[data-play]:visible")).to_have_count(0)
    bare.close()


def test_the_list_fetches_the_pictures_one_sees(library: Page) -> None:
    """What is closed is not fetched, on a desk neither; it comes when it is opened."""
    library.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    library.reload(wait_until="networkidle")
    fetched = "performance.getEntriesByType('resource').filter(one => one.name.includes('/figures/')).length"
    assert library.evaluate(fetched) == 1
    with library.expect_response("**/figures/*.svg"):
        library.get_by_text(re.compile("^Show .* more")).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_exercise_prints_on_one_page_with_its_poses(library: Page, site: str, scheme: str) -> None:
    """From a phone by night as well: dark on light, no bar, no button. The list is one page too."""
    library.emulate_media(color_scheme=scheme)
    for exercise in ("leg_lift_double", "bridge_march", "cat_cow", "step_down", ""):
        library.goto(f"{site}/library/{exercise}/".replace("//", "/").replace(":/", "://"), wait_until="networkidle")
        paper = pdfium.PdfDocument(library.pdf(format="A4"))
        assert len(paper) == 1, exercise
        text = paper[0].get_textpage().get_text_bounded()
        assert not re.search("Show it moving|Sign in|Safety check|What we keep|All exercises|Find", text), exercise
        assert exercise or "Strides" in text
    library.goto(f"{site}/library/cat_cow/", wait_until="networkidle")
    library.emulate_media(media="print", color_scheme=scheme)
    expect(library.locator(".print-strip")).to_be_visible()
    assert library.locator(".print-strip").evaluate("img => img.complete && img.naturalWidth > 0")
    expect(library.locator(".figure")).to_be_hidden()
    assert library.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
