"""Two tabs, an impatient finger, a retrying phone: what is sent at once happens once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from rehab.intake.models import Intake, RaisedFlag, SafetyAnswer
from rehab.plans.models import Plan, PlanEvent
from tests.intake.walking import answers, runner, signed_in, walk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library"), pytest.mark.slow]
TABS = 8


def _at_once(clients: list[Client], send: Callable[[Client], Any]) -> list[HttpResponse]:
    """Every client sends at the same moment, each over its own connection."""
    gate = Barrier(len(clients))

    def one(client: Client) -> HttpResponse:
        try:
            gate.wait(timeout=30)
            answer: HttpResponse = send(client)
            return answer
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(one, clients))


def _tabs(number: int = TABS) -> list[Client]:
    person = runner()
    return [signed_in(person) for _ in range(number)]


def test_the_button_pressed_eight_times_makes_one_plan() -> None:
    """One intake is finished, one plan begun, and every tab is led to the same result."""
    tabs = _tabs()
    assert walk(tabs[0], answers()) == "/intake/review/"
    sent = _at_once(tabs, lambda tab: tab.post("/intake/review/"))
    assert [(answer.status_code, answer.headers["Location"]) for answer in sent] == [(302, "/intake/result/")] * TABS
    assert Intake.objects.get().state == Intake.State.PLANNED
    assert Plan.objects.count() == 1
    assert list(PlanEvent.objects.values_list("kind", flat=True)) == ["started"]


def test_eight_tabs_begin_one_intake() -> None:
    """The constraint lets one through and all go on with that one."""
    sent = _at_once(_tabs(), lambda tab: tab.post("/intake/"))
    assert [(answer.status_code, answer.headers["Location"]) for answer in sent] == [(302, "/intake/1/")] * TABS
    assert Intake.objects.count() == 1


def test_two_tabs_save_the_same_screen() -> None:
    """Both go on; the screen is marked once, and one of the two answers stands as a whole."""
    tabs = _tabs(2)
    tabs[0].post("/intake/")
    ages = iter(["47", "48"])
    given = {id(tab): {"age_years": next(ages), "primary_region": "low_back"} for tab in tabs}
    sent = _at_once(tabs, lambda tab: tab.post("/intake/1/", given[id(tab)]))
    assert [answer.headers["Location"] for answer in sent] == ["/intake/2/"] * 2
    intake = Intake.objects.get()
    assert intake.done == ["start"]
    assert intake.answers["age_years"] in (47, 48)


def test_different_screens_saved_at_once_lose_nothing() -> None:
    """A screen saved in one tab does not undo what another tab has just saved."""
    tabs = _tabs(2)
    walk(tabs[0], answers())
    sent = {id(tabs[0]): ("/intake/1/", {"age_years": "51", "primary_region": "low_back"})}
    number = _number_of("time")
    changed = {"days_available": "4", "minutes_per_session": "30", "strength_per_week": "1"}
    sent[id(tabs[1])] = (f"/intake/{number}/", changed)
    _at_once(tabs, lambda tab: tab.post(*sent[id(tab)]))
    stored = Intake.objects.get().answers
    assert (stored["age_years"], stored["days_available"], stored["minutes_per_session"]) == (51, 4, 30)


def test_an_emergency_sent_twice_is_one_referral() -> None:
    """The second tab finds the intake ended and is led to the same page; both answers are read, one flag is raised."""
    tabs = _tabs(2)
    walk(tabs[0], answers(), until="/intake/2/")
    sent = {name: "no" for name in _safety_names()} | {"rf_bladder": "yes"}
    found = _at_once(tabs, lambda tab: tab.post("/intake/2/", sent))
    assert [answer.headers["Location"] for answer in found] == ["/intake/result/"] * 2
    assert RaisedFlag.objects.values("flag").distinct().count() == RaisedFlag.objects.count()
    assert SafetyAnswer.objects.filter(question="rf_bladder", answer="yes").exists()


def _number_of(key: str) -> int:
    from rehab.intake.steps import STEPS

    return [step.key for step in STEPS].index(key) + 1


def _safety_names() -> tuple[str, ...]:
    from rehab.intake.steps import STEPS

    return STEPS[1].questions
