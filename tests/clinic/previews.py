"""A therapist who assigns a plan to Ada, and what the pages of it hold."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rehab.clinic.templating import Line
from rehab.plans.following import course_of
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist_of
from tests.clinic.shelves import template_of
from tests.intake.walking import signed_in
from tests.plans.making import plan_of

REASON = "Hips before the rest."


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan."""
    return plan_of(ada)


@pytest.fixture
def thea(plan: Plan) -> User:
    """Her therapist."""
    return therapist_of(plan.runner)


@pytest.fixture
def client(thea: User) -> Client:
    """The therapist's browser."""
    return signed_in(thea)


def address(plan: Plan, query: str = "") -> str:
    """The page of assigning to a plan's runner."""
    return f"/runners/{plan.runner.public_id}/assign/{query}"


def shown(client: Client, where: str) -> dict[str, str]:
    """The hidden fields of a preview."""
    page = client.get(where)
    assert page.status_code == 200
    return dict(re.findall(r'name="(key|seen|stamp)" value="([^"]*)"', page.content.decode()))


def names(plan: Plan) -> list[str]:
    """The exercises of the plan as it is, in order."""
    plan.refresh_from_db()
    return [item.exercise_id for item in course_of(plan).items if item.role.value == "exercise"]


def barred_of(plan: Plan) -> str:
    """An exercise that is barred for this runner."""
    return next(name for name, _, phase in plan.barred if phase >= plan.phase and name != "run_walk")


def assigned(client: Client, plan: Plan, *lines: Line, **fields: Any) -> Any:
    """A template with these lines, looked at and saved for the plan's runner."""
    version = template_of(User.objects.get(role="therapist", email="thea@example.org"), *lines)
    where = address(plan, f"?from=template&of={version.template_id}")
    return client.post(where, {**shown(client, where), "reason": REASON, **fields})
