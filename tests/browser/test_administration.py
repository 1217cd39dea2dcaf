"""A content administrator's way through real pages: copy, edit a rule, publish."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.library.approving import approve_draft
from rehab.library.models import Protocol, Rule
from tests.accounts.factors import code_now, give_factor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHRASE = "seventeen quiet herons"


@pytest.fixture
def browser_context_args(browser_context_args):
    """Administrators work on a large screen."""
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}}


def _act(page: Page, site: str, version: int, action: str) -> None:
    page.goto(f"{site}/admin/library/protocol/")
    page.locator("tr", has_text=f"{version}").locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option(action)
    page.get_by_role("button", name="Go").click()


def test_an_administrator_publishes_a_rule(page: Page, site: str) -> None:
    """From the log-in to a new published version, without one script or policy error."""
    editor = User.objects.create_user("connie@example.org", PHRASE, role="content_admin", is_staff=True)
    editor.emailaddress_set.create(email=editor.email, verified=True, primary=True)
    give_factor(editor)
    page.goto(f"{site}/account/login/")
    page.locator("#id_login").fill(editor.email)
    page.locator("#id_password").fill(PHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#id_code").fill(code_now())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site}/admin/")
    _act(page, site, 1, "copy_to_draft")
    expect(page.locator(".messagelist")).to_contain_text("Draft 2 is a copy of version 1")
    rule = Rule.objects.get(protocol__version=2, key="F30_extreme_pain")
    page.goto(f"{site}/admin/library/rule/{rule.pk}/change/")
    page.locator("#id_comparisons-0-value_number").fill("8")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    _act(page, site, 2, "publish")
    expect(page.locator(".messagelist")).to_contain_text("A second content administrator has to approve it")
    second = User.objects.create_user("second@example.org", PHRASE, role="content_admin", is_staff=True)
    assert approve_draft(draft=rule.protocol, by=second, now=timezone.now()) == ""
    _act(page, site, 2, "publish")
    expect(page.locator(".messagelist")).to_contain_text("Version 2 is published")
    assert Protocol.objects.get(status="published").version == 2
