"""The plan on paper, as a PDF made for this one request."""

from __future__ import annotations

from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import RUNNER, SIGNED_IN, link_to, policy
from accounts.models import User
from accounts.services import note_view
from rehab.checkins.standing import Standing, standing_of
from rehab.plans.following import NoStartError
from rehab.plans.models import Plan
from rehab.plans.selectors import access_plan, followed_plan
from rehab.plans.shared import WHOLE, Shared, shared_by

from ..handout import PLAN, WEEK, handout_of
from ..printing import pdf_of

ASKS_FIRST = "A few safety questions come first. The page for printing is ready once they are answered."
NO_START = "This plan is from before plans could be followed, so there is no page of it for printing."


@require_safe
@policy(RUNNER)
def current(request: HttpRequest) -> HttpResponse:
    """The runner's present plan on paper; without one, on to the intake."""
    plan = followed_plan(cast(User, request.user))
    return redirect("intake:home") if plan is None else _printed(request, plan)


@require_safe
@policy(SIGNED_IN)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An open plan on paper by its address, for the runner or their therapist; a closed plan has none."""
    plan = access_plan(cast(User, request.user), pk)
    present = followed_plan(plan.runner) if plan.is_open else None
    if present is None or present.pk != plan.pk:
        raise Http404
    return _printed(request, present)


def _printed(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The PDF by the runner's clock, whoever asks; where nothing is to be done now, back to the plan's page."""
    span = PLAN if request.GET.get("span") == PLAN else WEEK
    with timezone.override(ZoneInfo(plan.runner.time_zone)):
        try:
            standing = standing_of(plan, timezone.localdate())
        except NoStartError:
            return _to_plan(request, plan, NO_START)
        if standing.is_shut or standing.has_to_answer:
            return _to_plan(request, plan, "" if standing.is_shut else ASKS_FIRST)
        return _answer(request, standing, span)


def _shared_with(viewer: User, plan: Plan) -> Shared:
    """What a consent opens; 404 where it ended since the statement before."""
    link = link_to(viewer, plan.runner)
    if link is None:
        raise Http404
    return shared_by(link)


def _answer(request: HttpRequest, standing: Standing, span: str) -> HttpResponse:
    viewer, plan, shared = cast(User, request.user), standing.plan, WHOLE
    if viewer.pk != plan.runner_id:
        shared = _shared_with(viewer, plan)
        note_view(viewer=viewer, runner=plan.runner, object_type="plan", object_id=str(plan.pk), now=timezone.now())
    address = settings.SITE_URL + reverse("checkins:checkin")
    body = pdf_of(handout_of(standing=standing, span=span, address=address, shared=shared))
    headers = {
        "Content-Disposition": f'inline; filename="backstride-{span}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(body, content_type="application/pdf", headers=headers)


def _to_plan(request: HttpRequest, plan: Plan, why: str) -> HttpResponse:
    if why:
        messages.info(request, why)
    return redirect("plans:detail", plan.pk)
