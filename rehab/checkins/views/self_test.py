"""The self-test before running."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import RUNNER, policy
from rehab.intake.keeping import keeps_answers_of
from rehab.plans.models import Plan

from .. import selftest
from ..selftest_form import SelfTestForm
from .own import fill_kept, follows_plan
from .safety import when


@keeps_answers_of("checkins:self_test")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@follows_plan
@never_cache
def self_test(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The entry tests: how each is done, what was measured, which are passed; saved whole or in parts."""
    found = selftest.entry_tests_on(plan=plan, today=timezone.localdate())
    if found.refusal:
        status = 409 if request.method == "POST" else 200
        return render(request, "checkins/self_test_shut.html", {"tests": found}, status=status)
    guides = [(state.key, state.guide) for state in found.states]
    form = SelfTestForm(guides, found.measured, request.POST if request.method == "POST" else None)
    fill_kept(request, form)
    if form.is_valid():
        return _saved(request, plan, form)
    rows = [{"state": state, "fields": form.of_test(state.key)} for state in found.states]
    context = {"form": form, "rows": rows, "tests": found}
    return render(request, "checkins/self_test.html", context, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, plan: Plan, form: Any) -> HttpResponse:
    measures = form.to_measures()
    if not measures:
        messages.info(request, "Nothing was entered, so nothing was saved.")
        return redirect("checkins:self_test")
    try:
        asks_again = selftest.record_tests(plan=plan, measures=measures, **when())
    except selftest.NotOfferedError as error:
        messages.warning(request, error.args[0])
        return redirect("checkins:self_test")
    if asks_again:
        messages.warning(request, "One spot hurt sharply on landing: no running. Answer the safety questions first.")
        return redirect("checkins:safety")
    messages.success(request, "Saved. What is not done yet may follow on another day of this week.")
    return redirect("checkins:self_test")
