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


@require_safe
@policy(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and what is not."""
    return render(request, "config/privacy.html")


@require_safe
@policy(PUBLIC)
def help_page(request: HttpRequest) -> HttpResponse:
    """What the product does and does not do."""
    return render(request, "config/help.html")
