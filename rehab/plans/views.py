"""Pages of a plan."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RUNNER, SIGNED_IN, link_to, policy, reads_in_emergency
from accounts.models import User
from accounts.services import note_view

from . import page, selectors, services
from .batch_words import batch_lines
from .batches import Batch, batch_of
from .following import day_of
from .forms import ContactForm
from .models import Lock, Plan
from .news import see_changes
from .recording import PlanClosedError
from .shared import WHOLE, Shared, shared_by
from .sharedpage import shared_html
from .stored import Head, head_of, open_head
from .tier_words import tier_words

OPENED_BY_CONTACT = {Lock.Cause.CONTACT, Lock.Cause.PROGRESS}


@require_safe
@policy(RUNNER)
def current(request: HttpRequest) -> HttpResponse:
    """The runner's present plan; without one, on to the intake."""
    head = open_head(cast(User, request.user), page.PAGE)
    return redirect("intake:home") if head is None else _show(request, head)


@require_safe
@policy(SIGNED_IN)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A plan by its address: an earlier one, or a runner's for their therapist, who leaves a note of having looked."""
    viewer = cast(User, request.user)
    plan = selectors.access_plan(viewer, pk, to_read=True)
    if viewer.pk == plan.runner_id:
        return _show(request, head_of(plan, page.PAGE))
    shared = _shared_with(viewer, plan)
    note_view(viewer=viewer, runner=plan.runner, object_type="plan", object_id=str(plan.pk), now=timezone.now())
    return _show(request, head_of(plan, page.PAGE), shared)


def _shared_with(viewer: User, plan: Plan) -> Shared:
    """What a consent opens of a plan; everything in an emergency; 404 where both ended since the statement before."""
    link = link_to(viewer, plan.runner)
    if link is not None:
        return shared_by(link)
    if reads_in_emergency(viewer, plan.runner):
        return WHOLE
    raise Http404


def _show(request: HttpRequest, head: Head, shared: Shared = WHOLE) -> HttpResponse:
    user, plan, locks = cast(User, request.user), head.plan, head.locks
    is_own = user.pk == plan.runner_id
    # The plan's day is the runner's, whoever looks at it from wherever.
    today = timezone.localdate(timezone=ZoneInfo(plan.runner.time_zone))
    context: dict[str, Any] = {
        "plan": plan,
        "is_own": is_own,
        "day": (today - plan.started_on).days + 1,
        "weekday": today.weekday(),
        "contact_lock": Lock.Cause.CONTACT in locks,
        "progress_lock": Lock.Cause.PROGRESS in locks,
        "running_lock": Lock.Cause.RUNNING in locks,
        "is_shut": not plan.is_open and selectors.is_shut(plan.runner),
    }
    if head.is_shut and plan.is_open:
        return _locked(request, plan, context)
    # Stored once for the runner: a therapist reads it in the runner's units.
    units = user.units if is_own else plan.runner.units
    is_whole, day = shared.is_whole(plan), day_of(plan, today)
    content = page.plan_html(head, units, day) if is_whole else shared_html(head, units, day, shared)
    context |= {"heading": page.heading(plan), "content": content, "shared": None if is_whole else shared}
    return render(request, "plans/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(SIGNED_IN)
def changes(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """What a therapist changed in one go, and why; a post of the runner's says that they have looked."""
    viewer, now = cast(User, request.user), timezone.now()
    plan = selectors.access_plan(viewer, pk)
    batch, is_own = batch_of(plan, number), viewer.pk == plan.runner_id
    if batch is None:
        raise Http404
    if request.method == "POST":
        return _seen(request, plan, batch)
    if not is_own:
        note_view(viewer=viewer, runner=plan.runner, object_type="plan", object_id=str(plan.pk), now=now)
    elif selectors.is_shut(plan.runner):
        return redirect("plans:current")
    context = {"plan": plan, "batch": batch, "lines": batch_lines(plan, batch), "is_own": is_own}
    return render(request, "plans/changes.html", context)


def _seen(request: HttpRequest, plan: Plan, batch: Batch) -> HttpResponse:
    """The runner has looked; a therapist cannot say so for them, and a shut plan says first what to do."""
    if request.user.pk != plan.runner_id:
        raise PermissionDenied
    if not selectors.is_shut(plan.runner):
        see_changes(plan=plan, batch=batch, now=timezone.now())
    return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect("checkins:today")


def _locked(request: HttpRequest, plan: Plan, context: dict[str, Any]) -> HttpResponse:
    """What a safety answer closed: the runner reads what to do, a therapist what opens it."""
    lock = plan.locks.filter(cause=Lock.Cause.SAFETY).latest("placed_at")  # it may be lifted while the page is made
    if context["is_own"]:
        return render(request, "plans/locked.html", context | {"safety_lock": lock})
    closed_on = timezone.localdate(lock.placed_at, timezone=ZoneInfo(plan.runner.time_zone))
    context |= {"words": tier_words(lock.tier), "closed_on": closed_on}
    return render(request, "plans/locked_care.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The runner records that a clinician has seen them, where only that was missing."""
    user = cast(User, request.user)
    plan = selectors.access_plan(user, pk)
    open_locks = {lock.cause for lock in plan.locks.all() if lock.lifted_at is None}
    if not plan.is_open or not open_locks & OPENED_BY_CONTACT or Lock.Cause.SAFETY in open_locks:
        raise Http404
    today = timezone.localdate()
    placed = [lock.placed_at for lock in plan.locks.all() if lock.lifted_at is None and lock.cause in OPENED_BY_CONTACT]
    since = max(plan.started_on, timezone.localdate(max(placed)))
    form = ContactForm(request.POST if request.method == "POST" else None, since=since, today=today)
    if form.is_valid():
        return _recorded(request, plan, form)
    context = {"form": form, "plan": plan}
    return render(request, "plans/contact.html", context, status=422 if form.is_bound else 200)


def _recorded(request: HttpRequest, plan: Plan, form: ContactForm) -> HttpResponse:
    try:
        services.record_contact(plan=plan, now=timezone.now(), **form.cleaned_data)
    except PlanClosedError:
        messages.info(request, "This plan was closed while the page was open, so nothing was recorded in it.")
    else:
        messages.success(request, "Recorded. Thank you.")
    return redirect("plans:current")
