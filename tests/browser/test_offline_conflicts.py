"""What stands against a kept form is shown and resolved; a session that ended in between asks for the log-in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.plans.models import LogEntry, Plan
from tests.browser.phones import offline, open_today, sent, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.test_offline import log_whole
from tests.browser.walking import check, check_at_each_size, let_in, sign_in
from tests.checkins.days import WELL, logged, morning, plan_since, send_session, session_sent
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IS_OPEN = "async () => (await Unsent.everybodys()).some((one) => one.state === 'conflict')"


@pytest.fixture
def ada(site: str) -> User:
    """A runner whose address is confirmed, with a plan of today."""
    made = runner()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    plan_since(made, 0)
    return made


def test_a_session_logged_elsewhere_meanwhile_is_shown_and_resolved(phone: Page, site: str, ada: User) -> None:
    """Neither is lost: the day shows what was logged, the form what was kept; sending it once more settles it."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        expect(phone.locator("#waiting > li")).to_have_count(1)
        send_session(signed_in(ada), 0, **{**WELL, "pain": 5}, seen=0)
    wait_until(phone, IS_OPEN)
    expect(phone.locator("#waiting")).to_contain_text("Something else was logged for this day meanwhile.")
    assert {mark.pain for mark in session_sent(ada, 0).marks} == {5}
    check_at_each_size(phone, "light", "dark")
    phone.goto(f"{site}/today/")
    expect(phone.locator("#unsent-bar")).to_contain_text("1 log needs a look.")
    check_at_each_size(phone, "light", "dark")
    phone.get_by_role("link", name="Show what waits").click()
    phone.get_by_role("link", name="Open the day").click()
    why = phone.locator("[data-kept-why]")
    expect(why).to_contain_text("This could not be saved before. Something else was logged for this day meanwhile.")
    expect(why).to_be_focused()
    expect(why).to_be_in_viewport()
    expect(phone.locator("#whole_pain_1")).to_be_checked()
    expect(phone.get_by_text("highest pain 5").first).to_be_attached()
    check(phone)
    phone.get_by_role("button", name="Log the whole session").click()
    expect(phone.get_by_text("Logged. Thank you.")).to_be_visible()
    sent(phone)
    assert {mark.pain for mark in session_sent(ada, 0).marks} == {1}


@pytest.mark.parametrize("why", ["closed", "signed out"])
def test_a_kept_form_outlasts_an_answer_that_leads_elsewhere(phone: Page, site: str, ada: User, why: str) -> None:
    """To the intake, or to the log-in: nothing was written, so what was kept stays."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        send_session(signed_in(ada), 0, **{**WELL, "pain": 5}, seen=0)
    wait_until(phone, IS_OPEN)
    phone.get_by_role("link", name="Open the day").click()
    expect(phone.locator("[data-kept-why]")).to_contain_text("This could not be saved before.")
    if why == "closed":
        Plan.objects.update(closed_at=timezone.now())
    else:
        phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Log the whole session").click()
    phone.goto(f"{site}/offline/")
    phone.wait_for_timeout(500)
    assert len(waiting(phone)) == 1


def beside_another(phone: Page, site: str, ada: User) -> None:
    """A morning tapped as 2 without a network, and rated 6 elsewhere."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.get_by_role("button", name="2", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone")
        logged(ada.plans.get(), morning(0, 6))
    wait_until(phone, IS_OPEN)


def test_a_rating_given_elsewhere_meanwhile_is_shown_and_can_be_removed(phone: Page, site: str, ada: User) -> None:
    """Both values are named; what is removed is asked about first."""
    beside_another(phone, site, ada)
    phone.goto(f"{site}/offline/")
    row = phone.locator("#waiting > li")
    expect(row).to_contain_text("That morning was rated 6 somewhere else. This phone kept 2.")
    row.get_by_role("button", name="Remove it", exact=True).click()
    expect(row).to_contain_text("It is deleted for good.")
    check_at_each_size(phone, "light", "dark")
    row.get_by_role("button", name="Yes, remove it").click()
    expect(row).to_have_count(0)
    assert waiting(phone) == []
    assert LogEntry.objects.get().body["morning"] == 6


def test_ones_own_rating_can_be_used_all_the_same(phone: Page, site: str, ada: User) -> None:
    """Once both were seen, the kept one is sent and stands."""
    beside_another(phone, site, ada)
    phone.goto(f"{site}/offline/")
    phone.get_by_role("button", name="Use mine").click()
    sent(phone)
    expect(phone.locator("#waits")).to_be_hidden()
    assert LogEntry.objects.latest("number").body["morning"] == 2


