"""Plans that began some days ago, and what was logged since."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.checkins.planned import exercises_on
from rehab.checkins.standing import Standing, standing_of
from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.log import Entry, Mark, Rating, Session
from rehab.library.mapping import load_catalog
from rehab.library.models import Protocol
from rehab.plans.models import Plan
from rehab.plans.recording import record_entry
from rehab.plans.selectors import followed_plan
from rehab.plans.services import start_plan
from tests.engine.cases import raw
from tests.intake.walking import signed_in

RUNS = {"run_status": "reduced", "run_pain": 2, "prev_weekly_km": 30, "longest_run_30d_km": 10, "runs_per_week": 3}
PROGRESS = "/progress/"
PLAYER = "/today/session/play/"
WELL = {"way": "whole", "pain": 1, "effort": 4, "spread": "no"}


@pytest.fixture
def client(ada: User) -> Client:
    """Her browser."""
    return signed_in(ada)


def plan_since(runner: User, days: int, **changes: Any) -> Plan:
    """The runner's plan, begun so many days ago; today is its day `days`."""
    begun, given = timezone.now() - timedelta(days=days), raw(**changes)
    catalog = load_catalog()
    draft = assess(given, catalog, begun.date())
    assert isinstance(draft, PlanDraft)
    protocol = Protocol.objects.get(status="published").pk
    made = {"draft": draft, "catalog": catalog, "protocol_id": protocol, "baseline": given}
    return start_plan(runner=runner, now=begun, today=begun.date(), **made)


def moment_of(plan: Plan, day: int) -> datetime:
    """About the present time of day, on a day of the plan."""
    return timezone.now() - timedelta(days=(timezone.localdate() - plan.started_on).days - day)


def logged(plan: Plan, *entries: Entry) -> None:
    """Each entry on its own day."""
    for entry in entries:
        record_entry(plan=plan, entry=entry, actor=plan.runner, now=moment_of(plan, entry.day))


def standing_now(runner: User) -> Standing:
    """Where the runner's plan stands."""
    plan = followed_plan(runner)
    assert plan is not None
    return standing_of(plan, timezone.localdate())


def session_of(plan: Plan, day: int, pain: int = 1, effort: int = 4, *, spread: bool = False) -> Session:
    """A whole session as planned for a day."""
    standing = standing_of(plan, moment_of(plan, day).date())
    doses = exercises_on(standing, day)
    marks = [Mark(d.item.exercise_id, d.item.level, d.planned, d.planned, pain, effort, spread) for d in doses]
    return Session(f"session-{day}", day, tuple(marks), sum(dose.planned for dose in doses))


def morning(day: int, value: int = 1) -> Rating:
    """A morning's rating."""
    return Rating(f"rating-{day}", day, morning=value)


def send(client: Client, address: str, **fields: Any) -> Any:
    """A form, sent."""
    return client.post(address, fields)


def send_session(client: Client, day: int, **fields: Any) -> HttpResponse:
    """The form of a day's session, sent."""
    return client.post(f"/today/session/{day}/", fields)


def session_sent(user: User, day: int) -> Session:
    """What counts as a day's session."""
    found = standing_now(user).session_on(day)
    assert found is not None
    return found


def today_page(user: User) -> str:
    """Today, as this runner sees it."""
    return _opened(user, "/today/")


def progress_page(user: User, query: str = "") -> str:
    """The progress page, as this runner sees it."""
    return _opened(user, PROGRESS + query)


def _opened(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def carried(client: Client) -> dict[str, Any]:
    """What the player's page carries for its scripts."""
    page = client.get(PLAYER).content.decode()
    found = re.search(r'<script id="player-course" type="application/json">(.*?)</script>', page)
    assert found, page
    return json.loads(found[1])
