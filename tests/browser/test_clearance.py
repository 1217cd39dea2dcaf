"""A therapist writes a clearance down, and the runner's closed plan opens within it."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist_of
from tests.browser.walking import check_at_each_size, let_in
from tests.clinic.clearing import address, proved, shut
from tests.intake.walking import runner, submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _as_therapist(page: Page, site: str, thea: User) -> None:
    """The therapist's session, the password just given."""
    key = proved(thea).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])


def test_a_therapist_opens_a_closed_plan(page: Page, site: str) -> None:
    """From the closed plan to the form, a wrong form first, and on to what the runner reads."""
    ada = runner()
    submitted(ada)
    plan = shut(Plan.objects.get(runner=ada))
    _as_therapist(page, site, therapist_of(ada, shares_intake=True))
    page.goto(f"{site}/plan/{plan.pk}/")
    check_at_each_size(page)
    page.get_by_role("link", name="Record a clearance").click()
    check_at_each_size(page)
    page.get_by_role("button", name="Record the clearance").click()
    expect(page.get_by_text("Tick this to confirm it.")).to_be_visible()
    check_at_each_size(page)
    page.get_by_label("Another clinician, named below").check()
    page.get_by_label("The other clinician’s name").fill("Dr Gray")
    page.get_by_label("Their profession").select_option("Doctor")
    page.get_by_label("Allowed up to").select_option("3")
    page.get_by_label("No running until the next clearance").check()
    page.get_by_label("Restrictions").fill("No jumping for two weeks.")
    page.get_by_label("A clinician has examined the runner").check()
    page.get_by_role("button", name="Record the clearance").click()
    expect(page.get_by_text("Recorded. What it opens is open now")).to_be_visible()
    check_at_each_size(page)
    assert address(ada) in page.url
    let_in(page, site, ada)
    page.goto(f"{site}/plan/")
    expect(page.get_by_role("heading", name="Cleared by Dr Gray")).to_be_visible()
    expect(page.get_by_text("No jumping for two weeks.")).to_be_visible()
    check_at_each_size(page)
