"""Exchange an exercise for one of the same kind and dose."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import RUNNER, policy
from rehab.intake.keeping import keeps_answers_of

from ..standing import Standing
from ..swap_forms import SwapForm
from ..swaps import swap_exercise, swap_of
from .own import fill_kept
from .standing import with_standing


@keeps_answers_of("checkins:swap")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@with_standing
def swap(request: HttpRequest, standing: Standing, exercise: str) -> HttpResponse:
    """What may stand in for an exercise; a second sending finds it done."""
    found = swap_of(standing, exercise)
    if found is None:
        if request.method == "POST":
            return redirect("checkins:today")
        raise Http404
    now, others = found
    form = fill_kept(request, SwapForm(others, request.POST if request.method == "POST" else None))
    if form.is_valid():
        given = {"for_id": form.cleaned_data["other"], "reason": form.cleaned_data["reason"]}
        entry = form.cleaned_data["entry"]
        swap_exercise(standing=standing, exercise_id=exercise, entry_id=entry, now=timezone.now(), **given)
        messages.success(request, "Swapped. Today and your plan show the new one.")
        return redirect("checkins:today")
    context = {"form": form, "now": now, "others": others}
    return render(request, "checkins/swap.html", context, status=422 if form.is_bound else 200)
