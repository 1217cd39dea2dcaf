"""What every page of a day begins with: where the runner's own plan stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.intake.keeping import back_to
from rehab.plans.following import NoStartError
from rehab.plans.recording import PlanClosedError, StaleEntryError
from rehab.plans.selectors import followed_plan

from ..standing import standing_of

CHANGED = "Your plan changed while this page was open. This is how it is now; nothing was logged twice."


def with_standing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the standing; lead to the intake without a plan, to the plan where it cannot be trained."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        plan = followed_plan(cast(User, request.user))
        if plan is None:
            return back_to(request, reverse("intake:home"))
        try:
            standing = standing_of(plan, timezone.localdate())
            if not standing.is_shut:
                return view(request, standing, *args, **kwargs)
        except NoStartError:
            pass
        except (PlanClosedError, StaleEntryError):
            messages.info(request, CHANGED)
            return back_to(request, reverse("checkins:today"))
        return back_to(request, reverse("plans:current"))

    return found


def needs_start(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to the plan where it has no start to follow it from; a part of a page is left as it is."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoStartError:
            return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect("plans:current")

    return found
