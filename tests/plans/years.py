"""A plan with months of logs behind it: written down in one go, followed by the engine entry for entry."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.course import Frame
from rehab.engine.progress.following import Followed, first_day, follow
from rehab.engine.progress.log import Entry
from rehab.engine.progress.plain import kind_of, to_plain
from rehab.plans.following import frame_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import record_entry
from rehab.plans.writing import write_step
from tests.engine.years import YEAR_DAYS, entries_of
from tests.plans.making import plan_of


def plan_with_days(runner: User, days: int = YEAR_DAYS, **changes: Any) -> Plan:
    """The runner's plan, begun so many days ago, with a rating a day, sessions, runs and check-ins until yesterday."""
    plan = plan_of(runner, **changes)
    plan.started_on = timezone.localdate() - timedelta(days=days)
    plan.save(update_fields=["started_on"])
    frame = frame_of(plan)
    state = first_day(frame)
    for day in range(days):
        for entry in entries_of(day, state, frame):
            state = _write(plan, entry, follow(state, entry, frame), frame)
    plan.refresh_from_db()
    return plan


def _write(plan: Plan, entry: Entry, after: Followed, frame: Frame) -> Followed:
    now = plan_time(plan, entry.day)
    number = LogEntry.objects.filter(plan=plan).count() + 1
    row = LogEntry.objects.create(
        plan=plan,
        number=number,
        entry_id=entry.id,
        kind=kind_of(entry),
        day=entry.day,
        body=to_plain(entry),
        made_at=now,
        by=plan.runner,
    )
    write_step(plan=plan, entry=row, after=after, frame=frame, actor=plan.runner, now=now)
    return after


def plan_time(plan: Plan, day: int) -> datetime:
    """Noon or so of a plan's day."""
    return timezone.now() - (timezone.localdate() - plan.started_on - timedelta(days=day))


def record(plan: Plan, entry: Entry) -> None:
    """An entry, written down by the runner on its own day."""
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=plan_time(plan, entry.day))
