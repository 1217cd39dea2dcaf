"""What the clinic reads; a runner's data is reached through the runner's consent, or is not found."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone

from accounts.access import link_to
from accounts.models import User
from accounts.services import note_refusal
from rehab.plans.models import Plan
from rehab.plans.selectors import followed_plan


def access_runner_plan(therapist: User, runner_id: UUID) -> Plan:
    """The open plan of a runner who consented; 404 for anything else. A refusal is noted."""
    runner = User.objects.filter(public_id=runner_id).first()
    plan = followed_plan(runner) if runner is not None else None
    if runner is None or plan is None:
        raise Http404
    if link_to(therapist, runner) is None:
        seen = {"object_type": "plan", "object_id": str(plan.pk)}
        note_refusal(viewer=therapist, runner=runner, now=timezone.now(), **seen)
        raise Http404
    return plan
