"""What the player is given: the doses of a week as the plan has them, nothing where something else comes first."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tagging import person_tag
from rehab.checkins.planned import (
    CHANGE_S,
    REP_S,
    dose_text,
    exercises_on,
    is_session_day,
    moving_on,
    session_minutes,
)
from rehab.checkins.playing import days_to_play
from rehab.engine.progress.course import Item, Role
from rehab.engine.progress.doses import Dose
from rehab.engine.progress.log import FlareReport, Mark, Rating, Session, Shut
from rehab.plans.models import LogEntry, Plan
from tests.checkins.days import PLAYER, WELL, carried, logged, plan_since, send_session, session_of, standing_now
from tests.checkins.days import client as client
from tests.checkins.logging import READY, with_course
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_it_plays_today_and_six_days_with_the_doses_of_the_plan(ada: User, client: Client) -> None:
    """Sets, times, seconds and rest as prescribed, as data and in words; on the days the week has them."""
    plan_since(ada, 0)
    standing, given = standing_now(ada), carried(client)
    assert [day["date"] for day in given["days"]] == [
        (timezone.localdate() + timedelta(days=k)).isoformat() for k in range(7)
    ]
    assert [day["isSessionDay"] for day in given["days"]] == [is_session_day(standing, day) for day in range(7)]
    lines = [line for line in given["days"][0]["lines"] if line["counts"]]
    doses = exercises_on(standing, 0)
    assert [line["id"] for line in lines] == [dose.item.exercise_id for dose in doses]
    for line, dose in zip(lines, doses, strict=True):
        level = dose.level
        assert (line["dose"]["sets"], line["dose"]["reps"]) == (level.sets, level.reps)
        assert (line["dose"]["hold_s"], line["dose"]["metres"]) == (level.hold_s, level.metres)
        assert line["dose"]["rest_s"] == standing.frame.catalog.exercises[line["id"]].rest_s
        assert line["cues"]
        assert line["words"]
    walks = [line["dose"]["minutes"] for line in given["days"][0]["lines"] if not line["counts"]]
    assert walks == [dose.level.minutes for dose in moving_on(standing, 0)]


def test_a_list_can_be_read_without_a_script(ada: User, client: Client) -> None:
    """Every exercise with its dose and cues, and the way to the log."""
    plan_since(ada, 0)
    page = client.get(PLAYER).content.decode()
    for line in days_to_play(standing_now(ada))[0].exercises:
        assert line.told.name in text_of(page)
        assert line.words in text_of(page)
    assert 'href="/today/session/">Log the session</a>' in page
    assert page.count("<h1") == 1


def test_looking_writes_nothing(ada: User, client: Client) -> None:
    """No code path writes a session without a person's act."""
    plan = plan_since(ada, 0)
    client.get(PLAYER)
    plan.refresh_from_db()
    assert not LogEntry.objects.exists()
    assert client.post(PLAYER, WELL).status_code == 405


def test_it_takes_few_statements_however_long_the_log_is(ada: User, client: Client) -> None:
    """Twelve at most."""
    plan = plan_since(ada, 20)
    for day in range(0, 20, 2):
        logged(plan, session_of(plan, day), Rating(f"rating-{day + 1}", day + 1, 1))
    client.get(PLAYER)
    with statements() as made:
        assert client.get(PLAYER).status_code == 200
    assert len(made) <= 12, made


def test_what_is_logged_is_not_played_again_and_is_sent_along(ada: User, client: Client) -> None:
    """A form replaces the one before: the marks of before go with it, under the row that was seen."""
    plan_since(ada, 0)
    first, *others = [line["id"] for line in carried(client)["days"][0]["lines"] if line["counts"]]
    assert carried(client)["isFirst"]
    marks = {f"done-{first}": 1, f"pain-{first}": 2, f"effort-{first}": 3, f"spread-{first}": "no"}
    send_session(client, 0, way="each", **marks, **{"minutes-walk_easy": "10"})
    given = carried(client)
    assert not given["isFirst"]
    assert [line["id"] for line in given["days"][0]["lines"]] == others
    sent = {f"done-{first}": "1", f"pain-{first}": "2", f"effort-{first}": "3", f"spread-{first}": "no"}
    assert given["logged"] == {**sent, "minutes-walk_easy": "10"}
    assert given["seen"] == 1
    assert [(line["id"], line["mark"]) for line in given["before"]] == [(first, "done")]
    page = text_of(client.get(PLAYER).content.decode())
    assert f"{len(others)} exercise{'' if len(others) == 1 else 's'} left, about" in page
    assert page.index("Done") < page.index("Without a script this page is a list")
    send_session(client, 0, **WELL)
    today = carried(client)["days"][0]
    assert today["isOver"]
    assert not [line for line in today["lines"] if line["counts"]]
    assert "Nothing left to play today" in client.get(PLAYER).content.decode()


def test_a_session_of_which_each_exercise_was_done_in_part_is_logged_and_no_day_of_rest(
    ada: User, client: Client
) -> None:
    """Nothing of it is left to play: that is said, and not that no session falls on the day."""
    plan = plan_since(ada, 0)
    whole = session_of(plan, 0)
    logged(plan, replace(whole, marks=tuple(replace(mark, done=mark.planned / 2) for mark in whole.marks)))
    today = carried(client)["days"][0]
    assert (today["isSessionDay"], today["isOver"]) == (True, True)


