"""The public safety check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import PUBLIC, policy

from . import selectors
from .forms import SafetyForm
from .public import SafetyResult, check_safety

PAGES = {4: "emergency", 3: "urgent", 2: "before_start", 1: "before_start", 0: "quiet"}


@require_http_methods(["GET", "HEAD", "POST"])
@policy(PUBLIC)
@never_cache
def public_check(request: HttpRequest) -> HttpResponse:
    """The safety check for anybody: no account, nothing stored, the result on the same address."""
    questions = selectors.safety_questions()
    form = SafetyForm(questions, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "intake/public_check.html", {"form": form}, status=422 if form.is_bound else 200)
    return _result(request, check_safety(form.to_answers()), dict(questions))


def _result(request: HttpRequest, result: SafetyResult, wording: dict[str, str]) -> HttpResponse:
    context = {
        "tier": selectors.tier_row(result.tier),
        "told": [wording[name] for name in result.raised_by],
        "sources": selectors.sources_of(result.fired),
    }
    return render(request, f"intake/result_{PAGES[result.rank]}.html", context)
