"""A plan built and assigned, then the runner handed over: therapist and runner at once, each in their own browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.access import may_see
from tests.accounts.inviting import linked, runner, therapist
from tests.browser.walking import check, let_in, sign_in
from tests.clinic.shelves import clinic_with
from tests.intake.walking import submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_from_a_template_to_another_therapist(page: Page, desk: Page, site: str) -> None:
    """Built by keyboard and mouse, looked at, saved, read by the runner; then asked and agreed."""
    ada, thea, otto = runner(name="Ada"), therapist(), therapist("otto@example.org", "Otto Lang")
    clinic_with(thea, otto)
    linked(ada, thea)
    plan = submitted(ada).plan
    assert plan is not None
    let_in(desk, site, thea)
    desk.goto(f"{site}/runners/{ada.public_id}/assign/")
    _builds(desk, plan.phase)
    _assigns(desk)
    sign_in(page, site, ada.email)
    page.goto(f"{site}/plan/")
    expect(page.get_by_text("Hips before the rest.").first).to_be_attached()
    desk.goto(f"{site}/runners/{ada.public_id}/hand-over/")
    _asks(desk)
    page.goto(f"{site}/settings/care/")
    _looks(page)
    assert not may_see(otto, ada)
    _press(page, "Agree, Otto Lang may see this")
    expect(page.get_by_role("heading", level=1)).to_have_text("Otto Lang may see your plan")
    assert may_see(otto, ada)
    assert desk.goto(f"{site}/plan/{plan.pk}/").status == 404  # type: ignore[union-attr]  # a page was opened


def _builds(desk: Page, phase: int) -> None:
    """A template from scratch; a dose that is not whole is pointed out."""
    check(desk)
    desk.get_by_role("link", name="Build one from scratch").click()
    desk.get_by_label("Name*").fill("Hips first")
    desk.get_by_label("Add to phase").select_option(str(phase))
    desk.get_by_label("Find an exercise").fill("bridge")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")  # finds, and saves nothing
    _press(desk, "Bridge")
    expect(desk.get_by_label("Sets")).to_be_hidden()
    desk.get_by_label("Dose of Bridge").select_option("own")
    desk.get_by_label("Sets").fill("2")
    check(desk)
    _press(desk, "Save the template")
    expect(desk.get_by_text("Write down every number of this dose")).to_be_visible()
    check(desk)
    desk.get_by_label("Repetitions a set").fill("7")
    desk.get_by_label("Hold, seconds").fill("4")
    _press(desk, "Save the template")


def _assigns(desk: Page) -> None:
    """What changes is shown before it is saved."""
    expect(desk.get_by_role("heading", name="What changes")).to_be_visible()
    check(desk)
    desk.get_by_label("Why, for the runner").fill("Hips before the rest.")
    _press(desk, "Save for Ada")
    check(desk)


def _asks(desk: Page) -> None:
    check(desk)
    desk.get_by_label("Otto Lang").check()
    _press(desk, "Ask Ada")
    check(desk)


def _looks(page: Page) -> None:
    check(page)
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("May Otto Lang look after you?")
    check(page)
