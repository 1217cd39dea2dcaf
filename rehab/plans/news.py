"""News: that a therapist changed the plan. The runner is told once for a batch, and reads it until they have looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from rehab.outbox.models import Kind, Notice
from rehab.outbox.services import tell

from .batches import Batch, batches, net_events
from .models import Plan
from .stored import forget_pages

SAID_DAYS = 7


def tell_of_changes(*, plan: Plan, therapist: User, now: datetime) -> None:
    """A therapist changed the plan: the runner is told once for all changes of 15 minutes."""
    number = next(batch.number for batch in reversed(batches(plan)) if batch.by_id == therapist.pk)
    tell(recipient=plan.runner, kind=Kind.PLAN_CHANGED, period=f"{plan.pk}-{number}", now=now)


def plan_and_number(period: str) -> tuple[UUID, int]:
    """The plan and the batch a notice is about."""
    plan, _, number = period.rpartition("-")
    return UUID(plan), int(number)


def see_changes(*, plan: Plan, batch: Batch, now: datetime) -> None:
    """The runner has looked: the pages that say so are made anew without it."""
    _unseen(plan).filter(period=f"{plan.pk}-{batch.number}").update(seen_at=now)
    if now - batch.began_at < timedelta(days=SAID_DAYS + 1):  # it may be marked already, from the list of notices
        forget_pages(plan)


def _unseen(plan: Plan) -> QuerySet[Notice]:
    told = Notice.objects.filter(recipient=plan.runner_id, kind=Kind.PLAN_CHANGED, seen_at=None)
    return told.filter(period__startswith=f"{plan.pk}-")


@dataclass(frozen=True, slots=True)
class Changed:
    """That a therapist changed the plan, for the runner's pages: who, when, how much, and which batch says what."""

    plan_id: UUID
    number: int
    by: str
    on: date
    when: str
    count: int


def news_of(plan: Plan, today: date) -> list[Changed]:
    """What the runner has not looked at yet of the last seven days, the latest first."""
    numbers = {plan_and_number(period)[1] for period in _unseen(plan).values_list("period", flat=True)}
    if not numbers:
        return []
    found = [_changed(plan, batch, today) for batch in reversed(batches(plan)) if batch.number in numbers]
    return [one for one in found if one.count and (today - one.on).days < SAID_DAYS]


def _changed(plan: Plan, batch: Batch, today: date) -> Changed:
    on = timezone.localdate(batch.began_at)
    days = (today - on).days
    when = {0: "today", 1: "yesterday"}.get(days, f"on {on.day} {on:%B}")
    return Changed(plan.pk, batch.number, batch.by, on, when, len(net_events(plan, batch)))
