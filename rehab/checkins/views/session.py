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
from rehab.intake.keeping import keeps_answers_of, owner_token, take_kept

from ..session_forms import WAYS, SheetForm
from ..sessions import Sheet, StaleSheetError, log_session, sheet_of
from ..standing import Standing
from ..verdicts import verdicts_of
from .own import show_kept
from .standing import with_standing

MOST_DAYS = 100_000
MEANWHILE = "Something was logged for this day since this page was opened. Look at it below, then send this again."


@keeps_answers_of("checkins:session")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@with_standing
def session(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Today's session."""
    return _session(request, standing, standing.day)


@keeps_answers_of("checkins:session_of")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@with_standing
def session_of(request: HttpRequest, standing: Standing, day: int) -> HttpResponse:
    """A day's session."""
    return _session(request, standing, min(day, MOST_DAYS))


def _session(request: HttpRequest, standing: Standing, day: int) -> HttpResponse:
    """What can be logged of a day, and what the rules made of what was."""
    sheet = sheet_of(standing, day)
    if sheet is None:
        raise Http404
    way = request.POST.get("way", "") if request.method == "POST" else ""
    sent = WAYS[way](sheet, request.POST) if way in WAYS else None
    if sent is None or not sent.is_valid():
        return _show(request, standing, sheet, sent or _kept(request, sheet))
    try:
        given = {"said": sent.said(), "seen": sent.cleaned_data["seen"], "note": sent.note}
        log_session(standing=standing, sheet=sheet, now=timezone.now(), **given)
    except StaleSheetError:
        sent.show_again(MEANWHILE)
        return _show(request, standing, sheet, sent)
    messages.success(request, "Corrected. The old entry is kept." if sheet.is_correction else "Logged. Thank you.")
    return redirect("checkins:session_of", sheet.day)


def _kept(request: HttpRequest, sheet: Sheet) -> SheetForm | None:
    """The form that was sent after the session had ended, filled in again; None if there is none."""
    kept = take_kept(request, cast(User, request.user))
    way = kept.get("way", "") if kept is not None else ""
    return show_kept(request, WAYS[way](sheet), kept) if way in WAYS else None


def _show(request: HttpRequest, standing: Standing, sheet: Sheet, sent: SheetForm | None) -> HttpResponse:
    forms = {way: sent if sent and sent.way == way else form(sheet) for way, form in WAYS.items()}
    context: dict[str, Any] = {
        "sheet": sheet,
        "standing": standing,
        "forms": forms,
        "owner": owner_token(cast(User, request.user)),
        "sent": sent,
        "is_today": sheet.day == standing.day,
        "verdicts": verdicts_of(standing, sheet.old) if sheet.old else [],
    }
    return render(request, "checkins/session.html", context, status=200 if request.method != "POST" else 422)
