"""Swaps: only for an allowed exercise of the same dose class, with a reason, once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rehab.checkins.swaps import swap_of
from rehab.engine.progress.log import FlareReport, Run
from rehab.plans.following import course_of
from rehab.plans.models import LogEntry, Plan
from tests.checkins.days import logged, plan_since, standing_now
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def ada() -> User:
    """A runner with a plan."""
    user = runner()
    plan_since(user, 0)
    return user


def _in_use() -> list[str]:
    return [item.exercise_id for item in course_of(Plan.objects.get()).items]


def _swappable(user: User) -> tuple[str, str]:
    for id_ in _in_use():
        found = swap_of(standing_now(user), id_)
        if found and found[1]:
            return id_, found[1][0].exercise_id
    raise AssertionError("nothing can be swapped")


def _send(client: Client, id_: str, **fields: Any) -> Any:
    return client.post(f"/today/swap/{id_}/", {"entry": str(uuid.uuid4()), "reason": "unsuitable", **fields})


def test_a_swap_takes_the_place_at_once(ada: User) -> None:
    """In its place, at its level, with the reason in the log; Today shows it."""
    id_, other = _swappable(ada)
    client, place = signed_in(ada), _in_use().index(id_)
    assert client.get(f"/today/swap/{id_}/").status_code == 200
    assert _send(client, id_, other=other).headers["Location"] == "/today/"
    assert _in_use()[place] == other
    assert LogEntry.objects.get().body["reason"] == "unsuitable"
    assert client.get("/today/").status_code == 200
    assert Plan.objects.get().prescriptions.filter(exercise_id=other, replaces_id=id_).exists()


def test_sent_twice_it_is_done_once(ada: User) -> None:
    """The second sending finds the exercise gone and goes back to Today."""
    id_, other = _swappable(ada)
    client, entry = signed_in(ada), str(uuid.uuid4())
    for _ in range(2):
        assert _send(client, id_, other=other, entry=entry).headers["Location"] == "/today/"
    assert LogEntry.objects.count() == 1


def test_a_swap_writes_over_nothing_of_another_kind(ada: User) -> None:
    """With the id of something else it gets one of its own."""
    id_, other = _swappable(ada)
    run = Run(str(uuid.uuid4()), 0, 5)
    logged(Plan.objects.get(), run)
    assert _send(signed_in(ada), id_, other=other, entry=run.id).headers["Location"] == "/today/"
    assert standing_now(ada).log.runs == (run,)
    assert other in _in_use()


@pytest.mark.parametrize(
    "changes", [{"other": "run_walk"}, {"other": "nothing"}, {"other": ""}, {"reason": "x"}, {"entry": "session-0"}]
)
def test_what_is_not_offered_is_refused(ada: User, changes: dict[str, Any]) -> None:
    """Another class, an unknown id, no reason, an id that is none."""
    id_, other = _swappable(ada)
    response = _send(signed_in(ada), id_, **{"other": other, **changes})
    assert response.status_code == 422
    assert not LogEntry.objects.exists()


def test_an_exercise_that_is_not_in_the_plan_is_not_found(ada: User) -> None:
    """Nor is any in calm days, whose set is fixed."""
    client, (id_, _) = signed_in(ada), _swappable(ada)
    assert client.get("/today/swap/run_walk/").status_code == 404
    assert client.get("/today/swap/nothing/").status_code == 404
    flags = {question.id: "no" for question in standing_now(ada).frame.catalog.questions if question.recheck}
    logged(Plan.objects.get(), FlareReport("f", 0, flags, 6))
    assert client.get(f"/today/swap/{id_}/").status_code == 404
