"""The public safety check."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import PUBLIC, RUNNER, policy
from accounts.models import User

from .. import selectors
from ..forms import SafetyForm
from ..presenting import Told
from ..public import SafetyResult, check_safety, record_check

BEFORE_START_RANK, EMERGENCY_RANK = 2, 4
PAGES = {4: "emergency", 3: "urgent", 2: "before_start", 1: "before_start", 0: "quiet"}


@require_http_methods(["GET", "HEAD", "POST"])
@policy(PUBLIC)
@never_cache
def public_check(request: HttpRequest) -> HttpResponse:
    """The safety check for anybody. A visitor's is not stored; a signed-in runner's warning sign closes their plan."""
    questions = selectors.safety_questions()
    form = SafetyForm(questions, request.POST if request.method == "POST" else None)
    is_complete = form.is_valid()
    found = check_safety(form.to_answers()) if form.is_bound else None
    # An emergency does not wait for the other answers.
    if found is None or not (is_complete or found.rank == EMERGENCY_RANK):
        return render(request, "intake/public_check.html", {"form": form}, status=422 if form.is_bound else 200)
    if found.rank >= BEFORE_START_RANK and getattr(request.user, "role", "") == RUNNER:
        record_check(runner=cast(User, request.user), given=form.to_answers(), now=timezone.now())
        return redirect("intake:result")
    return _result(request, found, dict(questions))


def _result(request: HttpRequest, result: SafetyResult, wording: dict[str, str]) -> HttpResponse:
    context = {
        "told": Told(tuple(wording[name] for name in result.raised_by), ()),
        "sources": selectors.sources_of(result.fired, selectors.published_id()),
    }
    return render(request, f"intake/result_{PAGES[result.rank]}.html", context)
