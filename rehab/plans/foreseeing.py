"""Foreseeing: when 30 minutes of running may be reached, and the race again, worked out aside and stored.

Running the engine forward takes longer than a page may: a task does it after every entry. A page shows what is stored
while it still fits the plan, with the day it is from.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.utils import timezone

from rehab.engine.progress.forecast import Forecast, forecast
from rehab.engine.progress.outlook import goal_now
from rehab.engine.progress.plain import to_plain

from .following import NoStartError, course_today, day_of, frame_of, recent_log
from .models import LogEntry, Plan, PlanOutlook
from .stored import Head

TASK = "rehab.plans.tasks.foresee_plan"


def ask_for_outlook(plan_id: UUID) -> None:
    """Have the outlook worked out once the entry is surely written. A broker that is away never loses the entry."""
    transaction.on_commit(lambda: current_app.send_task(TASK, [str(plan_id)], retry=False), robust=True)


def foresee(*, plan_id: UUID | str) -> PlanOutlook | None:
    """Work the outlook of an open plan out as of today and store it; what is there already is left as it is."""
    plan = Plan.objects.select_related("protocol", "snapshot", "outlook").filter(pk=plan_id, closed_at=None).first()
    if plan is None:
        return None
    with timezone.override(plan.runner.time_zone):
        day = day_of(plan, timezone.localdate())
    found = {"revision": plan.revision, "number": last_number(plan), "day": day}
    stored = getattr(plan, "outlook", None)
    if stored is not None and is_fresh(plan, found["number"], day):
        return stored
    try:
        body = _body(plan, day)
    except NoStartError:
        return None
    newer = PlanOutlook.objects.filter(plan=plan, number__gt=found["number"]).first()  # of a later entry's task
    return newer or PlanOutlook.objects.update_or_create(plan=plan, defaults={**found, "body": body})[0]


def is_fresh(plan: Plan, number: int, day: int) -> bool:
    """Whether what is stored is of the last entry and the day."""
    stored = getattr(plan, "outlook", None)
    seen = (stored.revision, stored.number, stored.day) if stored is not None else None
    return seen == (plan.revision, number, day)


def freshen_outlook(head: Head, day: int) -> None:
    """Have the outlook worked out again if it is not of the last entry and the day, as after a lost message."""
    if head.plan.is_open and head.foreseen != f"{head.plan.revision}.{head.log_number}.{day}":
        ask_for_outlook(head.plan.pk)


def last_number(plan: Plan) -> int:
    """The number of the last row of a plan's log; 0 for none."""
    return LogEntry.objects.filter(plan=plan).order_by("-number").values_list("number", flat=True).first() or 0


def _body(plan: Plan, day: int) -> dict[str, Any]:
    frame, log = frame_of(plan), recent_log(plan, day)
    course = course_today(plan, log, frame, day)
    seen, left = forecast(course, log, frame), weeks_left(plan, day)
    goal = goal_now(course, log, frame, left) if left is not None else None
    kind = "forecast" if isinstance(seen, Forecast) else "none"
    return {kind: to_plain(seen), "goal": to_plain(goal) if goal else None}


def weeks_left(plan: Plan, day: int) -> int | None:
    """Whole weeks from a day of the plan to the race; None without a race ahead."""
    if plan.goal_weeks is None:
        return None
    try:
        ahead = (date.fromisoformat(str(plan.baseline.get("goal_date"))) - plan.started_on).days - day
    except ValueError:
        ahead = plan.goal_weeks * 7 - day
    return ahead // 7 if ahead >= 0 else None


def stored_outlook(plan: Plan) -> PlanOutlook | None:
    """The stored outlook if nothing was decided since."""
    stored = getattr(plan, "outlook", None)
    return stored if stored is not None and stored.revision == plan.revision else None
