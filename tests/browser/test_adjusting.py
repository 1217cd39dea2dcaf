"""Adjusting a plan by the keyboard and by dragging; what a runner sees of it is in the therapist's journey."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.models import Plan
from tests.accounts.inviting import runner
from tests.accounts.therapists import therapist_of
from tests.browser.walking import check, let_in
from tests.intake.walking import submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ada(site: str) -> User:
    """A runner with a plan."""
    made = runner(name="Ada")
    submitted(made)
    return made


def _press(page: Page, name: str, key: str = "Enter") -> None:
    page.get_by_role("button", name=name).focus()
    page.keyboard.press(key)


def test_a_plan_is_changed_by_keyboard_and_taken_back(desk: Page, site: str, ada: User) -> None:
    """Order, dose, a reason; where the focus goes; taken back, it is gone; signed out, one is asked to sign in."""
    thea, plan = therapist_of(ada), Plan.objects.get()
    let_in(desk, site, thea)
    desk.goto(f"{site}/runners/{ada.public_id}/plan/")
    check(desk)
    names = desk.locator("#rows h3").all_inner_texts()
    _press(desk, f"Move {names[0]} down")
    expect(desk.locator("#said")).to_contain_text("place 1 → place 2")
    expect(desk.locator("#rows h3").first).to_have_text(names[1])
    expect(desk.get_by_role("button", name=f"Move {names[0]} down")).to_be_focused()

    desk.locator("#rows li").nth(1).get_by_role("heading").drag_to(desk.locator("#rows li").nth(2))
    expect(desk.locator("#said")).to_contain_text("place 2 → place 3")
    expect(desk.locator("#rows h3").nth(2)).to_have_text(names[0])

    desk.get_by_role("link", name=f"Change {names[0]}").focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("radio", name="Level 2").check()
    desk.get_by_label("Why?").first.fill("Slowly, for your calf.")
    check(desk)
    _press(desk, f"Save the dose for {names[0]}")
    expect(desk.locator("#said")).to_contain_text("→")
    expect(desk.get_by_role("link", name=f"Change {names[0]}")).to_be_focused()
    check(desk)

    _press(desk, "Take the last change back")
    expect(desk.get_by_role("button", name="Take the last change back")).to_have_count(0)
    expect(desk.locator("#saved")).to_be_focused()
    assert plan.log.filter(kind="adjust").count() == 4

    desk.context.clear_cookies(name="sessionid")
    _press(desk, f"Move {names[1]} down")
    expect(desk.get_by_role("button", name="Sign in")).to_be_visible()
