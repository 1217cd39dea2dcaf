"""The runner's own open plan, for every page of a log: without one there is nothing to log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from rehab.plans import selectors
from rehab.plans.models import Lock, Plan

View = Callable[..., HttpResponse]


def follows_plan(view: View) -> View:
    """Give the view the runner's open plan. None leads to the intake; a shut one to the page that says what to do."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        plan = selectors.open_plan(cast(User, request.user))
        if plan is None:
            return redirect("intake:home")
        if Lock.Cause.SAFETY in open_causes(plan):
            return redirect("plans:current")
        return view(request, plan, *args, **kwargs)

    return found


def open_causes(plan: Plan) -> set[str]:
    """Why something of the plan is closed."""
    return {lock.cause for lock in plan.locks.all() if lock.lifted_at is None}
