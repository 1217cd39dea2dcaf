"""Logging a session: three taps when all went well, honest when not, edited the same day, corrected later."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from rehab.checkins.planned import exercises_on
from rehab.engine.progress.log import Recheck, Session
from rehab.plans.following import course_of
from rehab.plans.models import LogEntry, Plan
from tests.checkins.days import logged, morning, plan_since, session_of, standing_now
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
WELL = {"way": "whole", "pain": 1, "effort": 4, "spread": "no"}


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner()


@pytest.fixture
def client(ada: User) -> Client:
    """Her browser."""
    return signed_in(ada)


def _session(user: User, day: int) -> Session:
    found = standing_now(user).session_on(day)
    assert found is not None
    return found


def _ids(user: User, day: int) -> list[str]:
    return [dose.item.exercise_id for dose in exercises_on(standing_now(user), day)]


def _each(id_: str, **given: Any) -> dict[str, Any]:
    marks = {"done": 1, "pain": 1, "effort": 3, "spread": "no", **given}
    return {f"{name}-{id_}": value for name, value in marks.items()}


def _post(client: Client, day: int, **fields: Any) -> HttpResponse:
    return client.post(f"/today/session/{day}/", fields)


def test_a_whole_session_takes_three_answers(ada: User, client: Client) -> None:
    """Every exercise gets the same marks and its planned sets; fewer than six fields are sent."""
    plan = plan_since(ada, 0)
    assert len(WELL) < 6
    response = _post(client, 0, **WELL)
    assert response.headers["Location"] == "/today/session/0/"
    session = _session(ada, 0)
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
        assert _post(client, 0, **WELL).status_code == 302
    assert LogEntry.objects.count() == 1


def test_an_edit_of_the_same_day_is_kept_beside_the_first(ada: User, client: Client) -> None:
    """The form begins with what was logged; both rows stay, the later counts."""
    plan_since(ada, 0)
    _post(client, 0, **WELL)
    page = client.get("/today/session/").content.decode()
    assert re.search(r'name="pain" value="1"[^>]*checked', page)
    _post(client, 0, **{**WELL, "pain": 4})
    rows = list(LogEntry.objects.order_by("number"))
    assert [row.entry_id for row in rows] == ["session-0", "session-0"]
    assert [row.body["marks"][0]["pain"] for row in rows] == [1, 4]
    assert [row.by for row in rows] == [ada, ada]
    assert {mark.pain for mark in _session(ada, 0).marks} == {4}


def test_an_old_tab_overwrites_nothing_unseen(ada: User, client: Client) -> None:
    """What was typed is kept, what was logged meanwhile is shown, and nothing is stored until it is sent again."""
    plan_since(ada, 0)
    _post(client, 0, way="walk", seen=0, **{"minutes-walk_easy": "15"})
    response = _post(client, 0, **WELL, seen=0)
    assert response.status_code == 422
    page = response.content.decode()
    assert "since this page was opened" in page
    assert 'name="seen" value="1"' in page
    assert 'name="minutes-walk_easy" value="15"' in page
    assert LogEntry.objects.count() == 1
    assert _post(client, 0, **WELL, seen=1, **{"minutes-walk_easy": "15"}).status_code == 302
    assert _post(client, 0, **WELL, seen=1, **{"minutes-walk_easy": "15"}).status_code == 302  # a double tap
    assert LogEntry.objects.count() == 2


def test_a_later_day_is_corrected_with_a_note(ada: User, client: Client) -> None:
    """The page says what is corrected and shows the old value; without a note nothing is stored."""
    plan = plan_since(ada, 3)
    logged(plan, session_of(plan, 1, pain=2))
    page = text_of(client.get("/today/session/1/").content.decode())
    assert "You would correct what was written down on" in page
    assert "highest pain 2" in page
    refused = _post(client, 1, **{**WELL, "pain": 5})
    assert refused.status_code == 422
    assert "Say what was wrong" in refused.content.decode()
    assert _post(client, 1, **{**WELL, "pain": 5}, note="It was worse").status_code == 302
    old, new = LogEntry.objects.order_by("number")
    assert (new.corrects, new.note, old.body["marks"][0]["pain"]) == (old, "It was worse", 2)
    assert {mark.pain for mark in _session(ada, 1).marks} == {5}


def test_a_forgotten_day_can_be_added_for_a_week(ada: User, client: Client) -> None:
    """Later it stays unknown; a day to come and one before the plan do not exist."""
    plan_since(ada, 20)
    assert client.get("/today/session/14/").status_code == 200
    for day in ("12", "21", "99999999999999999999"):
        assert client.get(f"/today/session/{day}/").status_code == 404
        assert _post(client, int(day), **WELL).status_code == 404
    assert _post(client, 19, **WELL).status_code == 302


def test_parts_and_what_was_left_out(ada: User, client: Client) -> None:
    """Sets, three marks or a reason for each exercise; what nobody spoke of is not in the log at all."""
    plan_since(ada, 0)
    first, second, *others = _ids(ada, 0)
    assert _post(client, 0, way="each", **_each(first), **{f"skip-{second}": "time"}).status_code == 302
    marks = {mark.exercise_id: mark for mark in _session(ada, 0).marks}
    assert set(marks) == {first, second}
    assert (marks[first].done, marks[first].effort) == (1, 3)
    assert (marks[second].skipped, marks[second].done, marks[second].pain) == ("time", 0, None)
    assert "Left out" in client.get("/today/session/").content.decode()
    # The rest can still be logged.
    assert others[0] in client.get("/today/session/").content.decode()
    assert _session(ada, 0).planned > sum(mark.planned for mark in marks.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"done": ""}, "Say how much was done"),
        ({"pain": ""}, "Choose one: it decides what comes next."),
        ({"spread": ""}, "Choose one: it decides what comes next."),
        ({"done": 0}, "choose why it was left out"),
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
    response = _post(client, 0, way="each", **_each(id_, **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("way", ["whole", "each", "walk"])
def test_an_exercise_that_is_not_planned_is_refused(ada: User, client: Client, way: str) -> None:
    """Whatever a form claims, only this day's exercises are logged."""
    plan_since(ada, 0)
    sent = {**WELL, "way": way, **_each("run_walk"), "planned-run_walk": 1}
    response = _post(client, 0, **sent)
    assert response.status_code == 422
    assert "not in this session" in response.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"way": "x"}, {"way": "whole"}, {"way": "each"}, {"way": "walk"}])
