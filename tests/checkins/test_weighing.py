"""What a phone may take for quiet: by the engine's own rules, for what it knew when the page was made."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rehab.checkins import weighing
from rehab.checkins.standing import Standing
from rehab.checkins.weighing import quiet_values, weights_of
from rehab.engine.progress.log import Mark, Rating, Session
from tests.checkins.days import client as client
from tests.checkins.days import logged, plan_since, session_of, standing_now
from tests.checkins.logging import READY
from tests.intake.walking import ada as ada

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
TODAY = 7


def _mornings(ada: User, usual: int, *, trains: bool) -> list[int]:
    """The quiet mornings of today, after three of the same, with or without a session yesterday."""
    plan = plan_since(ada, TODAY, **READY)
    logged(plan, *(Rating(f"rating-{day}", day, morning=usual) for day in (4, 5, 6)))
    if trains:
        logged(plan, session_of(plan, TODAY - 1))
    return quiet_values(standing_now(ada), TODAY, "morning")


@pytest.mark.parametrize(
    ("usual", "trains", "quiet"),
    [(0, True, [0, 1]), (1, True, [0, 1, 2]), (3, True, [0, 1, 2, 3, 4]), (0, False, [0, 1, 2, 3, 4, 5])],
)
def test_a_morning_is_quiet_as_far_as_no_dose_would_go_down(
    ada: User, usual: int, trains: bool, quiet: list[int]
) -> None:
    """Two points above the usual morning after a session are one level down (X3); as usual is quiet, also a 3."""
    assert _mornings(ada, usual, trains=trains) == quiet


def test_a_second_morning_that_has_not_settled_is_not_quiet(ada: User) -> None:
    """Above usual for more than a day, by one point only."""
    plan = plan_since(ada, TODAY, **READY)
    logged(plan, *(Rating(f"rating-{day}", day, morning=1) for day in (3, 4, 5)))
    logged(plan, session_of(plan, TODAY - 2), Rating("rating-6", TODAY - 1, morning=2))
    assert quiet_values(standing_now(ada), TODAY, "morning") == [0, 1]


def test_a_day_after_which_it_had_not_settled_is_named(ada: User) -> None:
    """A session of it that comes late would step down."""
    plan = plan_since(ada, TODAY, **READY)
    mornings = zip((3, 4, 5, 6, 7), (1, 1, 1, 4, 1), strict=True)
    logged(plan, *(Rating(f"rating-{day}", day, morning=value) for day, value in mornings))
    found = weights_of(standing_now(ada))
    assert (found["unsettled"], found["usual"]) == ([5], 1)


def test_an_exercise_that_was_poor_before_is_named_with_its_least(ada: User) -> None:
    """Less than 70 % a second time is one level down (X5)."""
    plan = plan_since(ada, TODAY, **READY)
    whole = session_of(plan, TODAY - 2)
    first, *others = whole.marks
    poor = Mark(first.exercise_id, first.level, 1, first.planned, 1, 4, spread=False)
    logged(plan, Session(whole.id, whole.day, (poor, *others), whole.planned))
    found = weights_of(standing_now(ada))
    assert found["poor"] == [first.exercise_id]
    assert found["least"][first.exercise_id] == pytest.approx(first.planned * 0.7)


def test_nothing_known_is_taken_carefully(ada: User) -> None:
    """On the first day no morning is usual."""
    plan_since(ada, 0)
    found = weights_of(standing_now(ada))
    assert (found["usual"], found["unsettled"], found["poor"]) == (0, [], [])


@pytest.mark.parametrize("address", ["/today/", "/today/session/play/"])
def test_the_pages_carry_it(ada: User, client: Client, address: str) -> None:
    """Today and the player, the same."""
    plan_since(ada, TODAY, **READY)
    page = client.get(address).content.decode()
    found = re.search(r'<script id="weights" type="application/json">(.*?)</script>', page)
    assert found, page
    carried: dict[str, Any] = json.loads(found[1])
    assert carried == json.loads(json.dumps(weights_of(standing_now(ada))))


def test_a_tap_is_answered_without_weighing(ada: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its card carries no weights, so the engine is asked for none of them; the page is."""
    asked: list[str] = []

    def noted(standing: Standing, day: int, what: str) -> list[int]:
        asked.append(what)
        return quiet_values(standing, day, what)

    monkeypatch.setattr(weighing, "quiet_values", noted)
    plan_since(ada, TODAY, **READY)
    answer = client.post("/today/rating/", {"day": TODAY, "morning": 1}, headers={"HX-Request": "true"})
    assert "This morning: 1 of 10" in answer.content.decode()
    assert asked == []
    client.get("/today/")
    assert len(asked) == 5
