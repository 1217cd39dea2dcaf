"""A day's session: logged, edited on the same day, corrected later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import RUNNER, policy

from ..session_forms import WAYS, SheetForm
from ..sessions import Sheet, StaleSheetError, log_session, sheet_of
from ..standing import Standing
from ..verdicts import verdicts_of
from .standing import with_standing

MOST_DAYS = 100_000
MEANWHILE = "Something was logged for this day since this page was opened. Look at it below, then send this again."


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@with_standing
def session(request: HttpRequest, standing: Standing, day: int | None = None) -> HttpResponse:
    """What can be logged of a day, and what the rules made of what was."""
    sheet = sheet_of(standing, standing.day if day is None else min(day, MOST_DAYS))
    if sheet is None:
        raise Http404
    way = request.POST.get("way", "") if request.method == "POST" else ""
    sent = WAYS[way](sheet, request.POST) if way in WAYS else None
    if sent is None or not sent.is_valid():
        return _show(request, standing, sheet, sent)
    try:
        given = {"said": sent.said(), "seen": sent.cleaned_data["seen"], "note": sent.note}
        log_session(standing=standing, sheet=sheet, now=timezone.now(), **given)
    except StaleSheetError:
        sent.show_again(MEANWHILE)
        return _show(request, standing, sheet, sent)
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
