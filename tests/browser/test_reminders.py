"""The week's mail as its reader uses it: a check-in in one tap, a way out, the settings, the calendar; by keyboard."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Page, expect

from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, State, SwitchedOff
from rehab.plans.models import LogEntry, Plan
from rehab.reminders.models import Feed, Schedule
from rehab.reminders.scheduling import VERSION
from tests.browser.walking import check, check_at_each_size, let_in
from tests.checkins.days import plan_since
from tests.checkins.logging import READY
from tests.outbox.leaving import due, reader
from tests.reminders.reading import week_of_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def written(site: str, settings) -> dict[str, str]:
    """A runner's weekly mail, sent by the command; its links by their first word."""
    settings.SITE_URL = site
    ada = reader()
    plan = plan_since(ada, 9, **READY)
    Schedule.objects.create(runner=ada, plan=plan, zone="UTC", tzdata=VERSION)
    due(ada, week_of_now(), kind=Kind.WEEKLY)
    settings.OUTBOX_PER_SECOND = 0
    _at_any_hour(ada)
    call_command("send_reminders", verbosity=0)
    assert Delivery.objects.get(kind=Kind.WEEKLY).state == State.SENT
    links = re.findall(r"https?://[^\s/]+/(\w+)/(\S*)", mail.outbox[-1].body)
    return {name: f"{site}/{name}/{rest}" for name, rest in links}


def _at_any_hour(ada) -> None:
    """It is day where the reader is, whenever the test runs."""
    hour = database_now().hour
    ada.time_zone = "UTC" if 8 <= hour < 20 else "Etc/GMT-12"
    ada.save(update_fields=["time_zone"])


def _today() -> int:
    """The plan's day where its reader is."""
    plan = Plan.objects.select_related("runner").get()
    return (database_now().astimezone(ZoneInfo(plan.runner.time_zone)).date() - plan.started_on).days


def test_a_check_in_by_keyboard_without_a_log_in(page: Page, written: dict[str, str]) -> None:
    """Open the link, two numbers, saved; used again it changes nothing. axe finds nothing on any of its pages."""
    page.goto(written["t"])
    expect(page.get_by_role("heading", level=1)).to_have_text("How was your week?")
    check_at_each_size(page, "light", "dark")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved yet")
    check(page)
    page.get_by_label("Sessions you did in the last 7 days").focus()
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="4", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It is saved")
    check_at_each_size(page, "light", "dark")
    assert LogEntry.objects.get(kind="tap").body | {"id": ""} == {"id": "", "day": _today(), "sessions": 2, "worst": 4}
    page.goto(written["t"])
    expect(page.get_by_role("heading", level=1)).to_have_text("It was saved before")


def test_what_was_tapped_waits_in_the_check_in(page: Page, site: str, written: dict[str, str]) -> None:
    """After signing in the safety questions come first, open; the pain is filled in on the next screen."""
    page.goto(written["t"])
    page.get_by_label("Sessions you did in the last 7 days").fill("2")
    page.locator("label", has_text=re.compile("^6$")).click()
    page.get_by_role("button", name="Save").click()
    let_in(page, site, Delivery.objects.get(kind=Kind.WEEKLY).recipient)
    page.goto(f"{site}/check-in/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Safety first")
    assert page.get_by_role("radio", checked=True).count() == 0
    for answer in page.locator('label:has-text("No"):not(:has-text("Not sure"))').all():
        answer.click()
    page.locator("main form button").last.click()
    expect(page.locator('input[name="w_worst"][value="6"], input[name="w_worst"]').first).to_be_attached()
    chosen = page.locator('[name="w_worst"]:checked')
    assert chosen.count() == 0 or chosen.get_attribute("value") == "6"


def test_the_way_out_asks_once_and_leads_back(page: Page, written: dict[str, str]) -> None:
    """Looking changes nothing, one tap stops, one starts again."""
    page.goto(written["u"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop these mails?")
    check_at_each_size(page, "light", "dark")
    assert not SwitchedOff.objects.exists()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No more of these mails")
    check(page)
    page.get_by_role("button", name="Switch it on again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("These mails come again")
    assert not SwitchedOff.objects.exists()


def test_day_time_and_purposes_are_chosen(page: Page, site: str, written: dict[str, str]) -> None:
    """The next moment is said; a night is refused with a word, and what was typed stays."""
    ada = Delivery.objects.get(kind=Kind.WEEKLY).recipient
    let_in(page, site, ada)
    page.goto(f"{site}/settings/")
    page.get_by_role("link", name="Reminders and mail").click()
    check_at_each_size(page, "light", "dark")
    page.get_by_label("Day").select_option("Wednesday")
    page.get_by_label("Time").fill("18:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile(r"The next one: Wednesday \d+ \w+, 18:[345]\d"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Switch off.*Your week")).click()
    expect(page.get_by_text("Your week: off")).to_be_visible()
    page.get_by_role("button", name=re.compile("Switch on.*Your week")).click()
    expect(page.get_by_text("Your week: on")).to_be_visible()
    check(page)


def test_a_calendar_is_made_and_ended(page: Page, site: str, written: dict[str, str]) -> None:
    """Its address is shown once, and copied by a button."""
    let_in(page, site, Delivery.objects.get(kind=Kind.WEEKLY).recipient)
    page.goto(f"{site}/settings/calendar/")
    check_at_each_size(page, "light", "dark")
    page.get_by_role("button", name="Make my address").click()
    expect(page.get_by_label(re.compile("Add it in your calendar"))).to_have_value(re.compile(r"/calendar/.+\.ics$"))
    check_at_each_size(page, "light", "dark")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy it").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#link").input_value()
    page.reload()
    expect(page.get_by_text("Your calendar is on")).to_be_visible()
    assert page.locator("#link").count() == 0
    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_text("No calendar yet")).to_be_visible()
    assert not Feed.objects.exists()
