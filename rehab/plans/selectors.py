"""What is read of plans; a plan is reached through `access_plan` or as one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from accounts.access import may_see
from accounts.models import User

from .models import Lock, LogEntry, Plan

OUTLOOK = ("outlook__plan", "outlook__revision", "outlook__number", "outlook__day")
SHOWN = (
    *("runner", "phase", "revision", "started_on", "closed_at"),
    *("page__plan", "page__key", "page__html", "page__today_key", "page__today"),
    *OUTLOOK,
)
PROGRESS = ("runner", "revision", "started_on", "closed_at", *OUTLOOK)
LAST_NUMBER = LogEntry.objects.filter(plan=OuterRef("pk")).order_by("-number").values("number")[:1]


def _plans() -> QuerySet[Plan]:
    plans = Plan.objects.select_related("protocol", "runner", "page", "outlook").prefetch_related("locks")
    return plans.annotate(log_number=Coalesce(Subquery(LAST_NUMBER), 0))


def access_plan(user: User, pk: UUID) -> Plan:
    """A plan the person may see; 404 for anything else, so that nobody learns what exists."""
    plan = _plans().filter(pk=pk).first()
    if plan is None or not may_see(user, plan.runner):
        raise Http404
    return plan


def open_plan(runner: User) -> Plan | None:
    """The runner's present plan."""
    return _plans().filter(runner=runner, closed_at=None).first()


def shown_plan(runner: User) -> Plan | None:
    """The runner's present plan with no more than its stored page needs."""
    plans = Plan.objects.select_related("page", "outlook").prefetch_related("locks").only(*SHOWN)
    plans = plans.annotate(log_number=Coalesce(Subquery(LAST_NUMBER), 0))
    plan = plans.filter(runner=runner, closed_at=None).first()
    if plan is not None:
        plan.runner = runner
    return plan


def progress_plan(runner: User) -> Plan | None:
    """The runner's present plan with no more than the stored Progress page needs."""
    plans = Plan.objects.select_related("outlook").only(*PROGRESS)
    shut = Exists(Lock.objects.filter(plan=OuterRef("pk"), cause=Lock.Cause.SAFETY, lifted_at=None))
    plans = plans.annotate(log_number=Coalesce(Subquery(LAST_NUMBER), 0), is_shut=shut)
    plan = plans.filter(runner=runner, closed_at=None).first()
    if plan is not None:
        plan.runner = runner
    return plan


def followed_plan(runner: User) -> Plan | None:
    """The runner's present plan with what following it needs; the frozen exercises are read only when they are new."""
    plans = Plan.objects.select_related("protocol", "snapshot").defer("snapshot__body")
    plan = plans.filter(runner=runner, closed_at=None).first()
    if plan is not None:
        plan.runner = runner
    return plan


def is_shut(runner: User) -> bool:
    """Whether a safety answer keeps the runner from all exercise."""
    locks = Lock.objects.filter(plan__runner=runner, plan__closed_at=None)
    return locks.filter(cause=Lock.Cause.SAFETY, lifted_at=None).exists()


def may_train(runner: User) -> bool:
    """Whether the runner has an open plan that no safety answer keeps closed."""
    shut = Lock.objects.filter(plan__runner=runner, cause=Lock.Cause.SAFETY, lifted_at=None)
    return Plan.objects.filter(runner=runner, closed_at=None).exclude(locks__in=shut).exists()


def closed_plans(runner: User) -> QuerySet[Plan, Any]:
    """Number and first day of the runner's earlier plans, newest first."""
    return Plan.objects.filter(runner=runner, closed_at__isnull=False).values("pk", "started_on")
