"""A runner with a plan, a log full of words that may not leak, and a therapist with consent."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import CareLink, User
from rehab.clinic.messaging import Pair, send_message
from rehab.clinic.noting import write_note
from rehab.engine.progress.log import CheckIn, Rating, Run
from rehab.intake.models import Intake
from rehab.library.models import Protocol
from rehab.plans.following import frame_of
from rehab.plans.models import Plan
from rehab.plans.recording import record_entry
from tests.checkins.days import RUNS, moment_of, plan_since, session_of
from tests.intake import walking
from tests.intake.walking import signed_in
from tests.plans.making import text_in
from tests.sharing import shared

NOTE = "canary: it throbs after the long drive"
WRITTEN = "canary: what somebody wrote"
DAYS = 20
# Values that stand nowhere else: a run's distance, minutes, and the runner's own words.
CANARIES = (NOTE, "7.77 km", "53 min", "Felt in: calf")


@pytest.fixture(scope="module")
def key(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Twenty days of a plan, for all tests of a module that read it."""
    with shared(django_db_blocker):
        made = plan_with_log(walking.runner("twenty@example.org"))
        with django_db_blocker.block():
            yield made.pk


@pytest.fixture
def plan(key: int, library: None) -> Plan:
    """Twenty days of a plan."""
    return Plan.objects.get(pk=key)


def plan_with_log(runner: User, days: int = DAYS) -> Plan:
    """A plan with ratings, sessions, runs, a check-in and a note on days of their own."""
    plan = plan_since(runner, days, **RUNS)
    for day in range(days):
        _write(plan, Rating(f"rating-{day}", day, morning=2, worst=4, average=2), day)
    for day in (0, 2, 4):
        _write(plan, session_of(plan, day), day)
    run = Run("11111111-1111-1111-1111-111111111111", 6, km=7.77, minutes=53, pain=5, where=("calf",))
    _write(plan, run, 6, NOTE)
    answers = {question.id: "no" for question in frame_of(plan).catalog.questions if question.recheck}
    _write(plan, CheckIn("checkin-7", 7, answers, average=3, worst=6, change="better", walk_min=33), 7)
    return Plan.objects.get(pk=plan.pk)


def _write(plan: Plan, entry: Any, day: int, note: str = "") -> None:
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=moment_of(plan, day), note=note)


def address_of(runner: User, name: str = "runner") -> str:
    """A page of the runner for the therapist."""
    return reverse(f"clinic:{name}", args=[runner.public_id])


def record(therapist: User, runner: User, query: str = "") -> str:
    """What the runner's page says to the therapist."""
    answer = signed_in(therapist).get(address_of(runner) + query)
    assert answer.status_code == 200
    return text_in(answer)


def whole_record(therapist: User, runner: User) -> str:
    """Both pages of the time line."""
    until = timezone.localdate() - timedelta(days=13)
    return record(therapist, runner) + record(therapist, runner, f"?until={until}")


def share(runner: User, **fields: Any) -> None:
    """Change what the runner's consents open."""
    CareLink.objects.filter(runner=runner).update(**fields)


def day_on(plan: Plan, day: int) -> Any:
    """The date of a day of the plan."""
    return plan.started_on + timedelta(days=day)


def write_everything(runner: User, therapist: User) -> None:
    """A private note, a shared one, a message of each, and an intake with words of the runner's own."""
    now = timezone.now()
    for is_shared in (True, False):
        write_note(runner=runner, author=therapist, body=WRITTEN, is_shared=is_shared, key=uuid.uuid4(), now=now)
        pair = Pair(runner, therapist, is_runner=is_shared)
        send_message(pair=pair, body=WRITTEN, key=uuid.uuid4(), now=now)
    Intake.objects.create(
        runner=runner,
        protocol=Protocol.objects.get(status="published"),
        state=Intake.State.PLANNED,
        answers={"notes": WRITTEN, "medication_note": WRITTEN},
        tier="none",
        outcome={"told": [], "fired": []},
        started_at=now,
        saved_at=now,
        finished_at=now,
    )
