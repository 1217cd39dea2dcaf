"""A day's session: logged, edited on the same day, corrected later."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.plans.selectors import followed_plan

from ..session_forms import WAYS, SheetForm
from ..sessions import Sheet, log_session, sheet_of
from ..standing import Standing, standing_of
from ..verdicts import verdicts_of

MOST_DAYS = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def session(request: HttpRequest, day: int | None = None) -> HttpResponse:
    """What can be logged of a day, and what the rules made of what was."""
    plan = followed_plan(cast(User, request.user))
    if plan is None:
        return redirect("intake:home")
    standing = standing_of(plan, timezone.localdate())
    if standing.is_shut:
        return redirect("plans:current")
    sheet = sheet_of(standing, standing.day if day is None else min(day, MOST_DAYS))
    if sheet is None:
        raise Http404
    way = request.POST.get("way", "") if request.method == "POST" else ""
    sent = WAYS[way](sheet, request.POST) if way in WAYS else None
    if sent is None or not sent.is_valid():
        return _show(request, standing, sheet, sent)
    log_session(standing=standing, sheet=sheet, said=sent.said(), now=timezone.now(), note=sent.note)
    messages.success(request, "Corrected. The old entry is kept." if sheet.is_correction else "Logged. Thank you.")
    return redirect("checkins:session_of", sheet.day)


def _show(request: HttpRequest, standing: Standing, sheet: Sheet, sent: SheetForm | None) -> HttpResponse:
    forms = {way: sent if sent and sent.way == way else form(sheet) for way, form in WAYS.items()}
    context: dict[str, Any] = {
        "sheet": sheet,
        "standing": standing,
        "forms": forms,
        "sent": sent,
        "is_today": sheet.day == standing.day,
        "verdicts": verdicts_of(standing, sheet.old) if sheet.old else [],
    }
    return render(request, "checkins/session.html", context, status=200 if request.method != "POST" else 422)
