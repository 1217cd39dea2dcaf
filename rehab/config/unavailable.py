"""What cannot be noted is not shown."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.auditing import NotNotedError

from .errors import error_page

log = logging.getLogger(__name__)


class UnavailableMiddleware:
    """Answers 503, and nothing of the page, when the audit log could not take the note of a look."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do where nothing fails."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for it; every other failure goes its way."""
        if not isinstance(exception, NotNotedError):
            return None
        log.error("A look could not be noted in the audit log.", exc_info=exception)
        return error_page(503)
