"""The player in little room: what counts and what stops stays in sight, whatever else has to give way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.models import Plan
from tests.browser.phones import phones as phones
from tests.browser.playing import act, open_player, slot, with_figures
from tests.browser.playing import ada as ada

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [
    (390, 844, 100),
    (390, 664, 100),
    (320, 640, 100),
    (375, 553, 100),
    (844, 390, 100),
    (1280, 720, 100),
    (390, 844, 200),
]
# All that a phone has to say without a network.
BARS = "() => document.querySelectorAll('.device').forEach((bar) => { bar.hidden = false; bar.append('1 log waits'); })"
# What is not wholly in the window, or lies under something else.
HIDDEN = """
() => ['[data-slot=big]', '[data-act=go]', '[data-act=pause]', '[data-act=hurts]'].filter((name) => {
  const one = document.querySelector(`section[data-stage=step] ${name}`), box = one.getBoundingClientRect();
  const isIn = box.height > 0 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
  const seen = [box.top + 2, box.top + box.height / 2, box.bottom - 2]
    .map((y) => document.elementFromPoint(box.left + box.width / 2, y));
  return !isIn || seen.some((found) => !one.contains(found));
})
"""


def test_count_and_buttons_are_in_sight_at_every_size(
    page: Page, site: str, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On small phones, lying down and with letters twice as large; the figure is there where it has room."""
    with_figures(Plan.objects.get(runner=ada), monkeypatch)
    open_player(page, site, ada)
    act(page, "start")
    page.evaluate(BARS)
    for _ in range(8):
        for width, height, letters in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("size => { document.documentElement.style.fontSize = size }", f"{letters}%")
            if slot(page, "big"):
                assert page.evaluate(HIDDEN) == [], (width, height, letters, page.locator("h1").inner_text())
        act(page, "go")


@pytest.mark.parametrize(("height", "is_shown"), [(844, True), (664, False)])
def test_a_pause_shows_the_figure_where_it_has_room(
    page: Page, site: str, ada: User, monkeypatch: pytest.MonkeyPatch, height: int, *, is_shown: bool
) -> None:
    """And the buttons stay in sight with it."""
    with_figures(Plan.objects.get(runner=ada), monkeypatch)
    page.set_viewport_size({"width": 390, "height": height})
    open_player(page, site, ada)
    act(page, "start")
    act(page, "pause")
    expect(page.locator(".player-figure img")).to_be_visible(visible=is_shown)
    for name in ("go", "hurts"):
        expect(page.locator(f"section[data-stage=step] [data-act={name}]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("is_phone", [True, False])
def test_keys_are_named_where_there_may_be_some(
    phones: Callable[..., Page], site: str, ada: User, *, is_phone: bool
) -> None:
    """A phone has none, and no room to say so."""
    page = phones(has_touch=is_phone, is_mobile=is_phone)
    open_player(page, site, ada)
    act(page, "start")
    act(page, "pause")
    expect(page.get_by_text("Keys: space for")).to_be_visible(visible=not is_phone)
