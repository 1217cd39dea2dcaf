"""The player beside what waits on the phone: what hurt comes first, and what is logged is not played again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.phones import KEEP, offline, open_today, wait_until
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY
from tests.browser.walking import check_at_each_size, let_in
from tests.checkins.days import logged, plan_since, session_of
from tests.checkins.logging import READY
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, LOGGED, OPEN = "Go online once first", "It is logged", "exercises, about"
SHOWN = "() => !['plain', undefined].includes(document.getElementById('player')?.dataset.stage)"
NOTHING = {"pain": "2", "spread": "no", "sharp_spot": "no"}
YESTERDAY = f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
WAITING: list[tuple[str, dict[str, str], str]] = [
    ("/today/session/5/", {"pain-bridge": "7"}, FIRST),
    ("/today/session/5/", {"pain-bridge": "5", "spread-bridge": "yes"}, FIRST),
    ("/today/session/5/", {"pain-bridge": "5", "spread-bridge": "no"}, OPEN),
    ("/today/session/5/", {"way": "whole", "pain": "6"}, FIRST),
    ("/runs/new/", {"on": YESTERDAY, **NOTHING, "pain": "6"}, FIRST),
    ("/runs/new/", {"on": YESTERDAY, **NOTHING, "spread": "yes"}, FIRST),
    ("/runs/new/", {"on": YESTERDAY, **NOTHING, "sharp_spot": "yes"}, FIRST),
    ("/runs/new/", {"on": YESTERDAY, **NOTHING}, OPEN),
    ("/today/rating/", {"day": "7", "morning": "9"}, FIRST),
    ("/today/rating/", {"day": "7", "morning": "3"}, OPEN),
    ("/today/session/7/", {"way": "walk", "minutes-walk_easy": "10"}, OPEN),
    ("/today/session/7/", {"way": "walk", "minutes-walk_easy": "0", "spread-walk_easy": "yes"}, FIRST),
    ("/today/session/7/", {"way": "each", "done-bridge": "2"}, LOGGED),
    ("/today/session/", {"way": "whole", "pain": "2"}, LOGGED),
]


def _opened(page: Page, site: str) -> str:
    page.goto(f"{site}{PLAY}")
    wait_until(page, SHOWN)
    return page.locator("h1").inner_text()


def _with_the_player(phone: Page, site: str) -> None:
    ada = runner()
    plan = plan_since(ada, 7, **READY)
    logged(plan, session_of(plan, 0))
    let_in(phone, site, ada)
    open_today(phone, site)
    wait_until(phone, "async (a) => Boolean(await caches.match(a, { ignoreVary: true }))", PLAY)


def test_what_waits_on_the_phone_is_heard_before_a_session(phone: Page, site: str) -> None:
    """Pain above 5, a spread, a sharp spot, of a session, a walk or a run, and a rating, of today or before."""
    _with_the_player(phone, site)
    with offline(phone):
        _opened(phone, site)
        for url, fields, heading in WAITING:
            key: Any = phone.evaluate(KEEP, [url, list(fields.items())])
            assert re.search(heading, _opened(phone, site)), (url, fields)
            if heading == FIRST:
                expect(phone.get_by_text("A log on this phone waits to be sent.")).to_be_visible()
            phone.evaluate("key => Unsent.remove(key)", key)
        assert re.search(OPEN, _opened(phone, site))


def test_a_run_logged_in_flight_mode_that_hurt_comes_before_the_session(phone: Page, site: str) -> None:
    """From the run's own form, through the worker, to the player."""
    _with_the_player(phone, site)
    with offline(phone):
        phone.goto(f"{site}/runs/new/")
        phone.locator('[name="distance"]').fill("5")
        for name, value in (("pain", 7), ("spread", "no"), ("sharp_spot", "no")):
            choice = phone.locator(f'[name="{name}"][value="{value}"]').get_attribute("id")
            phone.locator(f'label[for="{choice}"]').click()
        phone.get_by_role("button", name=re.compile("^(Save|Log)")).first.click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("Kept on this phone")
        assert _opened(phone, site) == FIRST
        check_at_each_size(phone, "light", "dark")


def test_what_needs_a_look_is_not_said_to_wait(phone: Page, site: str) -> None:
    """A log that the server did not take goes nowhere by itself: the player leads to it."""
    _with_the_player(phone, site)
    key = phone.evaluate(KEEP, ["/today/session/5/", [["pain-bridge", "7"]]])
    phone.evaluate("async (key) => Unsent.mark(await Unsent.one(key), { message: 'Not saved.' })", key)
    assert _opened(phone, site) == "A log on this phone needs a look"
    phone.get_by_role("button", name="Look at it").click()
    expect(phone.get_by_text("Not saved.")).to_be_visible()
