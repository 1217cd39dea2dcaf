"""The weekly check-in: three or four screens, a review, and what the week changed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RUNNER, policy
from rehab.intake.keeping import keeps_answers_of
from rehab.intake.presenting import answer_words
from rehab.plans.decisions import wording_of
from rehab.plans.models import Plan

from .. import weekly
from ..questions import ACTIVITIES, activities_of
from ..safety_form import RecheckForm
from ..standing import standing_of
from ..today import way_on
from ..weekly import SAFETY, SoFar
from ..weekly_form import WeekForm
from .own import fill_kept, follows_plan, open_causes
from .safety import REFERRAL, form_of, when


@require_safe
@policy(RUNNER)
@follows_plan
@never_cache
def checkin(request: HttpRequest, plan: Plan) -> HttpResponse:
    """On to the first open screen; to the result if today's check-in was sent."""
    found = weekly.so_far(plan=plan, today=timezone.localdate())
    if not found.answers and weekly.sent_on(plan, found.day):
        return redirect("checkins:checkin_result", found.day)
    return _next(found)


def _next(found: SoFar) -> HttpResponse:
    number = found.next_number()
    return redirect("checkins:checkin_review") if number is None else redirect("checkins:checkin_step", number)


@keeps_answers_of("checkins:checkin_step")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@follows_plan
@never_cache
def step(request: HttpRequest, plan: Plan, number: int) -> HttpResponse:
    """One screen: what was answered before, saved whole or not."""
    found = weekly.so_far(plan=plan, today=timezone.localdate())
    if number not in weekly.HEADINGS:
        raise Http404
    if number not in found.path or number > (found.next_number() or number):
        return _next(found)
    if number == SAFETY:
        return _safety(request, found)
    rows = found.questions_of(number)
    form = WeekForm(rows, found.given, activities_of(plan), request.POST if request.method == "POST" else None)
    fill_kept(request, form)
    if request.method == "POST":
        is_whole = form.is_valid()
        weekly.save_screen(plan=plan, number=number, given=form.to_given(), is_whole=is_whole, **when())
        if is_whole or "back" in request.POST:
            return _after(request, plan, number)
    return _show(request, found, number, form)


def _after(request: HttpRequest, plan: Plan, number: int) -> HttpResponse:
    found = weekly.so_far(plan=plan, today=timezone.localdate())
    before = found.before(number)
    return redirect("checkins:checkin_step", before) if "back" in request.POST and before else _next(found)


def _safety(request: HttpRequest, found: SoFar) -> HttpResponse:
    form = form_of(RecheckForm, request, found.plan)
    if request.method != "POST":
        form.initial = found.safety | form.initial
        return _show(request, found, SAFETY, form)
    is_whole = form.is_valid()
    sent = {"given": form.to_given(), "is_whole": is_whole, "sent_id": form.cleaned_data.get("entry", "")}
    if weekly.save_safety(plan=found.plan, **sent, **when()):
        return redirect(REFERRAL)
    return _after(request, found.plan, SAFETY) if is_whole else _show(request, found, SAFETY, form)


def _show(request: HttpRequest, found: SoFar, number: int, form: Any) -> HttpResponse:
    context = {
        "form": form,
        "number": number,
        "place": found.path.index(number) + 1,
        "screens": len(found.path),
        "heading": weekly.HEADINGS[number],
        "before": found.before(number),
        "is_saved": bool(found.answers),
        "due_on": weekly.due_on(found.plan) if number == SAFETY else None,
        "today": timezone.localdate(),
    }
    template = "checkins/checkin_safety.html" if number == SAFETY else "checkins/checkin_step.html"
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@follows_plan
@never_cache
def review(request: HttpRequest, plan: Plan) -> HttpResponse:
    """All answers once more, then the button that counts them."""
    if request.method == "POST":
        sent = weekly.send_checkin(plan=plan, **when())
        if sent is None:  # a screen is open, or it was sent from another tab a moment ago
            return redirect("checkins:checkin")
        return redirect(REFERRAL) if sent.is_shut else redirect("checkins:checkin_result", sent.day)
    found = weekly.so_far(plan=plan, today=timezone.localdate())
    if found.next_number() is not None:
        return redirect("checkins:checkin")
    return render(request, "checkins/checkin_review.html", {"lines": _lines(found)})


def _lines(found: SoFar) -> list[dict[str, Any]]:
    said = list(found.safety.values())
    others = len(said) - said.count("no")
    words = f"No to all {len(said)}" if not others else f"{others} of {len(said)} not answered with no"
    lines = [{"question": "Safety questions", "answer": words, "number": SAFETY}]
    for number in found.path[1:]:
        for key, row in found.questions_of(number).items():
            value = found.given.get(key)
            shown = _scores(found, value) if key == ACTIVITIES and value else answer_words(row, value)
            lines.append({"question": row.text, "answer": shown, "number": number})
    return lines


def _scores(found: SoFar, scores: list[int]) -> str:
    named = zip(activities_of(found.plan), scores, strict=False)
    return "; ".join(f"{name[:1].upper()}{name[1:]}: {score} of 10" for name, score in named)


@require_safe
@policy(RUNNER)
@follows_plan
@never_cache
def result(request: HttpRequest, plan: Plan, day: int) -> HttpResponse:
    """What the week changed: each decision with its rule, what it read and its sources; what holds, and why."""
    row = weekly.sent_on(plan, day)
    if row is None:
        raise Http404
    decisions, today = weekly.decided_by(plan, row), timezone.localdate()
    is_today = row.day == (today - plan.started_on).days
    context = {
        "changed": [one for one in decisions if one.is_change],
        "held": [one for one in decisions if not one.is_change],
        **(way_on(standing_of(plan, today), wording_of(plan.protocol_id)) if is_today else {}),
        "waits": open_causes(plan) & {"contact", "progress"},
        "plan": plan,
        "is_today": is_today,
        "due_on": weekly.due_on(plan),
    }
    return render(request, "checkins/checkin_result.html", context)
