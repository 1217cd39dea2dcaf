"""The first session on a phone: what is planned, three taps, what it led to; the next morning by one tap."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from rehab.plans.models import LogEntry, Plan
from tests.browser.walking import check, let_in
from tests.checkins.days import logged, morning, plan_since, session_of
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_first_session(page: Page, site: str) -> None:
    """From Today to a logged session in six taps; every page passes axe at 390 px, light and dark."""
    ada = runner()
    plan_since(ada, 0)
    let_in(page, site, ada)
    page.goto(f"{site}/home/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("One session today, about"))
    expect(page.get_by_role("navigation", name="Main", exact=True)).to_be_visible()
    check(page)
    page.get_by_role("button", name="2", exact=True).first.click()
    expect(page.get_by_role("heading", name="This morning: 2 of 10")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_attached()
    check(page)
    page.get_by_role("link", name="Log it without the player").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How did it go?")
    check(page)
    page.locator('label[for="whole_pain_1"]').click()
    page.locator('label[for="whole_effort_4"]').click()
    page.locator('label[for="whole_spread_1"]').click()
    page.get_by_role("button", name="Log the whole session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    expect(page.get_by_text("Waits for tomorrow morning").first).to_be_visible()
    check(page)
    page.emulate_media(color_scheme="dark")
    check(page)
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done for today")
    check(page)
    assert sorted(LogEntry.objects.values_list("kind", flat=True)) == ["rating", "session"]


def test_exercise_by_exercise_and_a_swap(page: Page, site: str) -> None:
    """What was done in part is said in part, an open question keeps what was chosen, an exercise is exchanged."""
    ada = runner()
    plan_since(ada, 0)
    let_in(page, site, ada)
    page.goto(f"{site}/today/session/")
    page.locator("#each").click()
    page.locator('select[name^="done-"]').first.select_option("1")
    page.get_by_role("button", name="Log these").click()
    expect(page.get_by_text("Something needs another look")).to_be_visible()
    expect(page.locator('select[name^="done-"]').first).to_have_value("1")
    check(page)
    for name, value in (("pain", "2"), ("effort", "4"), ("spread", "no")):
        page.locator(f'select[name^="{name}-"][id^="each_"]').first.select_option(value)
    page.get_by_role("button", name="Log these").click()
    expect(page.get_by_text("Waits for tomorrow morning")).to_have_count(1)
    page.goto(f"{site}/today/")
    page.get_by_role("link", name="Swap it").click()
    check(page)
    page.locator('label[for^="id_other_0"]').click()
    page.locator('label[for^="id_reason_1"]').click()
    page.get_by_role("button", name="Swap it").click()
    expect(page.get_by_text("Swapped.")).to_be_visible()
    check(page)


def test_the_morning_after_without_a_script(browser: Browser, site: str) -> None:
    """The question stands first by itself, and one tap is enough where no script runs."""
    ada = runner()
    plan = plan_since(ada, 1)
    logged(plan, morning(0), session_of(plan, 0, 4))
    plain: Any = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = plain.new_page()
    let_in(page, site, ada)
    page.goto(f"{site}/today/")
    expect(page.get_by_text("Yesterday’s session counts once you answer.")).to_be_visible()
    page.get_by_role("button", name="1", exact=True).first.click()
    expect(page.get_by_role("heading", name="This morning: 1 of 10")).to_be_visible()
    page.get_by_role("link", name="What it means for yesterday’s session").click()
    expect(page.get_by_text("Pain of 3 to 5 is acceptable. The dose stays.").first).to_be_visible()
    assert Plan.objects.get().started_on == timezone.localdate() - timedelta(days=1)
    plain.close()
