"""A therapist's page of one runner: where the plan stands, the time line, the intake."""

from __future__ import annotations

from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import VERIFIED_THERAPIST, Scope, policy
from accounts.models import User
from accounts.services import note_view
from rehab.plans.selectors import standing_clearance

from ..answers import intake_context
from ..clearance import closed_of
from ..record import record_context
from ..selectors import access_runner
from ..threads import unread_of


@require_safe
@policy(VERIFIED_THERAPIST)
def runner(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """The time line of a runner, fourteen days a page, in the runner's own days; that it was opened is noted."""
    therapist = cast(User, request.user)
    found, link = access_runner(therapist, runner_id)
    note_view(viewer=therapist, runner=found, object_type="runner", object_id=str(found.public_id), now=timezone.now())
    with timezone.override(ZoneInfo(found.time_zone)):
        context = record_context(link, request.GET.get("until", ""), request.GET.get("show", "all"))
        context |= {"runner": found, "link": link, "unread": unread_of(therapist, found)}
        standing = context["standing"]
        context["closed"] = closed_of(found) if standing is None or standing.locks else None
        context["cleared"] = None if context["closed"] else standing_clearance(found)
        return render(request, "clinic/runner.html", context)


@require_safe
@policy(VERIFIED_THERAPIST)
def intake(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """What a runner answered, where they share it; that it was opened is noted."""
    therapist, now = cast(User, request.user), timezone.now()
    found, link = access_runner(therapist, runner_id, Scope.INTAKE)
    note_view(viewer=therapist, runner=found, object_type="intake", object_id=str(found.public_id), now=now)
    with timezone.override(ZoneInfo(found.time_zone)):
        context = {"runner": found, "link": link, **intake_context(link, request.GET.get("of", ""), now)}
        return render(request, "clinic/intake.html", context)
