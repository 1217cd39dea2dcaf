"""Pages that belong to no app."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import PUBLIC, SIGNED_IN, policy
from accounts.models import User
from rehab.plans.selectors import may_train


@require_safe
@policy(PUBLIC)
def landing(request: HttpRequest) -> HttpResponse:
    """What Backstride is, with the safety check first."""
    return render(request, "config/landing.html", _address(request))


@require_safe
@policy(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and what is not."""
    return render(request, "config/privacy.html", _address(request))


@require_safe
@policy(PUBLIC)
def help_page(request: HttpRequest) -> HttpResponse:
    """What the product does and does not do."""
    return render(request, "config/help.html", _address(request))


def _address(request: HttpRequest) -> dict[str, str]:
    """Of the many a page may be reached by, the one that a search engine names."""
    return {"canonical": f"{settings.SITE_URL}{request.path}"}


@require_safe
@policy(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: runners to today, therapists to their work list, administrators to their pages."""
    role = getattr(request.user, "role", "")
    if role == User.Role.RUNNER and may_train(cast(User, request.user)):
        return redirect("checkins:today")
    return redirect(HOMES.get(role, "settings"))


HOMES = {
    User.Role.RUNNER.value: "plans:current",
    User.Role.THERAPIST.value: "clinic:worklist",
    User.Role.CONTENT_ADMIN.value: "admin:index",
    User.Role.SUPPORT_ADMIN.value: "admin:index",
    User.Role.EMERGENCY_ADMIN.value: "clinic:emergencies",
}
