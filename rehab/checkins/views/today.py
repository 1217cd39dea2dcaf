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
from django_htmx.http import trigger_client_event

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.intake.keeping import comes_back_to, is_kept
from rehab.library.mapping import library_stamp
from rehab.plans.following import day_of
from rehab.plans.stored import Head, open_head, store

from ..rating_forms import RatingForm
from ..ratings import SENT_LATER, RatedMeanwhileError, rate_day
from ..standing import Standing, standing_of
from ..today import today_page
from ..weighing import weights_of
from .kept import key_of, made_on, say_errors, say_over, say_what_stands, takes_kept
from .standing import with_standing

SKIPPED = "morning_skipped_on"
PAGE, SKIPPED_PAGE = "today", "today-skipped"
TOKEN = mark_safe("<!-- token -->")
KEPT_DAYS = 7  # so long what was tapped without a network still counts for its day (expert)
TOO_LATE = "This was tapped more than a week ago. It decides nothing now and was not saved. Remove it, and rate today."
ELSEWHERE = "{what} was rated {stands} somewhere else. This phone kept {given}."
MEANWHILE = "{what} was rated {stands} since this page was opened. Tap {given} again if it is right."
NAMES = {"morning": "That morning", "worst": "The worst pain of that day", "average": "The average pain of that day"}
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
    carried = {"weights": weights_of(standing), "problem": problem, "csrf_token": TOKEN}
    return render_to_string("checkins/_today.html", {**found, **carried})


def _has_skipped(request: HttpRequest, on: date) -> bool:
    return request.session.get(SKIPPED) == on.isoformat()


@comes_back_to("checkins:today")
@takes_kept
@require_POST
@policy(RUNNER)
@with_standing
def rating(request: HttpRequest, standing: Standing) -> HttpResponse:
    """One tap; answers with the card again where the page can swap it."""
    days_ago = (standing.today - made_on(request)).days
    form = RatingForm(request.POST, today=standing.day - days_ago)
    if not form.is_valid() or days_ago > KEPT_DAYS:
        say_errors(request, form) if days_ago <= KEPT_DAYS else say_over(request, TOO_LATE)
        return _problem(request, standing, str(next(iter(form.errors.values()), [TOO_LATE])[0]))
    has_moved = False
    if given := form.given():
        try:
            has_moved = _rate(request, standing, form)
        except RatedMeanwhileError as found:
            return _meanwhile(request, standing, found, given[found.what])
    else:
        request.session[SKIPPED] = standing.today.isoformat()
    if has_moved:
        messages.info(request, MOVED)
    if not request.headers.get("HX-Request"):
        return redirect("checkins:today")
    if has_moved:  # more than the card is other than before
        answer = HttpResponse(headers={"HX-Refresh": "true"})
    else:
        answer = _card(request, standing_of(standing.plan, standing.today), is_skipped=not given)
    return trigger_client_event(answer, "rated", {"day": form.cleaned_data["day"], "what": list(given)})


def _rate(request: HttpRequest, standing: Standing, form: RatingForm) -> bool:
    """Write it down, once; it overwrites nothing that was given since its page was shown. Whether the plan moved."""
    at = {"day": form.cleaned_data["day"], "now": timezone.now(), "note": SENT_LATER if is_kept(request) else ""}
    return rate_day(plan=standing.plan, given=form.given(), key=key_of(request), shown=form.shown(), **at)


def _meanwhile(request: HttpRequest, standing: Standing, found: RatedMeanwhileError, given: int) -> HttpResponse:
    """What stands beside what was tapped, on the page as it is now; a phone that kept the tap is told the same."""
    words = {"what": NAMES[found.what], "stands": found.stands, "given": given}
    say_what_stands(request, ELSEWHERE.format(**words), found.stands)
    return _problem(request, standing_of(standing.plan, standing.today), MEANWHILE.format(**words))


def _problem(request: HttpRequest, standing: Standing, problem: str) -> HttpResponse:
    """Why a tap was not saved, in its card where the page can swap it."""
    if request.headers.get("HX-Request"):
        return _card(request, standing, problem=problem)
    return _page(request, _content(request, standing, problem), 422)


def _card(request: HttpRequest, standing: Standing, *, is_skipped: bool = False, problem: str = "") -> HttpResponse:
    """The card as it is now; a problem is said in it, for the page swaps in nothing but an answer of 200."""
    has_skipped = is_skipped or _has_skipped(request, standing.today)
    context = {"is_fresh": True, "problem": problem, **today_page(standing, has_skipped=has_skipped)}
    return render(request, "checkins/_rated.html", context)
