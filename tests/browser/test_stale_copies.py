"""What a runner sends may lock the plan, change its phase or a dose: no copy of before opens without a network."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.library.models import Exercise
from rehab.plans.models import LogEntry, Plan
from tests.browser.phones import offline, open_today, wait_until
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY
from tests.browser.test_copies import OPENS
from tests.browser.walking import answer_screen, go_on, let_in
from tests.checkins.days import plan_since
from tests.checkins.logging import READY, answer_week, plan_on_day, with_course
from tests.intake.walking import answers, runner, signed_in
from tests.intake.walking import walk as walk_to_review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NONE = f"async () => (await ({OPENS})()) === 0"


@pytest.fixture
def ada(site: str) -> User:
    """A runner without a plan yet."""
    return runner()


def with_copies(phone: Page, site: str, address: str) -> None:
    """The page of this address, and after it the copies: made in another tab, which is closed again."""
    phone.goto(f"{site}{address}")
    other = phone.context.new_page()
    open_today(other, site)
    other.close()
    assert phone.evaluate(OPENS) > 1


def expect_none(phone: Page, site: str) -> None:
    """Nothing of before opens, and the page without a network offers nothing."""
    wait_until(phone, NONE)
    with offline(phone):
        for address in ("/today/", PLAY):
            phone.goto(f"{site}{address}")
            expect(phone.get_by_role("heading", level=1)).to_have_text("You are offline")
            expect(phone.locator("#pages")).to_be_hidden()


@pytest.mark.parametrize(("like", "leads_to"), [("same", "/flare/"), ("other", "/intake/")])
def test_the_way_back_takes_every_copy_with_it(phone: Page, site: str, ada: User, like: str, leads_to: str) -> None:
    """Calm days, or a new intake: the session of before is of neither."""
    with_course(plan_on_day(ada, 120, **READY), phase=5, day=119, trained_on=119, items=[], stage=10)
    let_in(phone, site, ada)
    with_copies(phone, site, "/way-back/")
    answer_screen(phone, {"like": like, "pain_now": "4"})
    phone.get_by_role("button", name="Go on").click()
    phone.wait_for_url(f"{site}{leads_to}")
    expect_none(phone, site)


@pytest.mark.parametrize("address", ["/check-in/1/", "/check-in/review/"])
def test_a_check_in_takes_every_copy_with_it(phone: Page, site: str, ada: User, address: str) -> None:
    """Its safety answers may lock the plan, and what it ends with may change the phase."""
    plan_on_day(ada, 8)
    if address != "/check-in/1/":
        answer_week(signed_in(ada))
    let_in(phone, site, ada)
    with_copies(phone, site, address)
    if address == "/check-in/1/":
        answer_screen(phone, {})
        go_on(phone)
        phone.wait_for_url(f"{site}/check-in/2/")
    else:
        phone.get_by_role("button", name="Send the check-in").click()
        phone.wait_for_url(f"{site}/check-in/day/8/")
    expect_none(phone, site)


def test_a_new_plan_takes_every_copy_with_it(phone: Page, site: str, ada: User) -> None:
    """What the last screen of an intake leads to is another plan, or none."""
    old = plan_on_day(ada, 8)
    here = signed_in(ada)
    assert walk_to_review(here, answers()) == "/intake/review/"
    let_in(phone, site, ada)
    with_copies(phone, site, "/intake/review/")
    phone.get_by_role("button", name="Make my plan").click()
    phone.wait_for_url(f"{site}/plan/")
    assert Plan.objects.get(runner=ada, closed_at=None) != old
    expect_none(phone, site)


def test_a_screen_of_an_intake_takes_every_copy_with_it(phone: Page, site: str, ada: User) -> None:
    """Any of them may say that a doctor comes first: neither Today nor the player opens after it."""
    plan_on_day(ada, 8)
    here = signed_in(ada)
    here.post("/intake/")
    let_in(phone, site, ada)
    with_copies(phone, site, "/intake/1/")
    answer_screen(phone, answers())
    go_on(phone)
    expect_none(phone, site)


def names_in(page: Page, address: str) -> list[str]:
    """The exercises of the player as this phone has kept it; none where it kept nothing."""
    read = """async (address) => {
      const found = await caches.match(address, { ignoreVary: true });
      const page = found && new DOMParser().parseFromString(await found.text(), "text/html");
      return page ? page.getElementById("player-course").textContent : "";
    }"""
    kept: dict[str, Any] = json.loads(page.evaluate(read, address) or '{"days": []}')
    return [line["name"] for day in kept["days"] for line in day["lines"]]


def test_a_swapped_exercise_is_in_no_copy(phone: Page, site: str, ada: User) -> None:
    """Right after it, without a network: what was swapped, maybe because it hurts, is shown by no page of before."""
    plan_since(ada, 0, **READY)
    let_in(phone, site, ada)
    open_today(phone, site, until=PLAY)
    for link in phone.locator('a[href^="/today/swap/"]').evaluate_all("all => all.map((one) => one.href)"):
        phone.goto(link)
        if phone.locator('input[name="other"]').count():
            break
    before = names_in(phone, PLAY)
    for name in ("other", "reason"):
        option = phone.locator(f'input[name="{name}"]').first
        phone.locator(f'label[for="{option.get_attribute("id")}"]').first.click()
    phone.locator("main form button:not([type=button])").last.click()
    phone.wait_for_url(f"{site}/today/")
    expect(phone.get_by_role("status").first).to_contain_text("Swapped.")
    gone = swapped_in(ada)
    assert gone in before
    assert gone not in names_in(phone, PLAY)
    with offline(phone):
        phone.goto(f"{site}{PLAY}")
        assert gone not in phone.content()


def swapped_in(ada: User) -> str:
    """The name of the exercise that was swapped away."""
    row = LogEntry.objects.get(kind="swap", plan__runner=ada)
    return Exercise.objects.get(pk=row.body["exercise_id"]).name


# What changes a plan, a dose, a limit or a unit, wherever its address may move to.
CHANGING: list[tuple[str, list[Any]]] = [
    ("checkins:swap", ["bridge"]),
    ("checkins:run_import", []),
    ("checkins:run_import_check", []),
    ("checkins:run_change", [uuid4()]),
    ("plans:contact", [uuid4()]),
    ("reminders:tap", ["one-tap"]),
    ("settings", []),
]


def test_whatever_is_sent_to_change_a_plan_outdates_what_is_open(phone: Page, site: str, ada: User) -> None:
    """The copies go, and a page that lies open knows that something was saved since."""
    plan_since(ada, 0, **READY)
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.goto(f"{site}/progress/")  # asks for no copies
    for address in [reverse(name, args=given) for name, given in CHANGING]:
        before = phone.evaluate("""async () => {
          await (await caches.open('pages')).put('/today/', new Response('of before'));
          return Date.now();
        }""")
        phone.context.route(f"**{address}", lambda route: route.fulfill(status=200, body="done"))
        phone.evaluate("(address) => fetch(address, { method: 'POST' })", address)
        wait_until(phone, f"async (before) => (await Unsent.changedAt()) >= before && await ({NONE})()", before)
