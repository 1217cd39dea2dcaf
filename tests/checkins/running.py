"""Runners with a plan and runs for tests of the run log."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.log import Rating, Run
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import record_entry
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of

QUIET = {"pain": "0", "spread": "no", "sharp_spot": "no"}


def older_plan(user: User, days: int = 20, **answers: Any) -> Plan:
    """The runner's open plan, begun some days ago."""
    plan = plan_of(user, **answers)
    Plan.objects.filter(pk=plan.pk).update(started_on=plan.started_on - timedelta(days=days))
    plan.refresh_from_db()
    return plan


def in_phase_4(plan: Plan, stage: int = 3, day: int = 20) -> None:
    """The plan as if its course had come to a run-walk stage."""
    moved = {"phase": 4, "stage": stage, "stage_since": day - 2, "phase_since": 1, "day": day, "trained_on": day - 1}
    course = {**plan.course, **moved, "has_to_restart": False, "has_to_retest": False}
    Plan.objects.filter(pk=plan.pk).update(course=course, phase=4)
    plan.refresh_from_db()


def logged(plan: Plan, day: int, km: float | None = 5, **fields: Any) -> Run:
    """A run written down on its own day."""
    run = Run(str(uuid.uuid4()), day, km, **fields)
    at = timezone.now() - timedelta(days=today_of(plan) - day)
    record_entry(plan=plan, entry=run, actor=plan.runner, now=at)
    return run


def rated(plan: Plan, day: int, morning: int = 1) -> None:
    """A morning."""
    entry = Rating(f"rating-{day}", day, morning)
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=timezone.now())


def today_of(plan: Plan) -> int:
    return (timezone.localdate() - plan.started_on).days


def sent(client: Client, address: str = "/runs/new/", **given: Any) -> Any:
    """The form of an address, sent with these values and with what it holds in hidden fields."""
    page = client.get(address).content.decode()
    found = re.search(r'name="entry_id" value="([^"]+)"', page)
    assert found, page
    on = re.search(r'name="on" value="([^"]+)"', page)
    assert on
    return client.post(address, {"entry_id": found[1], "on": on[1], **QUIET, **given})


def runs_of(plan: Plan) -> list[dict[str, Any]]:
    """The run entries of a plan, in the order they were written."""
    return [row.body for row in LogEntry.objects.filter(plan=plan, kind="run").order_by("number")]


def noon_of(plan: Plan, day: int) -> datetime:
    """Noon of a day of the plan, in UTC."""
    on = plan.started_on + timedelta(days=day)
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


@pytest.fixture
def plan() -> Plan:
    """Ada's plan, in its third week."""
    return older_plan(runner())


@pytest.fixture
def client(plan: Plan) -> Client:
    """Ada's browser."""
    return signed_in(plan.runner)
