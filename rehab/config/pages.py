"""Pages that belong to no app."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def landing(request: HttpRequest) -> HttpResponse:
    """What Backstride is, with the safety check first."""
    return render(request, "config/landing.html")
