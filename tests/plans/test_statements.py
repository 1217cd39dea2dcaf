"""How many SQL statements a page may take, the session and the person among them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rehab.library import snapshots
from rehab.plans.models import Plan
from tests.engine.cases import raw
from tests.intake.walking import answered, answers, asked, runner, signed_in, submitted
from tests.plans.making import plan_of
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
PLAN_PAGE, SUBMIT, SCREEN = 5, 13, 15
FIRST_PLAN = 2  # the exercises as they are now are looked for and written down once for all plans
LONGEST = {"nprs_now": 6, "nprs_avg7": 6, "nprs_worst7": 7, "minutes_per_session": 30}
SHORTEST = {
    "nprs_now": 1,
    "nprs_avg7": 1,
    "nprs_worst7": 2,
    "walk_pain": 0,
    "walk_tolerance_min": 60,
    "minutes_per_session": 10,
    "duration_weeks": 30,
    "strength_per_week": 3,
    "run_pain": 0,
}


def _of_the_plan_page(client: Client) -> int:
    client.get("/plan/")
    with statements() as found:
        assert client.get("/plan/").status_code == 200
    return len(found)


def test_a_stored_plan_page_takes_five_statements() -> None:
    """Session, person, plan with its page, the stamp of the library, the notices that wait; eight are allowed."""
    ada = runner()
    submitted(ada)
    client = signed_in(ada)
    assert _of_the_plan_page(client) == PLAN_PAGE <= 8


def test_the_number_does_not_grow_with_the_plan() -> None:
    """The longest plan takes as many as the shortest, and as many after another plan."""
    ada = runner()
    client, sizes = signed_in(ada), []
    for changes in (SHORTEST, LONGEST):
        sizes.append(plan_of(ada, **changes).prescriptions.count())
        assert _of_the_plan_page(client) == PLAN_PAGE
    assert sizes[1] > sizes[0]


def test_submitting_an_intake_takes_at_most_fifteen_statements() -> None:
    """One read of what is needed, under the lock, and one write for each kind of row."""
    ada = runner()
    answered(ada, raw())
    client = signed_in(ada)
    with statements() as found:
        client.post("/intake/review/")
    assert Plan.objects.exists()
    assert len(found) == SUBMIT + FIRST_PLAN, found
    assert SUBMIT + 2 <= 15


def test_a_plan_with_flags_and_locks_stays_within_fifteen() -> None:
    """A clinician alongside and a lock on running add a statement for the flags and one for the locks."""
    ada = runner()
    answered(ada, raw(pregnancy_status="postpartum_lt_12w", sex_at_birth="female"))
    client = signed_in(ada)
    with statements() as found:
        client.post("/intake/review/")
    assert Plan.objects.get().locks.count() == 2
    assert len(found) == SUBMIT + FIRST_PLAN + 2, found


def test_a_screen_is_saved_within_fifteen_statements() -> None:
    """However many questions stand on it and however many screens were answered before."""
    ada = runner()
    answered(ada, raw())
    client = signed_in(ada)
    for number in (3, 30):
        page = client.get(f"/intake/{number}/").content.decode()
        sent = {name: value for name, value in answers().items() if name in asked(page)}
        with statements() as found:
            client.post(f"/intake/{number}/", {**dict.fromkeys(asked(page), "no"), **sent})
        assert len(found) <= SCREEN, found


def test_replacing_an_open_plan_with_flags_and_locks_stays_within_sixteen(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """The old plan is closed and said so: one write more, whatever hangs on it."""
    monkeypatch.setattr(snapshots, "_made", {})
    ada = runner()
    client = signed_in(ada)
    for _ in range(2):
        answered(ada, raw(pregnancy_status="postpartum_lt_12w", sex_at_birth="female"))
        with django_capture_on_commit_callbacks(execute=True), statements() as found:
            client.post("/intake/review/")
    assert Plan.objects.filter(closed_at=None).count() == 1
    assert Plan.objects.count() == 2
    assert len(found) <= 16, found
