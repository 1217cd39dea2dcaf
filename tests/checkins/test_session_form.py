"""Logging a session: three taps when all went well, honest when not, and nothing that is not planned."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rehab.checkins.planned import exercises_on
from rehab.plans.models import LogEntry
from tests.checkins.days import WELL, plan_since, send_session, session_sent, standing_now
from tests.checkins.days import client as client
from tests.intake.walking import ada as ada
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def _ids(user: User, day: int) -> list[str]:
    return [dose.item.exercise_id for dose in exercises_on(standing_now(user), day)]


def _each(id_: str, **given: Any) -> dict[str, Any]:
    marks = {"done": 1, "pain": 1, "effort": 3, "spread": "no", **given}
    return {f"{name}-{id_}": value for name, value in marks.items()}


def test_a_whole_session_takes_three_answers(ada: User, client: Client) -> None:
    """Every exercise gets the same marks and its planned sets; fewer than six fields are sent."""
    plan = plan_since(ada, 0)
    assert len(WELL) < 6
    response = send_session(client, 0, **WELL)
    assert response.headers["Location"] == "/today/session/0/"
    session = session_sent(ada, 0)
    assert [mark.exercise_id for mark in session.marks] == _ids(ada, 0)
    assert {(m.pain, m.effort, m.spread, m.skipped) for m in session.marks} == {(1, 4, False, "")}
    assert all(mark.done == mark.planned for mark in session.marks)
    assert session.planned == sum(mark.planned for mark in session.marks)
    assert text_of(client.get("/today/session/0/").content.decode()).count("Waits for tomorrow morning") == len(
        session.marks
    )
    assert "Done for today" in client.get("/today/").content.decode()
    assert plan.log.get().kind == "session"


def test_sent_twice_it_counts_once(ada: User, client: Client) -> None:
    """A double tap leaves one row; so does the same in two tabs."""
    plan_since(ada, 0)
    for _ in range(3):
        assert send_session(client, 0, **WELL).status_code == 302
    assert LogEntry.objects.count() == 1


def test_parts_and_what_was_left_out(ada: User, client: Client) -> None:
    """Sets, three marks or a reason for each exercise; what nobody spoke of is not in the log at all."""
    plan_since(ada, 0)
    first, second, *others = _ids(ada, 0)
    assert send_session(client, 0, way="each", **_each(first), **{f"skip-{second}": "time"}).status_code == 302
    marks = {mark.exercise_id: mark for mark in session_sent(ada, 0).marks}
    assert set(marks) == {first, second}
    assert (marks[first].done, marks[first].effort) == (1, 3)
    assert (marks[second].skipped, marks[second].done, marks[second].pain) == ("time", 0, None)
    assert "Left out" in client.get("/today/session/").content.decode()
    # The rest can still be logged.
    assert others[0] in client.get("/today/session/").content.decode()
    assert session_sent(ada, 0).planned > sum(mark.planned for mark in marks.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"done": ""}, "Say how much was done"),
        ({"pain": ""}, "Choose one: it decides what comes next."),
        ({"spread": ""}, "Choose one: it decides what comes next."),
        ({"done": 0, "effort": ""}, "choose why it was left out"),
        ({"done": 0, "pain": "", "effort": "", "spread": ""}, "choose why it was left out"),
        ({"skip": "time"}, "done and left out"),
        ({"done": 99}, "not one of the available choices"),
        ({"done": -1}, "not one of the available choices"),
        ({"pain": 11}, "not one of the available choices"),
        ({"skip": "lazy"}, "not one of the available choices"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(ada: User, client: Client, changes: dict[str, Any], words: str) -> None:
    """With a clear message beside the field; nothing is stored."""
    plan_since(ada, 0)
    id_ = _ids(ada, 0)[0]
    response = send_session(client, 0, way="each", **_each(id_, **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("way", ["whole", "each", "walk"])
def test_an_exercise_that_is_not_planned_is_refused(ada: User, client: Client, way: str) -> None:
    """Whatever a form claims, only this day's exercises are logged."""
    plan_since(ada, 0)
    sent = {**WELL, "way": way, **_each("run_walk"), "planned-run_walk": 1}
    response = send_session(client, 0, **sent)
    assert response.status_code == 422
    assert "not in this session" in response.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"way": "x"}, {"way": "whole"}, {"way": "each"}, {"way": "walk"}])
def test_an_empty_form_logs_nothing(ada: User, client: Client, sent: dict[str, Any]) -> None:
    """No code path makes a session of nothing."""
    plan_since(ada, 0)
    assert send_session(client, 0, **sent).status_code == 422
    assert not LogEntry.objects.exists()


def test_sets_come_from_the_plan(ada: User, client: Client) -> None:
    """A form that says otherwise changes neither the planned sets nor the level."""
    plan_since(ada, 0)
    doses = exercises_on(standing_now(ada), 0)
    send_session(client, 0, **WELL, planned=1, level=9)
    assert [(m.planned, m.level) for m in session_sent(ada, 0).marks] == [(d.planned, d.level.level) for d in doses]


def test_a_walk_alone_is_no_session(ada: User, client: Client) -> None:
    """It is marked beside it: the day stays open, and the session joins it later."""
    plan_since(ada, 0)
    assert send_session(client, 0, way="walk", **{"minutes-walk_easy": "15", "pain-walk_easy": 1}).status_code == 302
    mark = session_sent(ada, 0).marks[0]
    assert (mark.exercise_id, mark.counts, mark.pain) == ("walk_easy", False, 1)
    assert "One session today" in client.get("/today/").content.decode()
    page = client.get("/today/session/").content.decode()
    assert re.search(r'name="minutes-walk_easy" value="15"', page)
    send_session(client, 0, **WELL, **{"minutes-walk_easy": "15", "pain-walk_easy": 1})
    assert {mark.counts for mark in session_sent(ada, 0).marks} == {True, False}
    assert "Done for today" in client.get("/today/").content.decode()
    for minutes in ("-1", "301", "nan", "x", "1e999"):
        assert send_session(client, 0, way="walk", **{"minutes-walk_easy": minutes}).status_code == 422, minutes


def test_a_closed_plan_takes_no_session(ada: User, client: Client) -> None:
    """Only the present plan is written into."""
    plan = plan_since(ada, 0)
    plan.closed_at = plan.created_at
    plan.save()
    assert send_session(client, 0, **WELL).headers["Location"] == "/intake/"
    assert not LogEntry.objects.exists()
