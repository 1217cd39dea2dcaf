"""The pose editor in a real browser: by keyboard, broken and mended, published and served."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.library import figure_loading
from rehab.library.figure_loading import load_figures
from rehab.library.models import Figure
from tests.browser.walking import check, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ((1280, 900), (390, 844))


@pytest.fixture
def editor(page: Page, site: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A content administrator at the editor of a shipped figure."""
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: ["bridge"])
    load_figures()
    connie = User.objects.create_user("connie@example.org", None, role="content_admin", is_staff=True)
    let_in(page, site, connie, has_factor=True)
    page.goto(f"{site}/admin/library/exercise/bridge/change/")
    page.get_by_role("link", name="Edit the figure").click()
    page.wait_for_url(f"{site}/admin/library/figure/bridge/change/")
    return site


def _text(page: Page) -> str:
    return page.get_by_label("As it is written").input_value()


def _still(page: Page) -> str:
    return page.locator(".pose-still svg").inner_html()


def test_a_figure_is_changed_by_keyboard_broken_mended_and_published(page: Page, editor: str) -> None:
    """A broken pose cannot be published; what was typed is kept; the new picture has an address of its own."""
    old = Figure.objects.get(pk="bridge").files["still"]
    before = _still(page)
    page.get_by_role("slider", name="Lean").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("spinbutton", name="Lean")).to_have_value("-115")
    expect(page.get_by_label("As it is written")).to_have_value(re.compile("lean: -115"))
    expect(page.get_by_role("slider", name="Lean")).to_be_focused()
    assert _still(page) != before
    page.locator("#touches summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Knee", exact=True).get_by_label("near").focus()
    page.keyboard.press("Space")
    expect(page.locator("#figure-said")).to_contain_text("Something does not touch what it should")
    expect(page.get_by_role("group", name="Knee", exact=True).get_by_label("near")).to_be_focused()
    page.get_by_role("button", name="Publish").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#refused")).to_be_focused()
    expect(page.locator("#refused")).to_contain_text("out of reach")
    assert "n.knee" in _text(page)
    assert Figure.objects.get(pk="bridge").edited_at is None
    check(page)
    page.locator("#touches summary").click()
    page.get_by_role("group", name="Knee", exact=True).get_by_label("near").uncheck()
    expect(page.locator("#figure-said")).to_contain_text("Nothing stands against publishing")
    expect(page.locator("#refused")).to_have_count(0)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist")).to_contain_text("Published")
    figure = Figure.objects.get(pk="bridge")
    assert "lean: -115" in figure.text
    assert figure.files["still"] != old
    for name in (old, figure.files["still"]):
        assert page.request.get(f"{editor}/figures/{name}.svg").status == 200


def test_a_text_that_cannot_be_read_leaves_the_last_picture(page: Page, editor: str) -> None:
    """Dimmed, with words by the field; it is kept as a draft all the same, and mended there."""
    field = page.get_by_label("As it is written")
    good = _text(page)
    field.fill(good.replace("lean: -118", "leen: -118"))
    expect(page.locator("#text-error")).to_contain_text("Did you mean lean?")
    expect(page.locator(".pose-still svg")).to_have_css("opacity", "0.4")
    check(page)
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.locator(".messagelist")).to_contain_text("Kept as a draft")
    assert "leen" in _text(page)
    page.get_by_label("As it is written").fill(good)
    expect(page.get_by_role("spinbutton", name="Lean")).to_have_value("-118")
    expect(page.locator("#text-error")).to_be_empty()


def test_a_late_answer_takes_nothing_back(page: Page, editor: str) -> None:
    """While the first picture is on its way, more is typed and another slider is moved: all of it counts."""
    page.get_by_role("spinbutton", name="Neck").fill("20")
    page.wait_for_timeout(420)
    page.get_by_role("spinbutton", name="Knee, both").fill("83")
    expect(page.get_by_label("As it is written")).to_have_value(re.compile(r"knee: 83\s+neck: 20"))
    expect(page.get_by_role("spinbutton", name="Neck")).to_have_value("20")


@pytest.mark.parametrize(
    ("name", "pose", "text"),
    [("Add a pose", "2", r"frames:[\s\S]*neck: 20"), ("Begin anew from it", "end", r"end: \{from: start, neck: 20\}")],
)
def test_a_press_is_not_lost_when_more_is_changed_before_its_answer(
    page: Page, editor: str, name: str, pose: str, text: str
) -> None:
    """The answer to the press is put aside; the next question asks for both, and only once."""
    page.route("**/change/", lambda route: (page.wait_for_timeout(600), route.continue_()))
    page.get_by_role("button", name=name).click()
    page.get_by_role("spinbutton", name="Neck").fill("20")
    expect(page.get_by_label("As it is written")).to_have_value(re.compile(text))
    expect(page.get_by_label("Which pose")).to_have_value(pose)
    assert page.locator("[name=pressed]").count() == 0


def test_poses_sides_and_people_are_chosen(page: Page, editor: str) -> None:
    """Each choice is drawn at once, and the movement plays when somebody wants it to."""
    page.get_by_label("Which pose").select_option("start")
    expect(page.locator(".pose-still figcaption")).to_contain_text("start")
    page.get_by_label("Another angle").select_option("near.knee")
    expect(page.get_by_role("spinbutton", name="Knee, near")).to_have_value("100")
    before = _still(page)
    page.get_by_label("Who is drawn").select_option("plum")
    page.wait_for_function("before => document.querySelector('.pose-still svg').innerHTML !== before", arg=before)
    assert page.evaluate("document.querySelector('.pose-animation svg').animationsPaused()")
    page.get_by_role("button", name="Play").press("Enter")
    assert not page.evaluate("document.querySelector('.pose-animation svg').animationsPaused()")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Add a pose").press("Enter")
    expect(page.get_by_label("Which pose")).to_have_value("2")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_role("button", name="Add a pose")).to_be_focused()


def test_signed_out_meanwhile_nothing_is_lost_by_a_press(page: Page, editor: str) -> None:
    """It is said where the checks are, and no button leads away from what was typed."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("spinbutton", name="Neck").fill("20")
    expect(page.locator("#figure-said")).to_contain_text("You are signed out")
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    assert "bridge" in _text(page).lower()


def test_every_page_of_figures_is_accessible(page: Page, editor: str) -> None:
    """On a desk and on a phone, by day and night: nothing for axe to find, nothing wider than the screen."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for path in ("bridge/change/", "", "add/"):
                page.goto(f"{editor}/admin/library/figure/{path}")
                expect(page.locator("h1").last).to_be_visible()
                if path.startswith("bridge"):
                    page.locator("#touches summary").click()
                check(page)
