"""Safety questions at any time, the flare button, and the way back when the pain returns after the plan."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.intake.keeping import keeps_answers_of
from rehab.plans import selectors
from rehab.plans.following import NoStartError
from rehab.plans.models import Plan
from rehab.plans.recording import PlanClosedError

from .. import calming, rechecking
from ..questions import safety_rows
from ..safety_form import FLARE, FlareForm, RecheckForm, WayBackForm
from .own import ASKED, closed_meanwhile, fill_kept, follows_plan, is_shut_now, open_causes, without_start

REFERRAL = "intake:result"


def form_of(kind: type[RecheckForm], request: HttpRequest, plan: Plan) -> Any:
    """A re-check's form: nothing filled in, with the id its entry will have."""
    data = request.POST if request.method == "POST" else None
    return fill_kept(request, kind(safety_rows(plan), data, {"entry": str(uuid.uuid4())}))


def when() -> dict[str, Any]:
    """The moment and the runner's day."""
    return {"now": timezone.now(), "today": timezone.localdate()}


@keeps_answers_of("checkins:safety")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@never_cache
def safety(request: HttpRequest) -> HttpResponse:
    """Something changed: the safety questions again. Without an open plan the check for everybody serves."""
    plan = selectors.open_plan(cast(User, request.user))
    if plan is None or plan.snapshot_id is None or is_shut_now(request, plan):
        if request.method == "POST":
            messages.info(request, ASKED)
        return redirect("intake:public_check")
    try:
        return _checked(request, plan)
    except PlanClosedError:
        return closed_meanwhile(request, plan)
    except NoStartError:
        return without_start(request, plan)


def _checked(request: HttpRequest, plan: Plan) -> HttpResponse:
    form = form_of(RecheckForm, request, plan)
    if form.is_valid():
        before = open_causes(plan)
        sent = {"given": form.to_given(), "sent_id": form.cleaned_data["entry"]}
        if rechecking.recheck(plan=plan, **sent, **when()):
            return redirect(REFERRAL)
        messages.success(request, _said(plan, before))
        return redirect("plans:current")
    return _emergency(plan, form) or _show(request, "checkins/safety.html", {"form": form})


def _said(plan: Plan, before: set[str]) -> str:
    if set(plan.locks.filter(lifted_at=None).values_list("cause", flat=True)) - before:
        return "Recorded. One answer is new: read below what waits for a clinician."
    return "Recorded. There is no new warning sign in these answers. Your plan goes on."


@keeps_answers_of("checkins:flare")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@follows_plan
@never_cache
def flare(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Report a flare; while one is on, what the calm days are."""
    calm = calming.calm_days(plan=plan, today=timezone.localdate())
    if calm is not None and request.method != "POST":
        return _calm(request, plan, calm)
    form = form_of(FlareForm, request, plan)
    if form.is_valid():
        return _reported(calming.report_flare(plan=plan, **_pain(form), **when()))
    return _emergency(plan, form) or _show(request, "checkins/flare.html", {"form": form})


@keeps_answers_of("checkins:way_back")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@follows_plan
@never_cache
def way_back(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The pain is back after the plan was done: safety first, then calm days or a new intake."""
    if not calming.may_come_back(plan):
        return redirect("plans:current")
    form = form_of(WayBackForm, request, plan)
    if form.is_valid():
        is_flare = form.cleaned_data["like"] == FLARE
        is_shut = calming.come_back(plan=plan, is_flare=is_flare, **_pain(form), **when())
        return _reported(is_shut) if is_flare or is_shut else redirect("intake:home")
    return _emergency(plan, form) or _show(request, "checkins/way_back.html", {"form": form})


def _pain(form: FlareForm) -> dict[str, Any]:
    cleaned = form.cleaned_data
    return {"given": form.to_given(), "pain_now": int(cleaned["pain_now"]), "sent_id": cleaned["entry"]}


def _reported(is_shut: bool) -> HttpResponse:
    return redirect(REFERRAL if is_shut else "checkins:flare")


def _emergency(plan: Plan, form: RecheckForm) -> HttpResponse | None:
    """An emergency does not wait for the answers that are still open."""
    if not form.is_bound:
        return None
    sent = {"given": form.to_given(), "sent_id": form.cleaned_data.get("entry", "")}
    return redirect(REFERRAL) if rechecking.recheck_emergency(plan=plan, **sent, **when()) else None


def _show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].is_bound else 200)


def _calm(request: HttpRequest, plan: Plan, calm: calming.CalmDays) -> HttpResponse:
    return render(request, "checkins/calm.html", {"calm": calm, "plan": plan})
