"""Today: the answer first, what is planned, what is known and unknown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from accounts.models import User
from rehab.engine.progress.log import CheckIn, FlareReport, Rating, Recheck
from tests.checkins.days import RUNS, logged, plan_since, session_of, standing_now, today_page
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def _h1(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found is not None
    return found[1]


def test_the_heading_is_the_answer(ada: User) -> None:
    """The first day of a plan has a session, and says how long it takes."""
    plan_since(ada, 0)
    assert re.fullmatch(r"One session today, about \d+ minutes", _h1(today_page(ada)))


def test_a_day_between_sessions_is_a_rest_day(ada: User) -> None:
    """The engine's week leaves days free; they say so, with the walk."""
    plan_since(ada, 1, days_available=2)
    page = today_page(ada)
    assert _h1(page).startswith("A rest day")
    assert "Log how it went" in page


def test_a_day_nobody_wrote_about_is_unknown(ada: User) -> None:
    """Never done, never left out; it can be added."""
    plan = plan_since(ada, 6, days_available=7)
    logged(plan, session_of(plan, 0))
    page = text_of(today_page(ada))
    assert re.search(r"1 of \d done, [1-9] unknown", page)
    assert "is unknown Nothing was logged, so we count nothing." in page


def test_calm_days_show_the_easy_set(ada: User) -> None:
    """No running, the small set, and how they end."""
    plan = plan_since(ada, 9, **RUNS)
    flags = {question.id: "no" for question in standing_now(ada).frame.catalog.questions if question.recheck}
    logged(plan, FlareReport("f", 8, flags, 6))
    page = today_page(ada)
    assert _h1(page).startswith("Calm day 2")
    assert "Not today." in page
    assert "half its sets" in page
    assert "/today/swap/" not in page


def test_symptoms_that_spread_ask_first(ada: User) -> None:
    """No exercise and no run until the safety questions are answered; then both are back."""
    plan = plan_since(ada, 7, **RUNS)
    logged(plan, session_of(plan, 6, spread=True))
    page = today_page(ada)
    assert _h1(page) == "First, a few safety questions"
    assert 'id="next"' not in page
    assert "Not until you answer" in page
    flags = {question.id: "no" for question in standing_now(ada).frame.catalog.questions if question.recheck}
    logged(plan, Recheck("r", 7, flags))
    assert "safety questions" not in _h1(today_page(ada))


def test_missed_days_lower_the_doses_and_say_so(ada: User) -> None:
    """Nothing is written for it: the page counts the days itself."""
    plan = plan_since(ada, 14)
    logged(plan, session_of(plan, 0))
    assert "Nothing was logged for" in today_page(ada)


def test_after_a_long_break_an_intake_comes_first(ada: User) -> None:
    """The plan is not gone on with as it was."""
    plan = plan_since(ada, 60)
    logged(plan, session_of(plan, 0))
    page = today_page(ada)
    assert _h1(page) == "Welcome back. A short new intake first"
    assert 'id="next"' not in page
    assert "Start the short intake" in page
    assert "Add it" not in page
    assert "Nothing to log here now" in signed_in(ada).get("/today/session/").content.decode()


def test_part_of_a_session_leaves_the_rest(ada: User) -> None:
    """Today goes on with what nobody spoke of yet."""
    plan = plan_since(ada, 0)
    whole = session_of(plan, 0)
    logged(plan, replace(whole, marks=whole.marks[:1]))
    page = today_page(ada)
    assert "Part of today’s session is logged" in page
    assert f"Next, 2 of {len(whole.marks)}" in page
    assert "Do the rest" in page


def test_a_session_left_out_is_said_plainly(ada: User) -> None:
    """The heading says what today is, in no more words than that."""
    plan = plan_since(ada, 0)
    whole = session_of(plan, 0)
    marks = tuple(replace(mark, done=0, pain=None, effort=None, spread=None, skipped="time") for mark in whole.marks)
    logged(plan, replace(whole, marks=marks))
    assert _h1(today_page(ada)) == "Left out today"


def test_a_check_in_is_due_on_the_plans_weekday(ada: User) -> None:
    """Not in the first week; from day 7 until it is done."""
    plan = plan_since(ada, 6)
    assert "check-in is due" not in today_page(ada)
    plan.delete()
    plan = plan_since(ada, 8)
    assert "check-in is due" in today_page(ada)
    flags = {question.id: "no" for question in standing_now(ada).frame.catalog.questions if question.recheck}
    logged(plan, CheckIn("checkin-8", 8, flags, average=2, worst=3))
    assert "check-in is due" not in today_page(ada)


def test_today_has_the_way_on_with_its_values(ada: User) -> None:
    """The phase's criteria stand below the week, folded, each with its value of now, the rule and its sources."""
    plan = plan_since(ada, 2)
    logged(plan, Rating("rating-2", 2, morning=9, worst=9, average=9))
    page = today_page(ada)
    assert page.index('id="left"') < page.index('id="crit"')
    said = text_of(page)
    assert "To move on to" in said
    assert re.search(r"\d of \d met today", said)
    assert "9 of 10 Not yet" in said
    assert "At least" in said
    assert "protocol version 1" in said


def test_in_calm_days_no_second_flare_is_offered(ada: User) -> None:
    """What stays bad then leads to the safety questions; on usual days the flare button stands there."""
    plan = plan_since(ada, 4)
    page = today_page(ada)
    assert 'href="/flare/">It flared up</a>' in page
    assert "Still bad or worse" not in page
    logged(plan, FlareReport("f", 4, {}, 7))
    page = today_page(ada)
    assert 'href="/safety/">Still bad or worse</a>' in page
    assert "/flare/" not in page
