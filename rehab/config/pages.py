"""Pages that belong to no app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import PUBLIC, policy


@require_safe
@policy(PUBLIC)
def landing(request: HttpRequest) -> HttpResponse:
    """What Backstride is, with the safety check first."""
    return render(request, "config/landing.html")
