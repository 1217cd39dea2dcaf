"""Progress as a person meets it: charts on a phone and a desk, by keyboard, without JavaScript, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from rehab.plans.foreseeing import foresee
from tests.browser.walking import PHRASE, Scheme, check, let_in
from tests.plans.years import plan_with_days

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
CHARTS = ("pain", "weekly", "runs", "sessions", "function")


@pytest.fixture
def ada(site: str, transactional_db: Any) -> User:
    """A runner with nine weeks of logs."""
    user = User.objects.create_user("ada@example.org", PHRASE, display_name="Ada")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    foresee(plan_id=plan_with_days(user, 63).pk)
    return user


def test_the_charts_are_drawn(page: Page, site: str, ada: User) -> None:
    """Every chart on its canvas, named by its finding, its table one tap away; axe finds nothing, by day and night."""
    let_in(page, site, ada)
    for width in (390, 1280):
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{site}/progress/")
            _charts_are_drawn(page)


def _charts_are_drawn(page: Page) -> None:
    for chart in CHARTS:
        card = page.locator(f"[data-chart={chart}-plot]")
        expect(card.locator("canvas")).to_be_visible()
        assert len(str(card.locator("[role=img]").get_attribute("aria-label"))) > 40
    expect(page.locator("table").first).not_to_be_visible()
    check(page)
    page.get_by_text("Show as a table").first.click()
    expect(page.locator("table").first).to_be_visible()
    page.locator(".decision summary").first.click()
    check(page)


def test_the_keyboard_reads_a_chart(page: Page, site: str, ada: User) -> None:
    """Arrow keys say point after point; Tab goes on to the table."""
    let_in(page, site, ada)
    page.goto(f"{site}/progress/")
    plot = page.locator("[data-chart=pain-plot] [role=img]")
    plot.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-chart=pain-plot] .point")).to_contain_text("next morning")
    page.keyboard.press("Tab")
    expect(page.locator("summary", has_text="Show as a table").first).to_be_focused()


def test_without_javascript_the_tables_are_there(site: str, ada: User, browser: Browser) -> None:
    """No chart, no empty box: the same values as tables, open."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    let_in(page, site, ada)
    page.goto(f"{site}/progress/?weeks=all")
    expect(page.locator("table")).to_have_count(len(CHARTS))
    for number in range(len(CHARTS)):
        expect(page.locator("table").nth(number)).to_be_visible()
    expect(page.locator(".plot").first).not_to_be_visible()
    context.close()


def test_paper_has_the_tables(page: Page, site: str, ada: User) -> None:
    """Printed, a chart is its table."""
    let_in(page, site, ada)
    page.goto(f"{site}/progress/")
    expect(page.locator("canvas").first).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("canvas").first).not_to_be_visible()
    expect(page.locator("table").first).to_be_visible()


def test_the_plan_shows_what_is_asked_today(page: Page, site: str, ada: User) -> None:
    """The checklist with its words, the outlook, and what changed, on a phone."""
    let_in(page, site, ada)
    page.goto(f"{site}/plan/")
    expect(page.get_by_role("heading", name="30 minutes without walking")).to_be_visible()
    expect(page.get_by_role("heading", name="What changed and why")).to_be_visible()
    check(page)
