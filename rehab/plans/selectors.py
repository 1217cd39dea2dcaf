"""What is read of plans; a plan is reached through `access_plan` or as one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.access import may_see, reads_in_emergency
from accounts.models import User
from accounts.services import note_refusal

from .models import Clearance, Lock, Plan


def _plans() -> QuerySet[Plan]:
    return Plan.objects.select_related("protocol", "runner").prefetch_related("locks")


def access_plan(user: User, pk: UUID, *, to_read: bool = False) -> Plan:
    """A plan the person may see; 404 for anything else, so that nobody learns what exists. A refusal is noted.

    An emergency opens its page `to_read`; whatever else is done with a plan is refused with 403.
    """
    plan = _plans().filter(pk=pk).first()
    if plan is None:
        raise Http404
    if may_see(user, plan.runner):
        return plan
    is_emergency = reads_in_emergency(user, plan.runner)
    if is_emergency and to_read:
        return plan
    note_refusal(viewer=user, runner=plan.runner, object_type="plan", object_id=str(pk), now=timezone.now())
    raise PermissionDenied if is_emergency else Http404


def open_plan(runner: User) -> Plan | None:
    """The runner's present plan."""
    return _plans().filter(runner=runner, closed_at=None).first()


def followed_plan(runner: User) -> Plan | None:
    """The runner's present plan with what following it needs; the frozen exercises are read only when they are new.

    It knows whether there is a clearance at all, so that most are spared the look for one.
    """
    plans = Plan.objects.select_related("protocol", "snapshot").defer("snapshot__body")
    plans = plans.annotate(has_clearance=Exists(Clearance.objects.filter(runner=OuterRef("runner"))))
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


def clearances_of(runner: User) -> QuerySet[Clearance]:
    """Everything that was ever cleared for a runner, newest first."""
    return Clearance.objects.filter(runner=runner).select_related("recorded_by").order_by("-recorded_at")


def standing_clearance(runner: User) -> Clearance | None:
    """The clearance that counts: the newest, unless it was withdrawn."""
    newest = clearances_of(runner).first()
    return newest if newest is not None and newest.withdrawn_at is None else None


def clearance_of(plan: Plan) -> Clearance | None:
    """The clearance a plan goes by; none for one that was closed before it."""
    found = standing_clearance(plan.runner)
    is_over = found is not None and plan.closed_at is not None and found.recorded_at > plan.closed_at
    return None if is_over else found
