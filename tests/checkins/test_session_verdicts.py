"""What a session leads to: down at once, held, or up at the check-in, each with its rule."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from rehab.engine.progress.log import Recheck
from rehab.plans.following import course_of
from rehab.plans.models import Plan
from tests.checkins.days import WELL, logged, morning, plan_since, send_session, session_of, session_sent, standing_now
from tests.checkins.days import client as client
from tests.intake.walking import ada as ada
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_red_pain_goes_down_at_once_and_says_why(ada: User, client: Client) -> None:
    """One level down, the rule, what it read and its source; the edit then still speaks of what was done."""
    plan = plan_since(ada, 0, duration_weeks=30, nprs_now=1, nprs_avg7=1, nprs_worst7=2, strength_per_week=3)
    assert {item.level for item in course_of(plan).items} >= {2}
    send_session(client, 0, **{**WELL, "pain": 7})
    page = text_of(client.get("/today/session/").content.decode())
    assert "One level down:" in page
    assert "X2_red" in page
    assert "Highest pain during the exercise 7" in page
    assert session_sent(ada, 0).marks[0].level == 2


def test_spread_takes_the_exercise_away_and_asks_again(ada: User, client: Client) -> None:
    """The easier one takes its place, and the safety questions come first."""
    plan = plan_since(ada, 0)
    send_session(client, 0, **{**WELL, "spread": "yes"})
    page = client.get("/today/session/").content.decode()
    assert "X1_peripheral" in page
    assert "/safety/" in page
    assert "First, a few safety questions" in client.get("/today/").content.decode()
    flags = {question.id: "no" for question in standing_now(ada).frame.catalog.questions if question.recheck}
    logged(plan, Recheck("r", 0, flags))
    assert "/safety/" not in _section(client.get("/today/session/").content.decode())


def _section(page: str) -> str:
    return page.split('id="led"')[1].split("</section>")[0]


def test_held_and_waiting_are_told_apart(ada: User, client: Client) -> None:
    """Pain of 3 to 5 holds at once; without the morning's rating a good session never goes up."""
    plan = plan_since(ada, 4)
    logged(plan, morning(0), session_of(plan, 0, 1), morning(2), session_of(plan, 3, 4))
    page = text_of(client.get("/today/session/3/").content.decode())
    assert "Held Pain of 3 to 5 is acceptable." in page
    assert "Why: rule X4_amber" in page
    missed = text_of(client.get("/today/session/0/").content.decode())
    assert "The next morning was not rated, so the dose is repeated and does not go up." in missed


def test_a_missing_morning_never_advances(ada: User, client: Client) -> None:
    """However many good sessions there are: the levels are those of the first day."""
    plan = plan_since(ada, 7)
    before = [(item.exercise_id, item.level) for item in course_of(plan).items]
    logged(plan, morning(0), *(session_of(plan, day) for day in (0, 2, 4, 6)))
    assert [(item.exercise_id, item.level) for item in course_of(Plan.objects.get()).items] == before
    assert "goes up" not in text_of(client.get("/today/session/4/").content.decode()).replace("not go up", "")


def test_two_good_sessions_wait_for_the_check_in(ada: User, client: Client) -> None:
    """After the first, one more like it is asked for; after the second, it goes up at the check-in."""
    plan = plan_since(ada, 5)
    logged(plan, morning(0), session_of(plan, 0), morning(1))
    assert "one more like it" in client.get("/today/session/0/").content.decode()
    logged(plan, session_of(plan, 2), morning(3))
    assert "it goes up at the weekly check-in" in client.get("/today/session/2/").content.decode()
