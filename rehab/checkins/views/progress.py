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
from rehab.plans.stored import open_head

from ..progress import page_of, progress_html


@require_safe
@policy(RUNNER)
def progress(request: HttpRequest) -> HttpResponse:
    """The runner's own progress; without a plan, on to the intake."""
    user = cast(User, request.user)
    head = open_head(user, page_of(request.GET.get("weeks", "")))
    if head is None:
        return redirect("intake:home")
    content = progress_html(head=head, day=day_of(head.plan, timezone.localdate()), units=user.units)
    return render(request, "checkins/progress.html", {"content": content, "is_shut": head.is_shut})
