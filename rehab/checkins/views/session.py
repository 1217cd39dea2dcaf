"""A day's session: logged, edited on the same day, corrected later."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.intake.keeping import is_kept, keep, keeps_answers_of, owner_token, take_kept

from ..session_forms import WAYS, SheetForm
from ..sessions import Sheet, StaleSheetError, log_session, sheet_of
from ..standing import Standing
from ..typed import typed_lines
from ..verdicts import verdicts_of
from .kept import key_of, own_row, say_errors, say_over, say_why, takes_kept
from .own import show_kept
from .played import FIELD, note_saved, played_in, take_saved
from .standing import with_standing

MOST_DAYS = 100_000
MOST_NOTE = 300
ELSEWHERE = "Something else was logged for this day meanwhile. Open the day, look at it, and send this again."
TO_COME = "That day has not come yet. If this was today’s session, log it here."
TOO_LATE = "This day cannot be logged any more"
LONG_AGO = "{on} is more than seven days ago. The plan decides nothing by it any more, so {what}."
OTHER_PLAN = "This day was of another plan"
OF_BEFORE = "{on} was entered for the plan you had then. Your plan is another one now, so {what}."
THEN_REMOVE = "If something got worse since, say so on Today. Then remove this."
MEANWHILE = "Something was logged for this day since this page was opened. Look at it below, then send this again."


@keeps_answers_of("checkins:session")
@takes_kept
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@with_standing
def session(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Today's session."""
    return _session(request, standing, standing.day)


@keeps_answers_of("checkins:session_of")
@takes_kept
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@with_standing
def session_of(request: HttpRequest, standing: Standing, day: int) -> HttpResponse:
    """A day's session."""
    return _session(request, standing, min(day, MOST_DAYS))


def _session(request: HttpRequest, standing: Standing, day: int) -> HttpResponse:
    """What can be logged of a day, and what the rules made of what was."""
    typed, there = _typed(request), standing.date_of(day)
    if (on := _date_in(typed)) is not None and _is_of_another_plan(request, on, there):
        return _too_late(request, typed, on, OTHER_PLAN, OF_BEFORE)
    sheet = sheet_of(standing, day)
    if sheet is None:
        is_over = 0 <= day < standing.day
        return _too_late(request, typed, there) if is_over else _not_come_yet(request, standing, day, typed)
    way = request.POST.get("way", "") if request.method == "POST" else ""
    sent = WAYS[way](sheet, request.POST) if way in WAYS else None
    if sent is None or not sent.is_valid():
        say_errors(request, sent) if sent else None
        return _show(request, standing, sheet, sent or _kept(request, sheet, typed))
    try:
        given = {**_said(request, standing, sheet, sent), "note": sent.note, "key": key_of(request)}
        log_session(standing=standing, sheet=sheet, now=timezone.now(), **given)
    except StaleSheetError:
        sent.show_again(MEANWHILE)
        say_why(request, ELSEWHERE)
        return _show(request, standing, sheet, sent)
    note_saved(request)
    messages.success(request, "Corrected. The old entry is kept." if sheet.is_correction else "Logged. Thank you.")
    return redirect("checkins:session_of", sheet.day)


def _said(request: HttpRequest, standing: Standing, sheet: Sheet, sent: SheetForm) -> dict[str, Any]:
    """What was said, and which row was seen. A phone's second form of a day joins its first, if that was not shown."""
    seen = sent.cleaned_data["seen"]
    if sheet.old is not None and seen != sheet.number and own_row(request, standing.plan) == sheet.number:
        return {"said": sent.said_beside(), "seen": sheet.number}
    return {"said": sent.said(), "seen": seen}


def _typed(request: HttpRequest) -> QueryDict:
    """What is sent now, or was sent after the session had ended and laid aside until its owner was back."""
    if request.method == "POST":
        return request.POST
    return take_kept(request, cast(User, request.user)) or QueryDict()


def _date_in(typed: QueryDict) -> date | None:
    """The date a form says it is of; None where there is none, or what is none."""
    try:
        return date.fromisoformat(typed.get("on", ""))
    except ValueError:
        return None


def _is_of_another_plan(request: HttpRequest, on: date, there: date) -> bool:
    """Its date is not that of the day with this number now. What was laid aside for a day to come is shown today."""
    return on != there if request.method == "POST" else on < there


def _too_late(
    request: HttpRequest, typed: QueryDict, on: date, heading: str = TOO_LATE, why: str = LONG_AGO
) -> HttpResponse:
    """What was typed for a day that takes no log any more is shown once, with what can be done instead."""
    words = why.format(on=date_format(on, "l j F"), what="this was not saved" if typed else "it takes no log")
    say_over(request, words, THEN_REMOVE)
    lines, note = typed_lines({name: str(typed[name]) for name in typed}), typed.get("note", "")[:MOST_NOTE]
    played = played_in(typed.get(FIELD))
    context = {"on": on, "heading": heading, "why": words, "lines": lines, "note": note, "played": played}
    return render(request, "checkins/too_late.html", context, status=410)


def _not_come_yet(request: HttpRequest, standing: Standing, day: int, typed: QueryDict) -> HttpResponse:
    """What a phone whose clock is ahead sends for a day to come is shown on today's sheet, not saved and not lost."""
    today, sheet = reverse("checkins:session_of", args=[standing.day]), sheet_of(standing, standing.day)
    is_laid_aside = request.method == "GET" and bool(typed)
    if day <= standing.day or sheet is None or is_kept(request) or not (is_laid_aside or keep(request, today)):
        raise Http404
    messages.info(request, TO_COME)
    return _show(request, standing, sheet, _kept(request, sheet, typed)) if is_laid_aside else redirect(today)


def _kept(request: HttpRequest, sheet: Sheet, typed: QueryDict) -> SheetForm | None:
    """The form that was sent after the session had ended, filled in again; None if there is none."""
    way = typed.get("way", "") if request.method == "GET" else ""
    return show_kept(request, WAYS[way](sheet), typed) if way in WAYS else None


def _show(request: HttpRequest, standing: Standing, sheet: Sheet, sent: SheetForm | None) -> HttpResponse:
    forms = {way: sent if sent and sent.way == way else form(sheet) for way, form in WAYS.items()}
    context: dict[str, Any] = {
        "sheet": sheet,
        "standing": standing,
        "forms": forms,
        "owner": owner_token(cast(User, request.user)),
        "sent": sent,
        "played": played_in(request.POST.get(FIELD), sent.initial.get(FIELD)) if sent else "",
        "saved": "" if sent else take_saved(request),
        "is_today": sheet.day == standing.day,
        "verdicts": verdicts_of(standing, sheet.old) if sheet.old else [],
    }
    return render(request, "checkins/session.html", context, status=200 if request.method != "POST" else 422)
