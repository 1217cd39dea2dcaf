"""Today, and the day's ratings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RUNNER, policy

from ..rating_forms import RatingForm
from ..ratings import rate_day
from ..standing import Standing, standing_of
from ..today import today_page
from .standing import with_standing

SKIPPED = "morning_skipped_on"
MOVED = "Your answer changed the plan. Today shows it; yesterday’s session says why."


@require_safe
@policy(RUNNER)
@with_standing
def today(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is planned now, what is left this week, and whether to run."""
    return _show(request, standing)


def _show(request: HttpRequest, standing: Standing, problem: str = "") -> HttpResponse:
    has_skipped = request.session.get(SKIPPED) == standing.today.isoformat()
    context = {"problem": problem, **today_page(standing, has_skipped=has_skipped)}
    return render(request, "checkins/today.html", context, status=422 if problem else 200)


@require_POST
@policy(RUNNER)
@with_standing
def rating(request: HttpRequest, standing: Standing) -> HttpResponse:
    """One tap; answers with the card again where the page can swap it."""
    form = RatingForm(request.POST, today=standing.day)
    is_part = bool(request.headers.get("HX-Request"))
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        return _card(request, standing, problem=problem) if is_part else _show(request, standing, problem)
    has_moved = False
    if given := form.given():
        has_moved = rate_day(plan=standing.plan, day=form.cleaned_data["day"], given=given, now=timezone.now())
    else:
        request.session[SKIPPED] = standing.today.isoformat()
    if has_moved:
        messages.info(request, MOVED)
    if not is_part:
        return redirect("checkins:today")
    if has_moved:  # more than the card is other than before
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _card(request, standing_of(standing.plan, standing.today), is_skipped=not given)


def _card(request: HttpRequest, standing: Standing, *, is_skipped: bool = False, problem: str = "") -> HttpResponse:
    """The card as it is now; a problem is said in it, for the page swaps in nothing but an answer of 200."""
    has_skipped = is_skipped or request.session.get(SKIPPED) == standing.today.isoformat()
    context = {"is_fresh": True, "problem": problem, **today_page(standing, has_skipped=has_skipped)}
    return render(request, "checkins/_rated.html", context)
