"""What is read of plans; a plan is reached through `access_plan` or as one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.access import may_see
from accounts.models import User
from accounts.services import note_refusal

from .models import Lock, Plan


def _plans() -> QuerySet[Plan]:
    return Plan.objects.select_related("protocol", "runner").prefetch_related("locks")


def access_plan(user: User, pk: UUID) -> Plan:
    """A plan the person may see; 404 for anything else, so that nobody learns what exists. A refusal is noted."""
    plan = _plans().filter(pk=pk).first()
    if plan is None:
        raise Http404
    if not may_see(user, plan.runner):
        note_refusal(viewer=user, runner=plan.runner, object_type="plan", object_id=str(pk), now=timezone.now())
        raise Http404
    return plan


def open_plan(runner: User) -> Plan | None:
    """The runner's present plan."""
    return _plans().filter(runner=runner, closed_at=None).first()


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


def plans_before(plan: Plan) -> QuerySet[Plan, Any]:
    """Number and first day of the runner's plans that came before one, newest first."""
    earlier = Plan.objects.filter(runner=plan.runner_id, closed_at__isnull=False, created_at__lt=plan.created_at)
    return earlier.values("pk", "started_on")
