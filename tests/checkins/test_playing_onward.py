"""What the player is given of days to come, and of a run."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from rehab.checkins.playing import days_to_play, run_to_play
from rehab.engine.progress.log import Rating
from rehab.engine.progress.plain import to_plain
from rehab.plans.following import course_of
from rehab.plans.models import Plan
from tests.checkins.days import carried, logged, plan_since, session_of, standing_now
from tests.checkins.days import client as client
from tests.checkins.logging import READY, with_course
from tests.checkins.running import in_phase_4
from tests.checkins.running import logged as ran
from tests.intake.walking import ada as ada

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_doses_of_days_to_come_fall_as_they_would_without_a_log(ada: User) -> None:
    """A page of today is not too hard a week later: missed days lower its doses, as they will on that day."""
    plan = plan_since(ada, 5, **READY)
    logged(plan, session_of(plan, 0))
    course = course_of(plan)
    raised = [{**to_plain(item), "level": 2} for item in course.items]
    with_course(plan, items=raised, levels={})
    days = days_to_play(standing_now(ada))
    now = {line.exercise_id: line.level.level for line in days[0].exercises}
    later = {line.exercise_id: line.level.level for day in days for line in day.exercises if day.day - 1 >= 8}
    assert any(level < now[id_] for id_, level in later.items() if id_ in now)


@pytest.mark.parametrize("may", [True, False], ids=["open", "48 hours between runs"])
def test_a_run_is_played_today_alone_and_only_where_it_is_open(ada: User, client: Client, may: bool) -> None:
    """The intervals of the stage with five minutes of walking around them; nothing of a run on any other day."""
    plan = _running(ada)
    if not may:
        ran(plan, 19, 3, pain=0, stage=3, stage_share=1, spread=False, sharp_spot=False)
        plan.refresh_from_db()
    given = carried(client)
    assert (given["run"] is not None) is may
    assert given["runs"]
    assert (run_to_play(standing_now(ada)) is not None) is may
    if may:
        intervals = given["run"]["intervals"]
        assert [intervals[0], intervals[-1]] == [{"what": "walk", "seconds": 300, "isStage": False}] * 2
        stage = next(s for s in standing_now(ada).frame.catalog.stages if s.stage == 3)
        run_s = sum(part["seconds"] for part in intervals if part["what"] == "run")
        assert run_s == 60 * stage.run_min


def _running(ada: User) -> Plan:
    plan = plan_since(ada, 20)
    logged(plan, Rating("rating-20", 20, 1), Rating("rating-19", 19, 1), Rating("rating-18", 18, 1))
    in_phase_4(plan)
    return plan
