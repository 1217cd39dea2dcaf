"""Exchange an exercise for one of the same kind and dose."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.plans.selectors import followed_plan

from ..standing import standing_of
from ..swap_forms import SwapForm
from ..swaps import swap_exercise, swap_of


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def swap(request: HttpRequest, exercise: str) -> HttpResponse:
    """What may stand in for an exercise; a second sending finds it done."""
    plan = followed_plan(cast(User, request.user))
    standing = standing_of(plan, timezone.localdate()) if plan else None
    found = swap_of(standing, exercise) if standing and not standing.is_shut else None
    if standing is None or found is None:
        if request.method == "POST":
            return redirect("checkins:today")
        raise Http404
    now, others = found
    form = SwapForm(others, request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = {"for_id": form.cleaned_data["other"], "reason": form.cleaned_data["reason"]}
        entry = form.cleaned_data["entry"]
        swap_exercise(standing=standing, exercise_id=exercise, entry_id=entry, now=timezone.now(), **given)
        messages.success(request, "Swapped. Today and your plan show the new one.")
        return redirect("checkins:today")
    context = {"form": form, "now": now, "others": others}
    return render(request, "checkins/swap.html", context, status=422 if form.is_bound else 200)
