"""What an intake led to: whom to see and how soon, the summary to bring along, and the way to correct an answer."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.library.selectors import advice_texts
from rehab.plans.models import Clearance
from rehab.plans.selectors import is_shut, open_plan

from .. import selectors, services
from ..clearing import clearance_for
from ..correcting import correct
from ..denial import correctable_from, counting_until
from ..forms import CorrectionForm
from ..models import Intake
from ..presenting import answer_rows, parts_of, told_by_runner, without_noes

BEFORE_START_RANK = 2
PAGES = {"emergency_now": "emergency", "urgent_24_48h": "urgent"}


@require_safe
@policy(RUNNER)
def result(request: HttpRequest) -> HttpResponse:
    """The latest result: the plan, or the page that says whom to see and how soon."""
    user = cast(User, request.user)
    last = selectors.last_finished(user)
    if last is None or (last.state == Intake.State.PLANNED and selectors.open_intake(user) is not None):
        return redirect("intake:home")  # an intake that was begun since says what to do now
    if last.state == Intake.State.PLANNED:
        last = _closing(user)
    if last is None:
        return redirect("plans:current")
    if (clearance := clearance_for(last)) is not None:
        return _cleared(request, user, clearance)
    return render(request, f"intake/referral_{PAGES.get(last.tier, 'before_start')}.html", _referral(user, last))


def _closing(user: User) -> Intake | None:
    """The referral behind a plan that was closed again, because the clearance it began under was taken back."""
    return selectors.last_referral(user) if is_shut(user) else None


def _cleared(request: HttpRequest, user: User, clearance: Clearance) -> HttpResponse:
    """A clinician has looked: on with the intake that was begun, with the plan that opened, or with this referral's."""
    if selectors.open_intake(user) is not None:
        return redirect("intake:home")
    if open_plan(user) is not None:
        return redirect("plans:current")
    return render(request, "intake/cleared.html", {"clearance": clearance})


def _referral(user: User, last: Intake) -> dict[str, Any]:
    rows = selectors.asked_rows(last)
    flags = selectors.counting_flags(user, timezone.now())
    texts = advice_texts(last.protocol.version)
    return {
        "intake": last,
        "is_empty_plan": selectors.tier_row(last.tier, last.protocol_id).rank < BEFORE_START_RANK,
        "told": told_by_runner(last.outcome["told"], rows),
        "checks": selectors.check_reasons(last, last.outcome["consistency"]),
        "sources": selectors.sources_of(tuple(last.outcome["fired"]), last.protocol_id),
        "advice": [texts[rule] for rule in last.outcome["advice"] if rule in texts],
        "open_again_at": counting_until(flags),
        "is_kept": bool(flags),
        "earlier_on": min((flag.raised_at for flag in flags if flag.intake_id != last.pk), default=None),
    }


@require_safe
@policy(RUNNER)
def summary(request: HttpRequest) -> HttpResponse:
    """One page of answers to print or show to a clinician."""
    user = cast(User, request.user)
    last = selectors.last_finished(user)
    if last is None:
        return redirect("intake:home")
    rows = selectors.asked_rows(last)
    wizard = services.wizard_of(last, parts_of(rows), timezone.now())
    context = {
        "intake": last,
        "told": told_by_runner(last.outcome["told"], rows),
        "sections": without_noes(answer_rows(wizard, rows, open_too=False)),
        "corrections": selectors.corrections(user),
    }
    return render(request, "intake/summary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def correction(request: HttpRequest) -> HttpResponse:
    """Say that an answer was wrong, and why; emergency answers wait 24 hours. Everything is logged."""
    user = cast(User, request.user)
    now = timezone.now()
    last, flags = selectors.last_finished(user), selectors.counting_flags(user, now)
    if last is None or last.state != Intake.State.REFERRED or not flags:
        return redirect("intake:home")
    rows = selectors.asked_rows(last)
    opens_at = correctable_from(flags, now)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if opens_at <= now and form.is_valid():
        if correct(runner=user, explanation=form.cleaned_data["explanation"], now=now):
            messages.success(request, "Your explanation is kept. The questions behind it are asked again.")
        return redirect("intake:home")
    told = told_by_runner(last.outcome["told"], rows)
    context = {"form": form, "told": told, "opens_at": opens_at if opens_at > now else None}
    return render(request, "intake/correction.html", context, status=422 if form.is_bound else 200)
