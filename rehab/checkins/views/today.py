"""Today, and the day's ratings."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.intake.keeping import comes_back_to
from rehab.library.mapping import library_stamp
from rehab.plans.following import day_of
from rehab.plans.stored import Head, open_head, store

from ..rating_forms import RatingForm
from ..ratings import rate_day
from ..standing import Standing, standing_of
from ..today import today_page
from .standing import with_standing

SKIPPED = "morning_skipped_on"
PAGE, SKIPPED_PAGE = "today", "today-skipped"
TOKEN = mark_safe("<!-- token -->")
MOVED = "Your answer changed the plan. Today shows it; yesterday’s session says why."


@require_safe
@policy(RUNNER)
def today(request: HttpRequest) -> HttpResponse:
    """What is planned now, what is left this week, and whether to run."""
    user, has_skipped = cast(User, request.user), _has_skipped(request, timezone.localdate())
    head = open_head(user, SKIPPED_PAGE if has_skipped else PAGE)
    if head is not None and not head.is_shut:
        stamp = library_stamp()
        key = head.stamp(user.units, stamp, head.log_number, day_of(head.plan, timezone.localdate()))
        return _page(request, head.html) if head.key == key else _made(request, head, key, stamp)
    return redirect("plans:current" if head is not None else "intake:home")


@with_standing
def _made(request: HttpRequest, standing: Standing, head: Head, key: str, stamp: str) -> HttpResponse:
    """Made anew and kept; each answer gets its own form token in the place of the mark."""
    html = _content(request, standing, stamp=stamp)
    store(head.plan, head.name, key, html)
    return _page(request, html)


def _page(request: HttpRequest, html: str, status: int = 200) -> HttpResponse:
    content = mark_safe(html.replace(TOKEN, get_token(request)))  # noqa: S308 it came out of our own template
    return render(request, "checkins/today.html", {"content": content}, status=status)


def _content(request: HttpRequest, standing: Standing, problem: str = "", stamp: str = "") -> str:
    found = today_page(standing, has_skipped=_has_skipped(request, standing.today), stamp=stamp)
    return render_to_string("checkins/_today.html", {**found, "problem": problem, "csrf_token": TOKEN})


def _has_skipped(request: HttpRequest, on: date) -> bool:
    return request.session.get(SKIPPED) == on.isoformat()


@comes_back_to("checkins:today")
@require_POST
@policy(RUNNER)
@with_standing
def rating(request: HttpRequest, standing: Standing) -> HttpResponse:
    """One tap; answers with the card again where the page can swap it."""
    form = RatingForm(request.POST, today=standing.day)
    is_part = bool(request.headers.get("HX-Request"))
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        if is_part:
            return _card(request, standing, problem=problem)
        return _page(request, _content(request, standing, problem), 422)
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
    has_skipped = is_skipped or _has_skipped(request, standing.today)
    context = {"is_fresh": True, "problem": problem, **today_page(standing, has_skipped=has_skipped)}
    return render(request, "checkins/_rated.html", context)
