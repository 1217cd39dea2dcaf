"""A week and a flare on a phone: what a runner taps, and what the plan makes of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.checkins.models import CheckInDraft
from rehab.engine.progress.log import Rating
from rehab.plans.models import LogEntry
from rehab.plans.recording import record_entry
from tests.browser.walking import PHRASE, answer_screen, check, go_on, let_in
from tests.checkins.logging import READY, WEEK, plan_on_day, with_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ada(transactional_db: Any) -> User:
    """A runner with a confirmed address."""
    user = User.objects.create_user("ada@example.org", PHRASE, display_name="Ada")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def test_a_check_in_on_a_phone(page: Page, site: str, ada: User) -> None:
    """Safety first, then the week, a break, what one can do, a review, and what the week changed."""
    plan_on_day(ada, 8)
    let_in(page, site, ada)
    page.goto(f"{site}/check-in/")
    check(page)
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("safety answers are still open")
    check(page)
    answer_screen(page, {})
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pain and day-to-day")
    check(page)
    answer_screen(page, WEEK)
    go_on(page)
    assert CheckInDraft.objects.get().answers["week"]["w_walk"] == 30
    page.goto(f"{site}/check-in/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you can do")
    check(page)
    answer_screen(page, {"w_psfs_0": "4", "w_barrier": ["time"], "w_clinician": ""})
    go_on(page)
    check(page)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    check(page)
    page.get_by_role("button", name="Send the check-in").click()
    page.wait_for_url("**/check-in/day/8/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the week changed")
    page.locator(".why summary").first.click()
    check(page)
    assert LogEntry.objects.filter(kind="checkin").count() == 1


def test_an_emergency_in_a_check_in_shouts_at_once(page: Page, site: str, ada: User) -> None:
    """One tap, one button: the emergency page, and the plan is closed behind it."""
    plan_on_day(ada, 8)
    let_in(page, site, ada)
    page.goto(f"{site}/check-in/")
    page.locator('label[for="id_rf_bladder_0"]').click()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Get emergency care now.")
    check(page)
    page.goto(f"{site}/plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your plan is closed for now")


def test_a_self_test_on_a_phone(page: Page, site: str, ada: User) -> None:
    """A part of it today: what was entered is passed, the rest stays open."""
    plan = plan_on_day(ada, 25, **READY)
    for day in range(22, 26):
        now = timezone.now() - timedelta(days=25 - day)
        record_entry(plan=plan, entry=Rating(f"rating-{day}", day, 1, 1, 1), actor=ada, now=now)
    with_course(plan, trained_on=25)
    let_in(page, site, ada)
    page.goto(f"{site}/plan/")
    page.get_by_role("link", name="Self-test before running").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ready to run? Test it")
    check(page)
    page.get_by_label("Seconds, on the weaker side", exact=True).fill("12")
    page.get_by_role("button", name="Save what I did today").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.locator("section", has=page.get_by_role("heading", name="Balance on one leg"))).to_contain_text(
        "Passed"
    )
    check(page)


def test_a_flare_on_a_phone(page: Page, site: str, ada: User) -> None:
    """From the plan to the calm days."""
    plan_on_day(ada, 8)
    let_in(page, site, ada)
    page.goto(f"{site}/flare/")
    check(page)
    answer_screen(page, {"pain_now": "6"})
    page.get_by_role("button", name=re.compile("calm")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Calm days now")
    check(page)
