"""Today: the answer first, what is planned, what is known and unknown, one tap for each rating."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.log import CheckIn, FlareReport, Rating, Recheck, Shut
from rehab.plans.models import LogEntry
from tests.checkins.days import logged, morning, plan_since, session_of, standing_now
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of
from tests.plans.test_statements import _statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
RUNS = {"run_status": "reduced", "run_pain": 2, "prev_weekly_km": 30, "longest_run_30d_km": 10, "runs_per_week": 3}


@pytest.fixture
def ada() -> User:
    """A runner without a plan."""
    return runner()


def _page(user: User) -> str:
    response = signed_in(user).get("/today/")
    assert response.status_code == 200
    return response.content.decode()


def _h1(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found is not None
    return found[1]


def test_the_heading_is_the_answer(ada: User) -> None:
    """The first day of a plan has a session, and says how long it takes."""
    plan_since(ada, 0)
    assert re.fullmatch(r"One session today, about \d+ minutes", _h1(_page(ada)))


def test_a_day_between_sessions_is_a_rest_day(ada: User) -> None:
    """The engine's week leaves days free; they say so, with the walk."""
    plan_since(ada, 1, days_available=2)
    page = _page(ada)
    assert _h1(page).startswith("A rest day")
    assert "Log how it went" in page


def test_without_a_plan_one_is_made_first(ada: User) -> None:
    """Today leads to the intake."""
    assert signed_in(ada).get("/today/").headers["Location"] == "/intake/"


def test_a_closed_plan_shows_no_exercise(ada: User) -> None:
    """A safety answer leads to what is to be done, from Today and from home."""
    plan = plan_since(ada, 3)
    logged(plan, Shut("s", 3, "urgent_24_48h", ("F05",)))
    client = signed_in(ada)
    for address in ("/today/", "/today/session/", "/home/"):
        assert client.get(address).headers["Location"] == "/plan/"
    assert "closed for now" in client.get("/plan/").content.decode()
    assert client.post("/today/rating/", {"day": 3, "morning": 1}).headers["Location"] == "/plan/"
    assert LogEntry.objects.count() == 1


def test_home_leads_a_runner_with_a_plan_to_today(ada: User) -> None:
    """And one without to the plan's own way."""
    client = signed_in(ada)
    assert client.get("/home/").headers["Location"] == "/plan/"
    plan_since(ada, 0)
    assert client.get("/home/").headers["Location"] == "/today/"


def test_an_unanswered_morning_after_a_session_stands_first(ada: User) -> None:
    """The tap card moves above the exercises and says what waits; running waits for it too."""
    plan = plan_since(ada, 7, **RUNS)
    logged(plan, morning(6), session_of(plan, 6))
    page = _page(ada)
    assert "Yesterday’s session counts once you answer." in page
    assert page.index('id="morning"') < page.index("Beside it" if "Beside it" in page else 'id="moving"')
    assert "Can I run today? Not until you answer." in page
    assert signed_in(ada).post("/today/rating/", {"day": 7, "morning": 1}).status_code == 302
    page = _page(ada)
    assert "counts once you answer" not in page
    assert "This morning: 1 of 10" in page


def test_ratings_of_a_day_join(ada: User) -> None:
    """Each tap is kept beside those before; the last of its kind counts; there is one entry a day."""
    plan_since(ada, 2)
    client = signed_in(ada)
    for given in ({"morning": 3}, {"worst": 5}, {"average": 2}, {"morning": 4}, {"morning": 4}):
        assert client.post("/today/rating/", {"day": 2, **given}).status_code == 302
    assert standing_now(ada).log.ratings == (Rating("rating-2", 2, morning=4, worst=5, average=2),)
    assert LogEntry.objects.count() == 4  # the same tap twice counts once


def test_yesterday_evening_can_still_be_rated(ada: User) -> None:
    """Worst and average of yesterday join its morning, marked as added later; its morning is over."""
    plan = plan_since(ada, 2)
    logged(plan, morning(1, 2))
    client = signed_in(ada)
    assert client.post("/today/rating/", {"day": 1, "worst": 6}).status_code == 302
    assert standing_now(ada).log.ratings == (Rating("rating-1", 1, morning=2, worst=6),)
    row = LogEntry.objects.last()
    assert row is not None
    assert row.corrects is not None
    assert row.note
    refused = client.post("/today/rating/", {"day": 1, "morning": 6})
    assert refused.status_code == 422
    assert "That morning is over" in refused.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"day": 2},
        {"day": 2, "morning": 11},
        {"day": 2, "morning": -1},
        {"day": 2, "morning": "x"},
        {"day": 0, "worst": 3},
        {"day": 3, "worst": 3},
        {"day": "9" * 400, "worst": 3},
        {"day": "x", "worst": 3},
    ],
)
def test_what_is_no_rating_is_refused(ada: User, sent: dict[str, Any]) -> None:
    """With a clear message, and nothing is stored."""
    plan_since(ada, 2)
    response = signed_in(ada).post("/today/rating/", sent)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not LogEntry.objects.exists()


