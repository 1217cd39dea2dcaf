"""The weekly check-in: asked openly, kept between devices, counted once and only whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.checkins import weekly
from rehab.checkins.models import CheckInDraft
from rehab.plans.models import LogEntry, Plan
from tests.checkins.logging import DOING, WEEK, answer_week, entries, plan_on_day, safe
from tests.checkins.logging import client as client
from tests.checkins.logging import plan as plan
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_the_safety_questions_come_first_and_none_is_filled_in(client: Client) -> None:
    """Every question that is asked again stands on the first screen, in groups, without an answer."""
    assert client.get("/check-in/").headers["Location"] == "/check-in/1/"
    page = client.get("/check-in/1/").content.decode()
    assert all(f'name="{key}"' in page for key in safe())
    assert "checked" not in page
    assert page.count('<fieldset class="panel group"') >= 3


def test_an_open_safety_question_keeps_the_screen_and_what_was_chosen(client: Client) -> None:
    """The message says how many are open; nothing is logged."""
    sent = safe()
    for key in ("rf_fever", "rf_gait"):
        del sent[key]
    answer = client.post("/check-in/1/", sent)
    assert answer.status_code == 422
    assert "2 safety answers are still open" in text_of(answer.content.decode())
    assert answer.content.decode().count("checked") == len(sent)
    assert not LogEntry.objects.exists()
    assert client.get("/check-in/2/").status_code == 302


def test_no_later_screen_opens_before_the_safety_answers(client: Client) -> None:
    """Neither by its address nor by sending it; the review cannot be sent either."""
    for address in ("/check-in/2/", "/check-in/3/", "/check-in/review/"):
        assert client.get(address).status_code == 302
        assert client.post(address, {**WEEK, **DOING}).status_code == 302
    assert not LogEntry.objects.exists()


def test_a_whole_check_in_is_one_entry_with_every_answer(client: Client, plan: Plan) -> None:
    """The answers reach the engine; what a clinician said stays beside the entry."""
    answer_week(client, w_clinician="Keep going, she said.", w_barrier=["time", "pain"])
    assert client.post("/check-in/review/").headers["Location"] == "/check-in/day/8/"
    (row,) = entries("checkin")
    assert (row.entry_id, row.day, row.note) == ("checkin-8", 8, "Keep going, she said.")
    body = row.body
    assert (body["average"], body["worst"], body["change"], body["walk_min"]) == (3, 5, "better", 30)
    assert body["scores"] == [4]
    assert body["barriers"] == {"set": ["pain", "time"]}
    assert set(body["answers"].values()) == {"no"}
    assert not CheckInDraft.objects.exists()


def test_not_sure_counts_as_the_question_says(client: Client) -> None:
    """What reaches the engine is yes or no."""
    client.post("/check-in/1/", safe(rf_band="not_sure"))
    (row,) = entries("recheck")
    assert row.body["answers"]["rf_band"] == "no"


def test_sending_twice_counts_once(client: Client) -> None:
    """A double tap, a second tab, a second send: one entry and the same page."""
    answer_week(client)
    for _ in range(3):
        assert client.post("/check-in/review/").status_code == 302
    assert len(entries("checkin")) == 1
    assert len(entries("recheck")) == 1
    assert client.get("/check-in/").headers["Location"] == "/check-in/day/8/"


def test_the_draft_goes_on_on_another_device(ada: User, client: Client) -> None:
    """What one browser saved, whole or not, another one shows."""
    client.post("/check-in/1/", safe())
    client.post("/check-in/2/", {"w_avg": "4", "w_walk": "25"})
    other = signed_in(ada)
    assert other.get("/check-in/").headers["Location"] == "/check-in/2/"
    page = other.get("/check-in/2/").content.decode()
    assert 'value="25"' in page
    assert page.count("checked") == 1


def test_safety_answers_of_yesterday_are_asked_again(client: Client, plan: Plan) -> None:
    """The rest of the draft stays; the safety answers are of the day it is sent."""
    client.post("/check-in/1/", safe())
    client.post("/check-in/2/", WEEK)
    draft = CheckInDraft.objects.get()
    draft.answers["safety_day"] -= 1
    draft.save()
    assert client.get("/check-in/").headers["Location"] == "/check-in/1/"
    assert "checked" not in client.get("/check-in/1/").content.decode()
    client.post("/check-in/1/", safe())
    assert client.get("/check-in/").headers["Location"] == "/check-in/3/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"w_avg": "11"},
        {"w_avg": "x"},
        {"w_walk": "-1"},
        {"w_walk": "9" * 40},
        {"w_stiff": "1e9"},
        {"w_limb": "arm"},
        {"w_worst": "2"},
        {"w_change": ""},
        {"w_stiff": "\x00"},
    ],
)
def test_a_value_out_of_range_is_refused_with_the_rest_kept(client: Client, wrong: dict[str, str]) -> None:
    """The worst of a week is not below its average either."""
    client.post("/check-in/1/", safe())
    answer = client.post("/check-in/2/", {**WEEK, **wrong})
    assert answer.status_code == 422
    assert "needs another look" in answer.content.decode()
    assert client.get("/check-in/3/").status_code == 302


def test_none_stands_alone_among_the_barriers(client: Client) -> None:
    """Nothing got in the way, or something did."""
    client.post("/check-in/1/", safe())
    client.post("/check-in/2/", WEEK)
    assert client.post("/check-in/3/", {**DOING, "w_barrier": ["none", "time"]}).status_code == 422


def test_the_activities_are_scored_every_two_weeks(ada: User) -> None:
    """Asked at the first check-in, not a week later, again after two weeks."""
    plan = plan_on_day(ada, 8, psfs_activities=["running 30 minutes", "lifting my son"])
    client = signed_in(ada)
    client.post("/check-in/1/", safe())
    client.post("/check-in/2/", WEEK)
    assert "Lifting my son" in client.get("/check-in/3/").content.decode()
    client.post("/check-in/3/", {**DOING, "w_psfs_1": "0"})
    client.post("/check-in/4/", {})
    client.post("/check-in/review/")
    assert entries("checkin")[0].body["scores"] == [4, 0]
    today = timezone.localdate()
    for days, asked in ((7, False), (14, True)):
        found = weekly.so_far(plan=plan, today=today + timezone.timedelta(days=days))
        assert ("w_psfs" in found.questions_of(weekly.DOING)) is asked


def test_movement_tests_are_offered_where_they_say_something(ada: User) -> None:
    """For the low back in the second and third week with pain of 6 or less; never obliged."""
    plan = plan_on_day(ada, 8)
    client = signed_in(ada)
    client.post("/check-in/1/", safe())
    client.post("/check-in/2/", {**WEEK, "w_avg": "7", "w_worst": "8"})
    client.post("/check-in/3/", DOING)
    assert client.get("/check-in/").headers["Location"] == "/check-in/review/"
    client.post("/check-in/2/", WEEK)
    assert client.get("/check-in/").headers["Location"] == "/check-in/4/"
    client.post("/check-in/4/", {"ext_test": "better", "flex_test": "worse"})
    client.post("/check-in/review/")
    body = entries("checkin")[0].body
    assert (body["ext_test"], body["flex_test"]) == ("better", "worse")
    late = weekly.so_far(plan=plan, today=timezone.localdate() + timezone.timedelta(days=14))
    assert weekly.MOVING not in late.path


@pytest.mark.parametrize("number", [0, 5, 99])
def test_a_screen_that_does_not_exist_is_not_found(client: Client, number: int) -> None:
    """Whatever is asked for."""
    assert client.get(f"/check-in/{number}/").status_code == 404


def test_nothing_is_written_by_looking(client: Client) -> None:
    """A page that is opened leaves no draft and no entry."""
    for address in ("/check-in/", "/check-in/1/", "/check-in/2/", "/check-in/review/", "/safety/", "/flare/"):
        client.get(address)
    assert not CheckInDraft.objects.exists()
    assert not LogEntry.objects.exists()


def test_without_a_plan_there_is_nothing_to_check(ada: User) -> None:
    """The intake comes first."""
    fresh: Any = runner("bob@example.org")
    assert signed_in(fresh).get("/check-in/").headers["Location"] == "/intake/"


def test_answers_of_another_week_are_asked_again(client: Client, plan: Plan) -> None:
    """A draft of ten days ago does not decide today's plan: its screens are open again, with what was said in them."""
    client.post("/check-in/1/", safe())
    client.post("/check-in/2/", WEEK)
    client.post("/check-in/3/", DOING)
    draft = CheckInDraft.objects.get()
    draft.answers["days"] |= {number: draft.answers["days"][number] - 10 for number in "23"}
    draft.save()
    assert client.get("/check-in/").headers["Location"] == "/check-in/2/"
    assert "checked" in client.get("/check-in/2/").content.decode()
    client.post("/check-in/review/")
    assert not LogEntry.objects.filter(kind="checkin").exists()