def test_an_empty_form_logs_nothing(ada: User, client: Client, sent: dict[str, Any]) -> None:
    """No code path makes a session of nothing."""
    plan_since(ada, 0)
    assert _post(client, 0, **sent).status_code == 422
    assert not LogEntry.objects.exists()


def test_sets_come_from_the_plan(ada: User, client: Client) -> None:
    """A form that says otherwise changes neither the planned sets nor the level."""
    plan_since(ada, 0)
    doses = exercises_on(standing_now(ada), 0)
    _post(client, 0, **WELL, planned=1, level=9)
    assert [(m.planned, m.level) for m in _session(ada, 0).marks] == [(d.planned, d.level.level) for d in doses]


def test_a_walk_alone_is_no_session(ada: User, client: Client) -> None:
    """It is marked beside it: the day stays open, and the session joins it later."""
    plan_since(ada, 0)
    assert _post(client, 0, way="walk", **{"minutes-walk_easy": "15", "pain-walk_easy": 1}).status_code == 302
    mark = _session(ada, 0).marks[0]
    assert (mark.exercise_id, mark.counts, mark.pain) == ("walk_easy", False, 1)
    assert "One session today" in client.get("/today/").content.decode()
    page = client.get("/today/session/").content.decode()
    assert re.search(r'name="minutes-walk_easy" value="15"', page)
    _post(client, 0, **WELL, **{"minutes-walk_easy": "15", "pain-walk_easy": 1})
    assert {mark.counts for mark in _session(ada, 0).marks} == {True, False}
    assert "Done for today" in client.get("/today/").content.decode()
    for minutes in ("-1", "301", "nan", "x", "1e999"):
        assert _post(client, 0, way="walk", **{"minutes-walk_easy": minutes}).status_code == 422, minutes


def test_red_pain_goes_down_at_once_and_says_why(ada: User, client: Client) -> None:
    """One level down, the rule, what it read and its source; the edit then still speaks of what was done."""
    plan = plan_since(ada, 0, duration_weeks=30, nprs_now=1, nprs_avg7=1, nprs_worst7=2, strength_per_week=3)
    assert {item.level for item in course_of(plan).items} >= {2}
    _post(client, 0, **{**WELL, "pain": 7})
    page = text_of(client.get("/today/session/").content.decode())
    assert "One level down:" in page
    assert "X2_red" in page
    assert "Highest pain during the exercise 7" in page
    assert _session(ada, 0).marks[0].level == 2


def test_spread_takes_the_exercise_away_and_asks_again(ada: User, client: Client) -> None:
    """The easier one takes its place, and the safety questions come first."""
    plan = plan_since(ada, 0)
    _post(client, 0, **{**WELL, "spread": "yes"})
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


def test_a_closed_plan_takes_no_session(ada: User, client: Client) -> None:
    """Only the present plan is written into."""
    plan = plan_since(ada, 0)
    plan.closed_at = plan.created_at
    plan.save()
    assert _post(client, 0, **WELL).headers["Location"] == "/intake/"
    assert not LogEntry.objects.exists()