def test_a_skipped_morning_is_not_asked_again_and_nothing_is_stored(ada: User) -> None:
    """It can be rated later; it is never counted."""
    plan_since(ada, 2)
    client = signed_in(ada)
    assert client.post("/today/rating/", {"day": 2, "skip": 1}).status_code == 302
    assert "This morning: not rated" in client.get("/today/").content.decode()
    assert not LogEntry.objects.exists()


def test_the_card_is_swapped_in_place(ada: User) -> None:
    """A request of the script gets the card, the answer strip and a word for the live region, no whole page."""
    plan_since(ada, 2)
    response = signed_in(ada).post("/today/rating/", {"day": 2, "morning": 2}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert 'id="morning"' in page
    assert page.count("hx-swap-oob") == 2


def test_a_tap_after_midnight_says_why_it_did_nothing(ada: User) -> None:
    """The card of a morning that is over comes back as today's, with the reason, in an answer the page swaps in."""
    plan_since(ada, 2)
    given = {"day": 1, "morning": 2}
    response = signed_in(ada).post("/today/rating/", given, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert page.count("That morning is over. Rate this one instead.") == 2  # in the card, and in the live region
    assert 'name="day" value="2"' in page
    assert "Saved" not in page
    assert not LogEntry.objects.exists()


def test_a_tap_of_an_old_tab_leads_to_the_whole_page(ada: User) -> None:
    """Where the plan is shut or gone, no page is put into the card."""
    client, part = signed_in(ada), {"HX-Request": "true"}
    response = client.post("/today/rating/", {"day": 0, "morning": 2}, headers=part)
    assert response.headers["HX-Redirect"] == "/intake/"
    logged(plan_since(ada, 3), Shut("s", 3, "urgent_24_48h", ("F05",)))
    response = client.post("/today/rating/", {"day": 3, "morning": 2}, headers=part)
    assert response.headers["HX-Redirect"] == "/plan/"


def test_opening_today_writes_nothing(ada: User) -> None:
    """Neither an entry nor the course, whatever days have passed."""
    plan = plan_since(ada, 12)
    before = (plan.course, plan.revision)
    for address in ("/today/", "/today/session/", "/plan/"):
        signed_in(ada).get(address)
    plan.refresh_from_db()
    assert (plan.course, plan.revision) == before
    assert not LogEntry.objects.exists()
    assert not plan.events.filter(kind="decided").exists()


def test_a_day_nobody_wrote_about_is_unknown(ada: User) -> None:
    """Never done, never left out; it can be added."""
    plan = plan_since(ada, 6, days_available=7)
    logged(plan, session_of(plan, 0))
    page = text_of(_page(ada))
    assert re.search(r"1 of \d done, [1-9] unknown", page)
    assert "is unknown Nothing was logged, so we count nothing." in page


def test_calm_days_show_the_easy_set(ada: User) -> None:
    """No running, the small set, and how they end."""
    plan = plan_since(ada, 9, **RUNS)
    flags = {question.id: "no" for question in standing_now(ada).frame.catalog.questions if question.recheck}
    logged(plan, FlareReport("f", 8, flags, 6))
    page = _page(ada)
    assert _h1(page).startswith("Calm day 2")
    assert "Not today." in page
    assert "half its sets" in page
    assert "/today/swap/" not in page


def test_symptoms_that_spread_ask_first(ada: User) -> None:
    """No exercise and no run until the safety questions are answered; then both are back."""
    plan = plan_since(ada, 7, **RUNS)
    logged(plan, session_of(plan, 6, spread=True))
    page = _page(ada)
    assert _h1(page) == "First, a few safety questions"
    assert 'id="next"' not in page
    assert "Not until you answer" in page
    flags = {question.id: "no" for question in standing_now(ada).frame.catalog.questions if question.recheck}
    logged(plan, Recheck("r", 7, flags))
    assert "safety questions" not in _h1(_page(ada))


def test_missed_days_lower_the_doses_and_say_so(ada: User) -> None:
    """Nothing is written for it: the page counts the days itself."""
    plan = plan_since(ada, 14)
    logged(plan, session_of(plan, 0))
    assert "Nothing was logged for" in _page(ada)


def test_after_a_long_break_an_intake_comes_first(ada: User) -> None:
    """The plan is not gone on with as it was."""
    plan = plan_since(ada, 60)
    logged(plan, session_of(plan, 0))
    page = _page(ada)
    assert _h1(page) == "Welcome back. A short new intake first"
    assert 'id="next"' not in page
    assert "Start the short intake" in page
    assert "Add it" not in page
    assert "Nothing to log here now" in signed_in(ada).get("/today/session/").content.decode()


def test_an_answer_that_moves_the_plan_loads_the_page_again(ada: User) -> None:
    """More than the card is other than before: a carry-over lowers doses, and the page has to show them."""
    plan = plan_since(ada, 1, duration_weeks=30, nprs_now=1, nprs_avg7=1, nprs_worst7=2, strength_per_week=3)
    logged(plan, morning(0, 1), session_of(plan, 0, 3))
    client = signed_in(ada)
    response = client.post("/today/rating/", {"day": 1, "morning": 5}, headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"
    assert "Your answer changed the plan" in client.get("/today/").content.decode()
    assert "X3_carryover" in client.get("/today/session/0/").content.decode()


def test_part_of_a_session_leaves_the_rest(ada: User) -> None:
    """Today goes on with what nobody spoke of yet."""
    plan = plan_since(ada, 0)
    whole = session_of(plan, 0)
    logged(plan, replace(whole, marks=whole.marks[:1]))
    page = _page(ada)
    assert "Part of today’s session is logged" in page
    assert f"Next, 2 of {len(whole.marks)}" in page
    assert "Log the rest" in page


def test_a_plan_that_cannot_be_followed_leads_to_its_page(ada: User) -> None:
    """It was made before plans were followed: it can still be read."""
    plan = plan_since(ada, 0)
    type(plan).objects.filter(pk=plan.pk).update(snapshot=None)
    for address in ("/today/", "/today/session/", "/today/swap/bridge/"):
        assert signed_in(ada).get(address).headers["Location"] == "/plan/"


def test_a_check_in_is_due_on_the_plans_weekday(ada: User) -> None:
    """Not in the first week; from day 7 until it is done."""
    plan = plan_since(ada, 6)
    assert "check-in is due" not in _page(ada)
    plan.delete()
    plan = plan_since(ada, 8)
    assert "check-in is due" in _page(ada)
    flags = {question.id: "no" for question in standing_now(ada).frame.catalog.questions if question.recheck}
    logged(plan, CheckIn("checkin-8", 8, flags, average=2, worst=3))
    assert "check-in is due" not in _page(ada)


def test_today_has_the_way_on_with_its_values(ada: User) -> None:
    """The phase's criteria stand below the week, folded, each with its value of now, the rule and its sources."""
    plan = plan_since(ada, 2)
    logged(plan, Rating("rating-2", 2, morning=9, worst=9, average=9))
    page = _page(ada)
    assert page.index('id="left"') < page.index('id="crit"')
    said = text_of(page)
    assert "To move on to" in said
    assert re.search(r"\d of \d met today", said)
    assert "9 of 10 Not yet" in said
    assert "At least" in said
    assert "protocol version 1" in said


def test_a_session_left_out_is_said_plainly(ada: User) -> None:
    """The heading says what today is, in no more words than that."""
    plan = plan_since(ada, 0)
    whole = session_of(plan, 0)
    marks = tuple(replace(mark, done=0, pain=None, effort=None, spread=None, skipped="time") for mark in whole.marks)
    logged(plan, replace(whole, marks=marks))
    assert _h1(_page(ada)) == "Left out today"


def test_the_statements_do_not_grow_with_a_year_of_logs(ada: User) -> None:
    """Ten at most, however long the log is."""
    plan_since(ada, 1)
    client, counts = signed_in(ada), []
    for days in (1, 365):  # the same day of the week
        plan = plan_since(ada, days)
        if days > 1:
            _fill(plan, days)
        client.get("/today/")
        with _statements() as found:
            assert client.get("/today/").status_code == 200
        counts.append(len(found))
        assert len(found) <= 10, found
    assert counts[1] <= counts[0]


def _fill(plan: Any, days: int) -> None:
    now = timezone.now()
    session = session_of(plan, 0)
    rows = []
    for day in range(days):
        body = {"id": f"rating-{day}", "day": day, "morning": 1, "worst": 2, "average": 1}
        rows.append(("rating", f"rating-{day}", day, body))
        if day % 2 == 0:
            marks = [
                {"exercise_id": m.exercise_id, "level": 1, "done": m.done, "planned": m.planned} for m in session.marks
            ]
            body = {"id": f"session-{day}", "day": day, "marks": marks, "planned": session.planned}
            rows.append(("session", f"session-{day}", day, body))
    LogEntry.objects.bulk_create(
        LogEntry(plan=plan, number=number, entry_id=id_, kind=kind, day=day, body=body, made_at=now)
        for number, (kind, id_, day, body) in enumerate(rows, 1)
    )
    course = {**plan.course, "day": days - 1, "trained_on": days - 2}
    type(plan).objects.filter(pk=plan.pk).update(course=course)


def test_the_tab_bar_is_for_runners_with_a_plan(ada: User) -> None:
    """It stands on Today and on the plan, and nowhere without a plan."""
    assert "tabbar" not in signed_in(ada).get("/intake/").content.decode()
    plan_since(ada, 0)
    for address in ("/today/", "/plan/"):
        assert 'class="tabbar' in signed_in(ada).get(address).content.decode()
    assert "tabbar" not in Client().get("/").content.decode()
