"""Headers every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .searching import may_be_found

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

# At log-out: what the browser and its worker kept of this person. Not "cookies": a new session may have begun.
FORGET = '"cache", "storage"'


class SecurityHeadersMiddleware:
    """Adds what is missing; signed-in pages are never stored by a cache, and no search engine lists a person's page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add what is missing."""
        response = self.get_response(request)
        if getattr(request, "forgets_device", False):
            response["Clear-Site-Data"] = FORGET
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not may_be_found(request):
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if response.headers.get("Cache-Control", "").startswith("public"):
            _for_all(response)
        elif _is_signed_in(request):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def _for_all(response: HttpResponse) -> None:
    """What every cache may keep is the same for everybody: asking who it is was of no account, and left no trace."""
    varies = [name for name in response.headers.get("Vary", "").split(", ") if name and name != "Cookie"]
    response.headers["Vary"] = ", ".join(varies) or "Accept-Encoding"
    response.cookies.clear()


def _is_signed_in(request: HttpRequest) -> bool:
    # Asking an untouched session would read the database for every anonymous visitor.
    session = getattr(request, "session", None)
    return bool(session is not None and session.accessed and request.user.is_authenticated)
