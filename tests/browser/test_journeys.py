"""Whole ways through the product on a phone: to a plan, to an emergency, to a referral, and back after a break."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from rehab.intake.models import Intake
from rehab.intake.services import reopen_step
from rehab.plans.models import Plan
from tests.browser.walking import PHRASE, answer_screen, check, go_on, let_in, sign_in, walk
from tests.engine.cases import raw
from tests.intake.walking import answered, answers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ada(transactional_db: Any) -> User:
    """A runner with a confirmed address."""
    user = User.objects.create_user("ada@example.org", PHRASE, display_name="Ada")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def _start(page: Page, site: str) -> None:
    page.goto(f"{site}/intake/")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Start the intake|Go on")).click()


def _go_to(page: Page, heading: str) -> None:
    for _ in range(40):
        if page.locator("h1").inner_text() == heading:
            return
        answer_screen(page, answers())
        go_on(page)
    raise AssertionError(f"never came to {heading}")


def test_from_sign_up_to_the_first_session(page: Page, site: str) -> None:
    """Sign up, confirm by mail, sign in, answer everything, read the plan, log its first session; axe at 390 px."""
    page.goto(f"{site}/account/signup/")
    page.locator("#id_email").fill("ada@example.org")
    page.locator("#id_password1").fill(PHRASE)
    page.locator("#id_password2").fill(PHRASE)
    page.get_by_label("What should we call you?").fill("Ada")
    page.get_by_label("a runner with spine pain").check()
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("I agree that Backstride").check()
    page.locator("main form button:not([name])").last.click()
    page.wait_for_url("**/confirm-email/")
    page.wait_for_load_state()
    link = re.search(r"/account/confirm-email/[^\s]+", mail.outbox[0].body)
    assert link is not None
    page.goto(f"{site}{link[0]}")
    with page.expect_navigation():
        page.locator("main form button").click()
    sign_in(page, site, "ada@example.org") if "login" in page.url else page.goto(f"{site}/home/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tell us about the pain")
    check(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Start the intake").click()
    walk(page, answers(goal_distance_km=10, goal_date="2099-01-01"), checking=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    check(page)
    page.get_by_role("button", name="Make my plan").click()
    page.wait_for_url("**/plan/")
    check(page)
    expect(page.locator(".path [aria-current=step]")).to_be_visible()
    page.locator(".exercise summary").first.click()
    expect(page.get_by_text("Why this one").first).to_be_visible()
    check(page)
    page.get_by_role("link", name="Today", exact=True).click()
    page.get_by_role("link", name="Log it without the player").click()
    for name in ("whole_pain_1", "whole_effort_4", "whole_spread_1"):
        page.locator(f'label[for="{name}"]').click()
    page.get_by_role("button", name="Log the whole session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this session led to")
    assert Plan.objects.get().log.get().kind == "session"


def test_an_emergency_fills_the_screen_at_once(page: Page, site: str, ada: User) -> None:
    """The second screen already shouts; the call is one tap away; no way leads on to exercises."""
    let_in(page, site, ada)
    _start(page, site)
    walk(page, answers(rf_bowel="yes"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Get emergency care now.")
    expect(page.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    check(page)
    page.goto(f"{site}/intake/5/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Get emergency care now.")
    page.get_by_role("link", name="Answered wrongly?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This can be corrected later")
    check(page)


def test_a_referral_says_how_soon_and_prints_one_page(page: Page, site: str, ada: User) -> None:
    """Whom to see, what to tell, what is allowed, how the plan opens; the summary fits one sheet."""
    answered(ada, raw(rf_weight_loss="yes"))
    let_in(page, site, ada)
    page.goto(f"{site}/intake/review/")
    page.get_by_role("button", name="Make my plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("See a clinician before you start exercises")
    check(page)
    page.get_by_role("link", name="One page for the clinician").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For the clinician")
    check(page)
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4"))) == 1


def test_an_intake_goes_on_on_another_device(page: Page, site: str, ada: User, browser: Browser) -> None:
    """What was answered on the phone is there on the laptop, back shows it, and nothing is asked twice."""
    let_in(page, site, ada)
    _start(page, site)
    _go_to(page, "How it began")
    left = page.url
    laptop = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    let_in(laptop, site, ada)
    _start(laptop, site)
    assert laptop.url == left
    with laptop.expect_navigation():
        laptop.get_by_role("button", name="Back").click()
    expect(laptop.locator("input[name=side]:checked")).to_have_count(1)
    go_on(laptop)
    walk(laptop, answers(), checking=True)
    laptop.get_by_role("button", name="Make my plan").click()
    laptop.wait_for_url("**/plan/")
    check(laptop)
    assert Plan.objects.filter(runner=ada).count() == 1
    laptop.context.close()


def test_without_javascript_the_intake_works_too(site: str, ada: User, browser: Browser) -> None:
    """Every screen posts by itself; a question that is called for appears on the same screen."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    let_in(page, site, ada)
    _start(page, site)
    walk(page, answers(sex_at_birth="female", pregnancy_status="not_pregnant"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    assert Intake.objects.get().answers["pregnancy_status"] == "not_pregnant"
    context.close()


def test_a_question_appears_as_soon_as_it_is_called_for(page: Page, site: str, ada: User) -> None:
    """With htmx: choosing a sex asks about pregnancy on the same screen, keeps what was typed, and saves it."""
    given = {name: value for name, value in raw().items() if name not in ("height_cm", "sex_at_birth")}
    reopen_step(intake=answered(ada, given), key="you")
    let_in(page, site, ada)
    _start(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("A little more about you")
    page.locator("[name=height_cm]").fill("171")
    page.locator("label[for=id_sex_at_birth_0]").click()
    expect(page.get_by_text("Are you pregnant")).to_be_visible()
    expect(page.locator("[name=height_cm]")).to_have_value("171")
    assert Intake.objects.get().answers["height_cm"] == 171
