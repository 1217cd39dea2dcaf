"""Today, and the day's ratings."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.plans.selectors import followed_plan

from ..rating_forms import RatingForm
from ..ratings import rate_day
from ..standing import Standing, standing_of
from ..today import today_page

SKIPPED = "morning_skipped_on"


@require_safe
@policy(RUNNER)
def today(request: HttpRequest) -> HttpResponse:
    """What is planned now, what is left this week, and whether to run."""
    standing = _standing(request)
    if standing is None:
        return redirect("intake:home")
    if standing.is_shut:
        return redirect("plans:current")
    return _show(request, standing)


def _standing(request: HttpRequest) -> Standing | None:
    plan = followed_plan(cast(User, request.user))
    return standing_of(plan, timezone.localdate()) if plan else None


def _show(request: HttpRequest, standing: Standing, problem: str = "") -> HttpResponse:
    has_skipped = request.session.get(SKIPPED) == standing.today.isoformat()
    context = {"problem": problem, **today_page(standing, has_skipped=has_skipped)}
    return render(request, "checkins/today.html", context, status=422 if problem else 200)


@require_POST
@policy(RUNNER)
def rating(request: HttpRequest) -> HttpResponse:
    """One tap; answers with the card again where the page can swap it."""
    standing = _standing(request)
    if standing is None or standing.is_shut:
        return redirect("plans:current")
    form = RatingForm(request.POST, today=standing.day)
    if not form.is_valid():
        return _show(request, standing, str(next(iter(form.errors.values()))[0]))
    if given := form.given():
        rate_day(plan=standing.plan, day=form.cleaned_data["day"], given=given, now=timezone.now())
    else:
        request.session[SKIPPED] = standing.today.isoformat()
    if not request.headers.get("HX-Request"):
        return redirect("checkins:today")
    fresh = cast(Standing, _standing(request))
    context = {"is_fresh": True, **today_page(fresh, has_skipped=not given)}
    return render(request, "checkins/_rated.html", context)
