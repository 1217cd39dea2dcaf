"""Whoever goes by keyboard sees where they are, on every kind of control."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.walking import let_in
from tests.checkins.days import plan_since
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("today/", "today/session/", "plan/", "settings/", "runs/new/", "library/", "library/bridge/")
MOST_STOPS = 200
HERE = """() => {
  const one = document.activeElement;
  if (one === document.body || one === document.documentElement) return null;
  const ringed = (node) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(node);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const words = (one.getAttribute("aria-label") ?? one.textContent).trim().slice(0, 40);
  return { words: `${one.tagName} ${one.id} ${words}`, isRinged: [one, ...(one.labels ?? [])].some(ringed) };
}"""


@pytest.mark.parametrize("place", PAGES)
def test_each_stop_of_the_tab_key_is_ringed(page: Page, site: str, place: str) -> None:
    """Links, buttons, keys, fields and details; two pixels at least."""
    ada = runner()
    plan_since(ada, 0)
    let_in(page, site, ada)
    page.goto(f"{site}/{place}")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    stops = 0
    while stops < MOST_STOPS:
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        stops += 1
        assert here["isRinged"], here["words"]
    assert stops > 5
