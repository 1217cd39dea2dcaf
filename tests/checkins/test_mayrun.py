"""Can I run today: the engine's rule in words, for every state that answers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from rehab.checkins.mayrun import RunAnswer, run_answer
from rehab.checkins.today import check_in_due
from rehab.engine.progress.course import Cause, Flare, Held
from rehab.engine.progress.doses import enter_items
from rehab.engine.progress.log import CheckIn, Run
from rehab.engine.progress.plain import to_plain
from rehab.engine.progress.runs import may_run
from rehab.plans.mayrun import Answer
from rehab.plans.models import Plan
from rehab.plans.selectors import followed_plan
from tests.checkins.days import RUNS, logged, morning, plan_since, session_of, standing_now
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library"), pytest.mark.sqlite_only]
LOCKED = {cause: (Held(cause, "clinician_parallel", (), 0),) for cause in Cause}


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner()


def _answer(user: User, days: int, phase: int = 4, **changes: Any) -> RunAnswer:
    """The answer with a course that differs in something."""
    plan = followed_plan(user) or plan_since(user, days, **RUNS)
    now = standing_now(user)
    before = replace(now.course, phase=phase, stage=3 if phase >= 4 else None, trained_on=days)
    course = replace(before, items=enter_items(phase, before, now.frame), **changes)
    Plan.objects.filter(pk=plan.pk).update(course=to_plain(course), phase=phase)
    found = standing_now(user)
    answer = run_answer(found)
    assert (answer.state == Answer.YES) <= may_run(found.course, found.frame, found.day), "a yes without the rule"
    return answer


def test_a_stage_says_how_much(ada: User) -> None:
    """In phase 4 the run-walk stage in force, with its minutes."""
    answer = _answer(ada, 8)
    assert answer.state == Answer.YES
    assert answer.text.startswith("Stage 3: ")
    assert "run " in answer.text


def test_an_allowance_names_the_week_and_the_single_run(ada: User) -> None:
    """Before phase 4 both limits stand there; the smaller one binds."""
    answer = _answer(ada, 8, phase=2)
    assert answer.state == Answer.YES
    assert "at most 15 km" in answer.text
    assert "No single run over 5 km" in answer.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"locks": LOCKED[Cause.CONTACT]}, "a clinician has to see you"),
        ({"locks": LOCKED[Cause.PROGRESS]}, "a clinician has to see you"),
        ({"locks": LOCKED[Cause.RUNNING]}, "clear running"),
        ({"flare": Flare(7, 3.0)}, "Calm days"),
        ({"has_to_retest": True}, "entry tests"),
        ({"run_not_before": 9}, "48 hours between runs"),
        ({"phase": 1}, "The first phase"),
        ({"phase": 3, "back_on": 12}, "strength work first"),
    ],
)
def test_a_no_says_why(ada: User, changes: dict[str, Any], words: str) -> None:
    """Each reason in its own words, never a bare no."""
    answer = _answer(ada, 8, **changes)
    assert answer.state == Answer.NO
    assert words in answer.text


@pytest.mark.parametrize("changes", [{"has_to_rescreen": True}, {"has_to_restart": True}, {"run_waits": True}])
def test_an_open_question_comes_first(ada: User, changes: dict[str, Any]) -> None:
    """Not until you answer."""
    assert _answer(ada, 8, **changes).state == Answer.ASKS


def test_a_run_yesterday_waits_for_the_morning_and_for_48_hours(ada: User) -> None:
    """Before the rating and after it: nobody runs on two days in a row."""
    plan = plan_since(ada, 8, **RUNS)
    logged(plan, morning(6), morning(7), Run("r", 7, km=4, minutes=26, pain=1))
    assert run_answer(standing_now(ada)).state == Answer.NO
    assert "Yesterday’s run counts once you answer." in signed_in(ada).get("/today/").content.decode()
    logged(plan, morning(8))
    assert run_answer(standing_now(ada)).state == Answer.NO


def test_staying_well(ada: User) -> None:
    """Two sessions a week, the way back at hand, a check-in every four weeks; every two after many episodes."""
    _answer(ada, 60, phase=5, phase_since=30)
    page = text_of(signed_in(ada).get("/today/").content.decode())
    assert "You are staying well" in page
    assert "of 2 done" in page
    assert "Begin the way back" in page
    due = standing_now(ada)
    assert check_in_due(due)
    assert not check_in_due(replace(due, day=57))
    often = replace(due.frame.start, facts={**due.frame.start.facts, "previous_episodes": 3})
    assert check_in_due(replace(due, day=45, frame=replace(due.frame, start=often)))
    done = replace(due.log, checkins=(CheckIn("c", 59, {}, 1, 2),))
    assert not check_in_due(replace(due, log=done))


@pytest.mark.parametrize(
    ("changes", "has_trained", "state"),
    [
        ({}, False, Answer.YES),
        ({"phase": 2}, False, Answer.YES),
        ({"phase": 2}, True, Answer.ASKS),
        ({}, True, Answer.ASKS),
        ({"has_to_rescreen": True}, True, Answer.ASKS),
        ({"has_to_restart": True}, False, Answer.ASKS),
        ({"run_waits": True}, False, Answer.ASKS),
        ({"run_waits": True, "flare": Flare(7, 3.0)}, False, Answer.NO),
        ({"run_waits": True, "run_not_before": 9}, False, Answer.NO),
        ({"phase": 2, "locks": LOCKED[Cause.CONTACT]}, True, Answer.ASKS),
        ({"locks": LOCKED[Cause.CONTACT]}, True, Answer.NO),
        ({"locks": LOCKED[Cause.RUNNING]}, False, Answer.NO),
        ({"phase": 2, "locks": LOCKED[Cause.PROGRESS]}, True, Answer.NO),
        ({"has_to_retest": True}, False, Answer.NO),
        ({"run_not_before": 9}, True, Answer.NO),
        ({"phase": 3, "back_on": 12}, True, Answer.NO),
    ],
)
def test_today_plan_and_runs_say_the_same(ada: User, changes: dict[str, Any], has_trained: bool, state: Answer) -> None:
    """One answer and one reason on the three pages, in every state, a morning that is still to be rated included."""
    if has_trained:
        logged(plan := plan_since(ada, 8, **RUNS), session_of(plan, 7))
    answer = _answer(ada, 8, **changes)
    assert answer.state == state
    heads = {Answer.YES: "A run is open today", Answer.NO: "No run today", Answer.ASKS: "No run until you answer"}
    pages = {a: text_of(signed_in(ada).get(a).content.decode()) for a in ("/today/", "/plan/", "/runs/")}
    assert f"Can I run today? {answer.head}" in pages["/today/"]
    assert f"Can I run today? {answer.head}" in pages["/plan/"]
    assert heads[state] in pages["/runs/"]
    assert state == Answer.YES or all(answer.text in page for page in pages.values())
