"""The work list on a phone and at a desk: legible, free of findings, one click for what is ready."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from rehab.plans.models import Plan
from tests.accounts.therapists import therapist
from tests.browser.walking import check, let_in
from tests.clinic.fifty import fifty, linked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOWN = {"Ada", "Bela", "Ida", "Leo", "Sami", "Tara", "Yara", "Gil", "Lou", "Oda", "Tove", "Una"}


def test_a_therapist_sees_who_needs_them_and_approves_in_one_click(page: Page, site: str) -> None:
    """Empty, on a phone, at a desk; a click moves the plan, another puts somebody aside, and back."""
    thea = therapist()
    let_in(page, site, thea)
    page.goto(f"{site}/home/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No runners yet")
    check(page)
    for facts in fifty():
        if facts["name"] in SHOWN:
            linked(thea, facts, timezone.now())
    for width, height in ((390, 844), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{site}/runners/")
        check(page)
    lou = Plan.objects.get(runner__display_name="Lou")
    page.get_by_role("button", name="Approve phase 3 for Lou").click()
    expect(page.get_by_role("status")).to_have_text("Approved for Lou. The plan is in phase 3.")
    lou.refresh_from_db()
    assert lou.phase == 3
    page.get_by_role("button", name="Handled for Gil").click()
    expect(page.get_by_role("status")).to_contain_text("Gil is put aside")
    page.get_by_role("link", name="Snooze Yara").click()
    check(page)
    page.get_by_label("Why it can wait").select_option("known")
    page.get_by_role("button", name="Put aside").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 runners need you")
    page.get_by_role("link", name="Put aside, 2").click()
    check(page)
    page.get_by_role("button", name="Bring back Yara").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("9 runners need you")
