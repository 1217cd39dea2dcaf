"""The run log on a phone: a file from the watch, and a run by hand that is too long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from rehab.plans.models import Plan
from tests.browser.walking import PHRASE, check, let_in
from tests.checkins import recordings as made
from tests.checkins.running import logged, older_plan, runs_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(site: str) -> Plan:
    """Ada's plan, in its sixth week, with a longest run of 5 km."""
    ada = User.objects.create_user("ada@example.org", PHRASE, display_name="Ada")
    ada.emailaddress_set.create(email=ada.email, verified=True, primary=True)
    plan = older_plan(ada, 40)
    logged(plan, 35, 5, pain=0)
    return plan


def _gpx() -> dict[str, Any]:
    start = timezone.now().replace(microsecond=0) - timedelta(days=1)
    return {"name": "run.gpx", "mimeType": "application/gpx+xml", "buffer": made.gpx(made.gpx_points(90, start=start))}


def test_a_run_comes_from_the_watch(page: Page, site: str, plan: Plan) -> None:
    """Choose a file, see what it holds, say how it felt, and find it in the log: every page passes axe at 390 px."""
    let_in(page, site, plan.runner)
    page.goto(f"{site}/runs/")
    check(page)
    page.get_by_role("link", name="Import from a file").click()
    check(page)
    page.locator("input[type=file]").set_input_files(_gpx())
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 new run found")
    page.get_by_label("Pain while running").select_option("2")
    check(page)
    page.get_by_role("button", name="Log these runs").click()
    expect(page.get_by_text("1 run imported.")).to_be_visible()
    expect(page.get_by_text("imported", exact=False).last).to_be_visible()
    check(page)
    assert runs_of(plan)[-1]["pain"] == 2


def _tap(page: Page, name: str, value: str) -> None:
    page.locator(f'label:has(input[name="{name}"][value="{value}"])').click()


def test_a_long_run_is_warned_of_while_it_is_typed(page: Page, site: str, plan: Plan) -> None:
    """The warning comes with the number, the button says so, and one tap logs it."""
    let_in(page, site, plan.runner)
    page.goto(f"{site}/runs/new/")
    check(page)
    page.get_by_label("Distance in km").fill("8")
    expect(page.get_by_text("Longer than your limit for one run")).to_be_visible()
    for name, value in (("pain", "1"), ("spread", "no"), ("sharp_spot", "no")):
        _tap(page, name, value)
    check(page)
    page.get_by_role("button", name="Log it anyway, it happened").click()
    expect(page.get_by_text("Spike")).to_be_visible()
    check(page)
    assert runs_of(plan)[-1]["km"] == 8


def test_without_javascript_the_warning_comes_with_the_form(site: str, plan: Plan, browser: Browser) -> None:
    """Saved only after it was shown; everything that was typed is still there."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    let_in(page, site, plan.runner)
    page.goto(f"{site}/runs/new/")
    page.get_by_label("Distance in km").fill("8")
    for name, value in (("pain", "1"), ("spread", "no"), ("sharp_spot", "no")):
        _tap(page, name, value)
    page.get_by_role("button", name="Save the run").click()
    expect(page.get_by_label("Distance in km")).to_have_value("8")
    assert len(runs_of(plan)) == 1
    said = page.get_by_role("alert")
    expect(said).to_contain_text("This run is not saved yet.")
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()
    said.get_by_role("link", name="read the note").click()
    expect(page.get_by_text("Longer than your limit for one run. 8 km")).to_be_in_viewport()
    page.get_by_label("Time").fill("900")
    page.get_by_role("button", name="Log it anyway, it happened").click()
    expect(said).to_contain_text("1 answer needs another look")
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()
    expect(page.get_by_text("That is 112.5 minutes for a kilometre.")).to_be_visible()
    page.get_by_label("Time").fill("")
    page.get_by_role("button", name="Save the run").click()
    page.get_by_role("button", name="Log it anyway, it happened").click()
    expect(page.get_by_text("Spike")).to_be_visible()
    context.close()
