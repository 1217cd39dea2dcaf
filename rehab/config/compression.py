"""Pages travel compressed, unless a stranger could have put words into them: docs/decisions/0006."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses pages; not the answer to a query or a form, which repeats what was asked beside what is private."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Django's own adds up to 100 random bytes, so that a length says less."""
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or request.method != "GET" or request.META.get("QUERY_STRING"):
            return response
        return super().process_response(request, response)