def test_a_tap_on_today_settles_what_stood_against_an_earlier_one(phone: Page, site: str, ada: User) -> None:
    """Nothing needs a look any more once the day says what is right."""
    beside_another(phone, site, ada)
    phone.goto(f"{site}/today/")
    expect(phone.locator("#unsent-bar")).to_contain_text("1 log needs a look.")
    phone.get_by_text("Change it").click()
    phone.locator("#morning").get_by_role("button", name="3", exact=True).first.click()
    sent(phone)
    expect(phone.locator("#unsent-bar")).to_be_hidden()
    assert LogEntry.objects.latest("number").body["morning"] == 3


def test_a_session_that_ended_in_between_asks_to_sign_in_and_then_sends(phone: Page, site: str, ada: User) -> None:
    """What waits outlasts it; nothing of the person opens until they are back."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.get_by_role("button", name="4", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone")
        phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    expect(phone.locator("#sent-bar")).to_contain_text("Sign in, and what waits on this phone is sent.")
    phone.goto(f"{site}/today/")
    expect(phone.locator("#id_password")).to_be_visible()
    wait_until(phone, "async () => !(await caches.has('pages'))")
    phone.goto(f"{site}/offline/")
    expect(phone.locator("#waits")).to_be_hidden()
    assert len(waiting(phone)) == 1
    assert not LogEntry.objects.exists()
    sign_in(phone, site, ada.email)
    phone.goto(f"{site}/today/")
    sent(phone)
    assert LogEntry.objects.get().body["morning"] == 4


def test_what_waits_outlasts_a_rotated_key(phone: Page, site: str, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The phone learns its person's tag of now, and sends what it kept under the one of before."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.get_by_role("button", name="4", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone")
        monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
        monkeypatch.setattr(settings, "SECRET_KEY", "a new key " * 6)
    sent(phone)
    assert LogEntry.objects.get().body["morning"] == 4


def test_todays_page_of_an_earlier_day_takes_no_tap(phone: Page, site: str, ada: User) -> None:
    """It says of which day it is: what was felt today is not what was asked yesterday."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.clock.set_fixed_time(timezone.now() + timedelta(days=1))
    with offline(phone):
        phone.reload()
        expect(phone.locator("#copy-bar")).to_contain_text("a page of an earlier day")
        expect(phone.get_by_role("button", name="2", exact=True).first).to_be_disabled()
        check_at_each_size(phone, "light", "dark")
        phone.goto(f"{site}/runs/new/")
        tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
        expect(phone.locator('[name="on"]')).to_have_value(tomorrow)


def test_two_runs_of_one_kept_form_are_two_runs(phone: Page, site: str, ada: User) -> None:
    """A copy would bear one id: the second run would write over the first."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        for minutes in ("20", "31"):
            phone.goto(f"{site}/runs/new/")
            phone.get_by_label("Time").fill(minutes)
            for name, value in (("pain", "1"), ("spread", "no"), ("sharp_spot", "no")):
                phone.locator(f'label:has(input[name="{name}"][value="{value}"])').click()
            phone.locator('main form button:not([type="button"])').last.click()
            expect(phone.get_by_role("heading", level=1)).to_have_text("Kept on this phone")
        assert len({dict(one["fields"])["entry_id"] for one in waiting(phone)}) == 2


def test_a_walk_after_a_session_without_a_network_joins_it(phone: Page, site: str, ada: User) -> None:
    """Both were logged from a page that shows neither; nothing needs a look."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        expect(phone.locator("#waiting > li")).to_have_count(1)
        phone.goto(f"{site}/today/session/")
        phone.get_by_text("Only a walk or aerobic work").click()
        walk = phone.locator('form:has(input[name="way"][value="walk"])')
        walk.locator('[name^="minutes-"]').first.fill("15")
        walk.locator('[name^="pain-"]').first.select_option("1")
        walk.get_by_role("button", name="Log it").click()
        expect(phone.locator("#waiting > li")).to_have_count(2)
    sent(phone)
    assert {mark.counts for mark in session_sent(ada, 0).marks} == {True, False}


KEEP = """async ([url, fields, about, person]) => {
  const item = { key: crypto.randomUUID(), person: person || await Unsent.person(), url, fields, about, replaces: "" };
  await Unsent.keep({ ...item, made_at: new Date().toISOString(), isTried: true, state: "waiting", message: "" });
  return item.key;
}"""


def test_a_later_form_of_a_day_settles_no_conflict_of_an_earlier_one(phone: Page, site: str, ada: User) -> None:
    """What was said of pain there is for its owner to send or to remove."""
    let_in(phone, site, ada)
    open_today(phone, site)
    about = "/today/session/0/||whole|"
    key = phone.evaluate(KEEP, ["/today/session/0/", [["pain-bridge", "7"]], about, ""])
    phone.evaluate("async (key) => Unsent.mark(await Unsent.one(key), { message: 'Not saved.' })", key)
    with offline(phone):
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
    wait_until(phone, "async () => (await Unsent.everybodys()).every((one) => one.state === 'conflict')")
    assert [item["key"] for item in waiting(phone)] == [key]
    assert {mark.pain for mark in session_sent(ada, 0).marks} == {1}