def test_a_session_moved_to_a_day_without_one_can_be_gone_on_with(ada: User, client: Client) -> None:
    """Its day is that of a session from the first exercise on."""
    other = runner("eve@example.org")
    plan_since(other, 0)
    free = next(day for day in range(7) if not is_session_day(standing_now(other), day))
    plan = plan_since(ada, free)
    whole = session_of(plan, free)
    logged(plan, replace(whole, marks=whole.marks[:1]))
    today = carried(client)["days"][0]
    assert (today["isSessionDay"], today["isOver"]) == (True, False)


def test_the_easier_one_comes_with_its_dose_and_its_cue(ada: User, client: Client) -> None:
    """The engine's own neighbour where it is allowed, never a harder one, and none in calm days."""
    plan = plan_since(ada, 2, **READY)
    lines = [line for line in carried(client)["days"][0]["lines"] if line["counts"]]
    eased = [line["easier"] for line in lines if line["easier"]]
    assert eased
    assert all(one["name"] and one["parts"] and one["cues"] for one in eased)
    logged(plan, FlareReport("f", 2, {}, 7))
    calm = carried(client)["days"][0]
    assert calm["isSessionDay"]
    assert [line["easier"] for line in calm["lines"]] == [None] * len(calm["lines"])
    assert {line["id"] for line in calm["lines"]} != {line["id"] for line in lines}


def test_nothing_is_offered_while_questions_stand_first(ada: User, client: Client) -> None:
    """On no day: what was logged asks for the safety questions."""
    plan = plan_since(ada, 3)
    logged(plan, session_of(plan, 3, spread=True))
    given = carried(client)
    assert given["asksFirst"]
    assert all(day["lines"] == [] for day in given["days"])
    assert "First, a few questions" in client.get(PLAYER).content.decode()


def test_a_day_to_come_on_which_questions_stand_first_says_so(ada: User, client: Client) -> None:
    """After four weeks without a log a new beginning is asked for: a page from before that day knows it."""
    plan = plan_since(ada, 26)
    logged(plan, session_of(plan, 0))
    days = carried(client)["days"]
    assert [day["asksFirst"] for day in days].count(True) not in (0, 7)
    assert all(not day["lines"] for day in days if day["asksFirst"])


def test_it_carries_the_runners_zone_and_the_pace_of_the_server(ada: User, client: Client) -> None:
    """Which day it is goes by the runner's clock, and how long a repetition is by one number for both."""
    plan_since(ada, 0)
    User.objects.filter(pk=ada.pk).update(time_zone="Pacific/Auckland")
    given = carried(client)
    assert given["zone"] == "Pacific/Auckland"
    assert given["pace"] == {"rep_s": REP_S, "change_s": CHANGE_S}


def test_minutes_of_two_sides_are_said_and_reckoned_for_each(ada: User) -> None:
    """A minute a side is two."""
    plan_since(ada, 0)
    exercise = standing_now(ada).frame.catalog.exercises["foam_roll_legs"]
    assert dose_text(exercise, exercise.levels[0]) == "1 minute each side"
    dose = Dose(Item(exercise.id, 2, Role.EXERCISE), exercise.levels[1])
    assert session_minutes(standing_now(ada), [dose]) == math.ceil((2 * 90 + CHANGE_S) / 60)


def test_nothing_is_offered_in_a_pause_until_it_ends(ada: User, client: Client) -> None:
    """The days after it are played."""
    plan = plan_since(ada, 3)
    with_course(plan, paused_until=5)
    assert [bool(day["lines"]) for day in carried(client)["days"]] == [False] * 3 + [True] * 4
    assert "A pause: nothing to do today" in client.get(PLAYER).content.decode()


def test_a_closed_plan_leads_to_what_is_to_be_done(ada: User, client: Client) -> None:
    """A safety answer closes the player as it closes Today."""
    plan = plan_since(ada, 3)
    logged(plan, Shut("s", 3, "urgent_24_48h", ("F05",)))
    assert client.get(PLAYER).headers["Location"] == "/plan/"


def test_today_leads_to_it_and_a_first_session_shows_one_exercise(ada: User, client: Client) -> None:
    """One big button; the others are folded away until a session was logged. The form stays one quiet tap away."""
    plan = plan_since(ada, 0)
    page = client.get("/today/").content.decode()
    assert f'href="{PLAYER}">Start the session</a>' in page
    assert 'href="/today/session/">Log it without the player</a>' in page
    assert re.search(r"<summary[^>]*>Then \d more</summary>", page)
    Plan.objects.filter(pk=plan.pk).update(started_on=timezone.localdate() - timedelta(days=7))
    plan.refresh_from_db()
    logged(plan, Session("session-5", 5, (Mark("bridge", 1, 1, 1, 1, 1, False),), 1))
    assert '<h2 id="then">Then</h2>' in signed_in(ada).get("/today/").content.decode()


def test_the_page_knows_its_runner_by_the_devices_tag(ada: User, client: Client) -> None:
    """A copy on a phone names nobody by an id that the rest of the product knows."""
    plan_since(ada, 0)
    assert carried(client)["person"] == person_tag(ada)
    assert str(ada.public_id) not in client.get(PLAYER).content.decode()
