"""Administrators' ways through real pages: copy, edit a rule, publish; look through what leaves."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.library.approving import approve_draft
from rehab.library.models import Protocol, Rule
from rehab.outbox.addresses import address_hash
from rehab.outbox.models import ErrorClass, State
from tests.accounts.factors import code_now, give_factor
from tests.browser.walking import check, let_in
from tests.outbox.leaving import due, reader

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


def test_the_outbox_is_looked_through_by_keyboard(page: Page, site: str) -> None:
    """axe finds nothing on any of its pages, light or dark; an address is looked up and stands in no address bar."""
    sam = User.objects.create_user("sam@example.org", PHRASE, role="support_admin", is_staff=True)
    refused = due(reader(), state=State.FAILED, error_class=ErrorClass.POLICY, to_hash=address_hash("ada@example.org"))
    let_in(page, site, sam, has_factor=True)
    for path in ("delivery/", "suppression/", "delivery/preview/"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{site}/admin/outbox/{path}")  # anew: Django's own pages fade from one scheme to the other
            check(page)
    page.goto(f"{site}/admin/outbox/delivery/")
    page.get_by_label("A Message-ID or an address").focus()
    page.keyboard.type("Ada@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/admin/outbox/delivery/find/")
    expect(page.get_by_label("A Message-ID or an address")).to_have_value("Ada@example.org")
    check(page)
    page.get_by_label(f"Choose {refused.pk}").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send again?")
    check(page)


def test_a_mail_is_seen_by_day_and_by_night_at_once(page: Page, site: str) -> None:
    """On a desk both frames stand on the screen: what is off it a browser does not draw, and a picture lacks it."""
    sam = User.objects.create_user("sam@example.org", PHRASE, role="support_admin", is_staff=True)
    robin = reader("runner@demo.invalid")
    let_in(page, site, sam, has_factor=True)
    page.goto(f"{site}/admin/outbox/delivery/preview/?person={robin.public_id}&kind=access")
    grounds = []
    for scheme in ("light", "dark"):
        frame = page.locator(f'iframe[title$="{scheme}"]')
        box = frame.bounding_box()
        assert box is not None
        assert box["y"] < 500
        ground = frame.content_frame.locator("body")
        grounds.append(ground.evaluate("one => getComputedStyle(one).backgroundColor"))
    assert grounds == ["rgb(241, 245, 246)", "rgb(16, 24, 36)"]
    check(page)
