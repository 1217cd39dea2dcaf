"""The safety check as a person meets it: on a phone, by keyboard, without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rehab.library.models import Question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _axe(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def _answer_all(page: Page, **said: str) -> None:
    page.get_by_label("How old are you?").fill("35")
    for key in Question.objects.filter(kind="yes_no_unsure").values_list("key", flat=True):
        page.locator(f"input[name={key}][value={said.get(key, 'no')}]").locator("xpath=..").click()


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_the_landing_page_to_a_quiet_answer(page: Page, site: str) -> None:
    """One button leads from the question to the check and its answer; nothing overflows; axe finds nothing."""
    page.goto(site)
    _axe(page)
    _fits(page)
    page.get_by_role("link", name="Start the safety check").click()
    _axe(page)
    _fits(page)
    _answer_all(page)
    page.get_by_role("button", name="See the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No warning sign in these answers")
    _axe(page)


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("rf_saddle", "Stop. Get emergency care now."),
        ("rf_fever", "See a doctor within 24 to 48 hours"),
        ("rf_weight_loss", "See a clinician before you start exercises"),
    ],
)
def test_each_kind_of_answer(page: Page, site: str, question: str, heading: str) -> None:
    """The page says whom to see and how soon, in colours that can be read."""
    page.goto(f"{site}/safety-check/")
    _answer_all(page, **{question: "yes"})
    page.get_by_role("button", name="See the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    _axe(page)
    _fits(page)


def test_an_open_question_is_pointed_out_and_nothing_is_lost(page: Page, site: str) -> None:
    """What was chosen stays chosen."""
    page.goto(f"{site}/safety-check/")
    page.locator("input[name=rf_calf][value=no]").locator("xpath=..").click()
    page.get_by_role("button", name="See the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("26 answers are still open")
    expect(page.locator("input[name=rf_calf][value=no]")).to_be_checked()
    _axe(page)


def test_the_keyboard_is_enough(page: Page, site: str) -> None:
    """Skip link first, then radio groups by arrow keys."""
    page.goto(f"{site}/safety-check/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.get_by_label("How old are you?").focus()
    page.keyboard.type("35")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("input[name=rf_bladder][value=yes]")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[name=rf_bladder][value=no]")).to_be_checked()
