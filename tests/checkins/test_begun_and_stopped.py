"""Begun and stopped in the first set: neither done nor left out, and the rules hear of its pain."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rehab.checkins.charting import skip_reasons, two_points, weeks_of_sessions
from rehab.checkins.weekleft import week_left
from rehab.clinic.entrywords import Telling, line_of
from rehab.engine.progress.training import adherence_pct, completion_pct
from rehab.plans.decisions import wording_of
from rehab.plans.following import course_of
from rehab.plans.mayrun import awaits_morning
from tests.checkins.days import client as client
from tests.checkins.days import plan_since, send_session, session_sent, standing_now
from tests.intake.walking import ada as ada
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
STRONG = {"duration_weeks": 30, "nprs_now": 1, "nprs_avg7": 1, "nprs_worst7": 2, "strength_per_week": 3}


def _stopped(id_: str, pain: int, spread: str = "no") -> dict[str, Any]:
    return {f"done-{id_}": 0, f"pain-{id_}": pain, f"effort-{id_}": 5, f"spread-{id_}": spread}


@pytest.fixture
def first(ada: User) -> str:
    """The first exercise of her plan, at its second level."""
    plan_since(ada, 0, **STRONG)
    item = next(item for item in standing_now(ada).course.items if item.level == 2)
    return item.exercise_id


def test_its_pain_lowers_the_dose_by_the_red_rule(ada: User, client: Client, first: str) -> None:
    """Pain of more than 5: one level down at once, though not one set was finished."""
    assert send_session(client, 0, way="each", **_stopped(first, 7)).status_code == 302
    mark = session_sent(ada, 0).marks[0]
    assert (mark.done, mark.pain, mark.effort, mark.spread, mark.skipped) == (0, 7, 5, False, "")
    course = course_of(standing_now(ada).plan)
    assert course.decided[f"session-0/{first}"] == "X2_red"
    assert next(item.level for item in course.items if item.exercise_id == first) == 1
    page = text_of(client.get("/today/session/").content.decode())
    assert "sets, begun and stopped, highest pain 7" in page
    assert "One level down:" in page


def test_what_spreads_asks_again(ada: User, client: Client, first: str) -> None:
    """The safety questions come before everything else."""
    send_session(client, 0, way="each", **_stopped(first, 4, "yes"))
    assert standing_now(ada).has_to_answer


def test_it_is_part_done_and_never_done_or_left_out(ada: User, client: Client, first: str) -> None:
    """On Today, in the week, in the charts and before the therapist; nothing of it counts as done."""
    send_session(client, 0, way="each", **_stopped(first, 4))
    standing, session = standing_now(ada), session_sent(ada, 0)
    assert "Part of today’s session is logged" in client.get("/today/").content.decode()
    assert week_left(standing).days[0].state == "part"
    assert completion_pct(session.marks[0]) == 0
    assert adherence_pct(standing.course, standing.log, standing.frame, 0) == 0
    phases = {0: standing.course.phase}
    week = weeks_of_sessions(standing.log, 0, 0, standing.frame, phases)[0]
    assert (week.done, week.part, week.skipped) == (0, 1, 0)
    assert skip_reasons(standing.log, 0) == {}
    assert [point.during for point in two_points(standing.log, 0)] == [4]
    assert awaits_morning(standing.log, 1) == "session"


def test_a_therapist_reads_that_it_was_begun(ada: User, client: Client, first: str) -> None:
    """As part done, with how far and how it hurt."""
    send_session(client, 0, way="each", **_stopped(first, 7))

    known = wording_of(standing_now(ada).plan.protocol_id)
    line = line_of(session_sent(ada, 0), Telling(known, "km", (), has_safety=True))
    assert line is not None
    assert line.word == "Part done"
    assert "begun and stopped, pain 7" in line.more[0]


def test_without_its_three_marks_it_has_to_have_a_reason(client: Client, first: str) -> None:
    """Nothing done and nothing said of it is left out, and that has a reason."""
    given = {**_stopped(first, 4), f"effort-{first}": ""}
    answer = send_session(client, 0, way="each", **given)
    assert answer.status_code == 422
    assert "Begun and stopped: say its pain, effort and whether it moved." in answer.content.decode()


@pytest.mark.parametrize("way", ["each", "walk"])
def test_a_walk_that_was_stopped_because_it_spread_asks_again(ada: User, client: Client, way: str) -> None:
    """What moves further from the spine on a walk is heard as it is of an exercise; it can be seen and changed."""
    plan_since(ada, 0)
    walk = {"minutes-walk_easy": "0", "pain-walk_easy": "8", "spread-walk_easy": "yes"}
    first = standing_now(ada).course.items[0].exercise_id
    others = _stopped(first, 1) if way == "each" else {}
    assert send_session(client, 0, way=way, **walk, **others).status_code == 302
    mark = next(m for m in session_sent(ada, 0).marks if m.exercise_id == "walk_easy")
    assert (mark.done, mark.pain, mark.spread, mark.counts) == (0, 8, True, False)
    assert standing_now(ada).has_to_answer
    assert 'name="spread-walk_easy"' in client.get("/today/session/0/").content.decode()


@pytest.mark.parametrize("said", [{"pain-walk_easy": "8"}, {"spread-walk_easy": "yes"}])
def test_what_is_said_of_a_walk_is_not_dropped_without_its_minutes(
    ada: User, client: Client, said: dict[str, str]
) -> None:
    """The form asks how long it was."""
    plan_since(ada, 0)
    page = send_session(client, 0, way="whole", pain=1, effort=4, spread="no", **said)
    assert page.status_code == 422
    assert "Enter the minutes, 0 if it was stopped at once." in text_of(page.content.decode())
