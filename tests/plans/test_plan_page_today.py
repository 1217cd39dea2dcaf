"""The plan page on the day it is opened: checklist, banners, may I run, outlook; as the engine has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from rehab.engine.progress.beginning import begin
from rehab.engine.progress.course import Cause, Flare, Held
from rehab.engine.progress.log import FlareReport, Log, Rating
from rehab.engine.progress.runs import may_run
from rehab.plans.daypart import banners, day_context
from rehab.plans.following import frame_of
from rehab.plans.mayrun import Answer, may_run_on
from rehab.plans.models import Plan
from tests.engine import courses
from tests.engine.cases import TODAY
from tests.engine.years import safe_answers
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import plan_of, text_of
from tests.plans.years import record

FRAME = courses.frame_of(0)


def test_the_plan_page_shows_the_checklist_of_today(ada: User) -> None:
    """It changes with a rating, without any decision; and the stored page is not made again."""
    plan = plan_of(ada)
    client = signed_in(ada)
    before = text_of(client.get("/plan/").content.decode())
    assert "To move on to" in before
    first = dict(plan.pages.values_list("name", "key"))
    record(plan, Rating("rating-0", 0, morning=9, worst=9, average=9))
    after = text_of(client.get("/plan/").content.decode())
    kept = dict(plan.pages.values_list("name", "key"))
    assert "Now: 9 of 10" in after
    assert Plan.objects.get(pk=plan.pk).revision == 0
    assert kept["plan-usual"] == first["plan-usual"]
    assert kept["plan"] != first["plan"]


def test_a_decision_makes_the_page_again(ada: User) -> None:
    """A flare is on the page at once: the banner, the decision, and no running."""
    plan = plan_of(ada)
    client = signed_in(ada)
    client.get("/plan/")
    record(plan, FlareReport("flare-0", 0, safe_answers(frame_of(plan)), 6))
    page = text_of(client.get("/plan/").content.decode())
    assert "Calm days since" in page
    assert "Can I run today? Not today." in page
    assert "Calm days come first." in page
    assert "50 %" not in page
    assert "You said that it flared up" in page


def test_banners_say_what_holds_and_nothing_else(ada: User) -> None:
    """A plan that goes as usual has none; each state has its own."""
    plan, course = Plan(started_on=TODAY), begin(FRAME)
    assert banners(plan, course) == []
    states: list[dict[str, Any]] = [
        {"has_to_restart": True},
        {"has_to_rescreen": True},
        {"has_to_retest": True},
        {"back_on": 9},
        {"shrunk_until": 5},
        {"locks": (Held(Cause.PROGRESS, "clinician_parallel", (), 0),)},
    ]
    headings = [[banner.heading for banner in banners(plan, replace(course, **state))] for state in states]
    assert all(len(found) == 1 for found in headings)
    assert len({found[0] for found in headings}) == len(states)
    (missed,) = banners(plan, replace(course, day=12, gap_down=1))
    assert "12 days" in missed.heading
    assert "one level lower" in missed.text


def test_the_outlook_says_what_it_waits_for(ada: User) -> None:
    """Without days of logs there is no date, and the page says how many are needed."""
    plan = plan_of(ada)
    context = day_context(Plan.objects.select_related("protocol", "snapshot").get(pk=plan.pk), 0, "km")
    assert "7 days of logs" in context["outlook"].why_not
    assert context["outlook"].likely is None


@pytest.mark.parametrize("phase", [2, 3, 4, 5])
@pytest.mark.parametrize(
    "state",
    [
        {},
        {"has_to_restart": True},
        {"has_to_rescreen": True},
        {"has_to_retest": True},
        {"run_waits": True},
        {"run_not_before": 40},
        {"back_on": 35},
        {"locks": (Held(Cause.CONTACT, "clinician_parallel", (), 0),)},
        {"locks": (Held(Cause.RUNNING, "none", (), 0),)},
        {"locks": (Held(Cause.PROGRESS, "none", (), 0),)},
        {"flare": Flare(29, 2.0)},
    ],
)
@pytest.mark.sqlite_only
def test_the_page_says_run_exactly_when_the_engine_does(ada: User, phase: int, state: dict[str, Any]) -> None:
    """In every state: never a yes where the engine says no, nor the other way, and a no says why."""
    plan = plan_of(ada)
    frame = frame_of(Plan.objects.get(pk=plan.pk))
    course = replace(begin(frame), phase=phase, day=30, stage=3, **state)
    answer = may_run_on(plan, course, frame, Log(), 30)
    assert (answer.state is Answer.YES) == may_run(course, frame, 30)
    assert bool(answer.words) == (answer.state is not Answer.YES)
