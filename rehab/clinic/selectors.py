"""What the clinic reads; a runner's data is reached through the runner's consent, or is not found."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from accounts.models import User
from accounts.selectors import access_care
from rehab.plans.models import Plan
from rehab.plans.selectors import followed_plan


def access_runner_plan(therapist: User, runner_id: UUID) -> Plan:
    """The open plan of a runner who consented; 404 for anything else, so that nobody learns what exists."""
    plan = followed_plan(access_care(therapist, runner_id).runner)
    if plan is None:
        raise Http404
    return plan
