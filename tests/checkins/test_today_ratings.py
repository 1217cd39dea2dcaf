"""The ratings of Today: one tap for each, kept beside those before, refused when it is none."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from rehab.engine.progress.log import Rating, Shut
from rehab.plans.models import LogEntry
from tests.checkins.days import RUNS, logged, morning, plan_since, session_of, standing_now, today_page
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_an_unanswered_morning_after_a_session_stands_first(ada: User) -> None:
    """The tap card moves above the exercises and says what waits; running waits for it too."""
    plan = plan_since(ada, 7, **RUNS)
    logged(plan, morning(6), session_of(plan, 6))
    page = today_page(ada)
    assert "Yesterday’s session counts once you answer." in page
    assert page.index('id="morning"') < page.index("Beside it" if "Beside it" in page else 'id="moving"')
    assert "Can I run today? Not until you answer." in page
    assert signed_in(ada).post("/today/rating/", {"day": 7, "morning": 1}).status_code == 302
    page = today_page(ada)
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


def test_an_answer_that_moves_the_plan_loads_the_page_again(ada: User) -> None:
    """More than the card is other than before: a carry-over lowers doses, and the page has to show them."""
    plan = plan_since(ada, 1, duration_weeks=30, nprs_now=1, nprs_avg7=1, nprs_worst7=2, strength_per_week=3)
    logged(plan, morning(0, 1), session_of(plan, 0, 3))
    client = signed_in(ada)
    response = client.post("/today/rating/", {"day": 1, "morning": 5}, headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"
    assert "Your answer changed the plan" in client.get("/today/").content.decode()
    assert "X3_carryover" in client.get("/today/session/0/").content.decode()


def test_a_tap_on_a_page_of_before_overwrites_nothing_unseen(ada: User) -> None:
    """A copy shown while the network was slow: what was rated meanwhile is named, and stands until it was seen."""
    plan = plan_since(ada, 2)
    client = signed_in(ada)
    assert '<input type="hidden" name="was" value="">' in client.get("/today/").content.decode()
    logged(plan, morning(2, 6))
    for headers in ({"HX-Request": "true"}, {}):
        answer = client.post("/today/rating/", {"day": 2, "morning": 2, "was": ""}, headers=headers)
        assert "That morning was rated 6 since this page was opened." in answer.content.decode()
        assert '<input type="hidden" name="was" value="6">' in answer.content.decode()
    assert standing_now(ada).log.ratings == (Rating("rating-2", 2, morning=6),)
    assert client.post("/today/rating/", {"day": 2, "morning": 2, "was": "6"}).status_code == 302
    assert standing_now(ada).log.ratings == (Rating("rating-2", 2, morning=2),)
