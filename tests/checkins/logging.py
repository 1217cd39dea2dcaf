"""Runners in the middle of a plan, and the forms they send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.plain import to_plain
from rehab.library.models import Question
from rehab.plans.following import course_of
from rehab.plans.models import LogEntry, Plan
from tests.intake.walking import signed_in
from tests.plans.making import plan_of

READY = {  # starts in phase 3 without a lock
    "nprs_now": 1,
    "nprs_avg7": 1,
    "nprs_worst7": 2,
    "walk_pain": 0,
    "walk_tolerance_min": 60,
    "morning_stiffness_min": 0,
}
WEEK = {"w_avg": "3", "w_worst": "5", "w_change": "better", "w_stiff": "10", "w_walk": "30", "w_limb": "none"}
ALL_TESTS = {
    "walk30_pain": "1",
    "slb_s": "12",
    "sls_reps": "10",
    "sls_pain": "1",
    "calf_reps": "20",
    "bridge_reps": "10",
    "calf_pain": "2",
    "jog_pain": "1",
    "hop_pain": "1",
    "hop_sharp": "no",
    "side_plank_s": "30",
    "plank_s": "45",
    "plank_pain": "0",
}
DOING = {"w_psfs_0": "4", "w_barrier": ["none"], "w_clinician": ""}


def plan_on_day(runner: User, day: int, **changes: Any) -> Plan:
    """The runner's plan, so many days after it began."""
    plan = plan_of(runner, **changes)
    Plan.objects.filter(pk=plan.pk).update(started_on=timezone.localdate() - timedelta(days=day))
    return Plan.objects.get(pk=plan.pk)


def with_course(plan: Plan, **changes: Any) -> Plan:
    """The plan with its course changed, as a longer log would have left it."""
    course = {**to_plain(course_of(plan)), **changes}
    Plan.objects.filter(pk=plan.pk).update(course=course, phase=course["phase"])
    return Plan.objects.get(pk=plan.pk)


def safe(**changes: str) -> dict[str, str]:
    """No to every safety question that is asked again, with changes."""
    keys = Question.objects.filter(protocol__status="published", recheck=True).values_list("key", flat=True)
    return {**dict.fromkeys(keys, "no"), **changes}


def answer_week(client: Client, **changes: Any) -> None:
    """Every screen of a check-in up to the review."""
    assert client.post("/check-in/1/", safe()).status_code == 302
    for number, given in ((2, WEEK), (3, DOING), (4, {})):
        answer = client.post(f"/check-in/{number}/", {k: changes.get(k, v) for k, v in given.items()})
        assert answer.status_code == 302, (number, answer.content.decode())


def entries(kind: str) -> list[LogEntry]:
    """What was logged of a kind."""
    return list(LogEntry.objects.filter(kind=kind))


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan, a day into its second week: the first check-in is due."""
    return plan_on_day(ada, 8)


@pytest.fixture
def client(ada: User, plan: Plan) -> Client:
    """Ada's browser."""
    return signed_in(ada)
