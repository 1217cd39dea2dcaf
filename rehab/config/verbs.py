"""What may be done with an address at all: read it, or send a form to it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

KNOWN = ("GET", "HEAD", "POST")


class KnownMethodsMiddleware:
    """Refuses every other method before any view sees it: some views of others take a PUT for a POST."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, or 405."""
        return self.get_response(request) if request.method in KNOWN else HttpResponseNotAllowed(KNOWN)
