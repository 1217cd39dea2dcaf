"""Opening Today: where it leads without a plan to follow, that it writes nothing, how much it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.log import Shut
from rehab.plans.models import LogEntry, Plan
from tests.checkins.days import logged, plan_since, session_of
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_without_a_plan_one_is_made_first(ada: User) -> None:
    """Today leads to the intake."""
    assert signed_in(ada).get("/today/").headers["Location"] == "/intake/"


def test_a_closed_plan_shows_no_exercise(ada: User) -> None:
    """A safety answer leads to what is to be done, from Today and from home."""
    plan = plan_since(ada, 3)
    logged(plan, Shut("s", 3, "urgent_24_48h", ("F05",)))
    client = signed_in(ada)
    for address in ("/today/", "/today/session/", "/home/"):
        assert client.get(address).headers["Location"] == "/plan/"
    assert "closed for now" in client.get("/plan/").content.decode()
    assert client.post("/today/rating/", {"day": 3, "morning": 1}).headers["Location"] == "/plan/"
    assert LogEntry.objects.count() == 1


def test_home_leads_a_runner_with_a_plan_to_today(ada: User) -> None:
    """And one without to the plan's own way."""
    client = signed_in(ada)
    assert client.get("/home/").headers["Location"] == "/plan/"
    plan_since(ada, 0)
    assert client.get("/home/").headers["Location"] == "/today/"


def test_a_plan_of_an_earlier_release_opens_today(ada: User) -> None:
    """It was made before exercises were kept with a plan: today's stand in for them."""
    plan = plan_since(ada, 0)
    Plan.objects.filter(pk=plan.pk).update(snapshot=None)
    assert signed_in(ada).get("/today/").status_code == 200


def test_a_plan_that_cannot_be_followed_leads_to_its_page(ada: User) -> None:
    """It has no start, and its answers no longer give one: it can still be read."""
    plan = plan_since(ada, 0)
    emergency = {**plan.baseline, "rf_bladder": "yes"}
    Plan.objects.filter(pk=plan.pk).update(snapshot=None, start=None, baseline=emergency)
    for address in ("/today/", "/today/session/", "/today/swap/bridge/"):
        assert signed_in(ada).get(address).headers["Location"] == "/plan/"
    assert signed_in(ada).get("/plan/").status_code == 200


def test_the_tab_bar_is_for_runners_with_a_plan(ada: User) -> None:
    """It stands on Today and on the plan, and nowhere without a plan."""
    assert "tabbar" not in signed_in(ada).get("/intake/").content.decode()
    plan_since(ada, 0)
    for address in ("/today/", "/plan/"):
        assert 'class="tabbar' in signed_in(ada).get(address).content.decode()
    assert "tabbar" not in Client().get("/").content.decode()


def test_opening_today_writes_nothing(ada: User) -> None:
    """Neither an entry nor the course, whatever days have passed."""
    plan = plan_since(ada, 12)
    before = (plan.course, plan.revision)
    for address in ("/today/", "/today/session/", "/plan/"):
        signed_in(ada).get(address)
    plan.refresh_from_db()
    assert (plan.course, plan.revision) == before
    assert not LogEntry.objects.exists()
    assert not plan.events.filter(kind="decided").exists()


def test_the_statements_do_not_grow_with_a_year_of_logs(ada: User) -> None:
    """Thirteen at most when it is made, one more before the first session, five from store, however long the log is."""
    plan_since(ada, 1)
    client, counts = signed_in(ada), []
    for days in (1, 365):  # the same day of the week
        plan = plan_since(ada, days)
        if days > 1:
            _fill(plan, days)
        client.get("/plan/")  # the exercises of a plan are read once in the life of a process
        with statements() as made:
            assert client.get("/today/").status_code == 200
        with statements() as stored:
            assert client.get("/today/").status_code == 200
        counts.append(len(made))
        assert len(made) <= 13 + (days == 1), made
        assert len(stored) == 5, stored
    assert counts[1] <= counts[0]


def _fill(plan: Any, days: int) -> None:
    now = timezone.now()
    session = session_of(plan, 0)
    rows = []
    for day in range(days):
        body = {"id": f"rating-{day}", "day": day, "morning": 1, "worst": 2, "average": 1}
        rows.append(("rating", f"rating-{day}", day, body))
        if day % 2 == 0:
            marks = [
                {"exercise_id": m.exercise_id, "level": 1, "done": m.done, "planned": m.planned} for m in session.marks
            ]
            body = {"id": f"session-{day}", "day": day, "marks": marks, "planned": session.planned}
            rows.append(("session", f"session-{day}", day, body))
    LogEntry.objects.bulk_create(
        LogEntry(plan=plan, number=number, entry_id=id_, kind=kind, day=day, body=body, made_at=now)
        for number, (kind, id_, day, body) in enumerate(rows, 1)
    )
    course = {**plan.course, "day": days - 1, "trained_on": days - 2}
    type(plan).objects.filter(pk=plan.pk).update(course=course)
