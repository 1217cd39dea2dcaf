"""Error pages that need no database and no session."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from rehab.intake.keeping import kept_after_failure

TITLES = {
    400: "That request could not be read",
    403: "This page is not open to you",
    404: "There is nothing here",
    413: "That was too large",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "Back in a moment",
}


def error_page(status: int) -> HttpResponse:
    """The page for a status, rendered without a request."""
    html = render_to_string(f"errors/{status}.html", {"status": status, "title": TITLES[status]})
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; the same bytes whether a thing does not exist or may not be known."""
    return error_page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database is away; in plain words if the page fails too."""
    status = 503 if isinstance(sys.exc_info()[1], OperationalError | InterfaceError) else 500
    try:
        return error_page(status)
    except Exception:  # what broke the page before may break this one: without an answer, the server logs the query
        return HttpResponse(f"{TITLES[status]}.", status=status, content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came from elsewhere or was left open too long; an intake screen comes back with its answers."""
    return kept_after_failure(request) or error_page(403)
