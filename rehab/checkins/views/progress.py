"""How it has been going."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.plans.following import day_of
from rehab.plans.selectors import progress_plan

from ..progress import progress_html


@require_safe
@policy(RUNNER)
def progress(request: HttpRequest) -> HttpResponse:
    """The runner's own progress; without a plan, on to the intake."""
    user = cast(User, request.user)
    plan = progress_plan(user)
    if plan is None:
        return redirect("intake:home")
    day, period = day_of(plan, timezone.localdate()), request.GET.get("weeks", "")
    content = progress_html(plan=plan, day=day, period=period, units=user.units)
    context = {"content": content, "is_shut": getattr(plan, "is_shut", False)}
    return render(request, "checkins/progress.html", context)
