"""What search engines may read: the pages that belong to nobody, named one by one. All else says noindex."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import PUBLIC, policy
from rehab.library import urls as library

FOUND = ("landing", "help", "privacy", "intake:public_check")
DAY = "public, max-age=86400"


@require_safe
@policy(PUBLIC)
def robots(request: HttpRequest) -> HttpResponse:
    """A list of what is open, and not of what is closed: an address that is new is closed."""
    # `$` ends an address: the landing page alone, and not what begins like it.
    names = [f"{reverse(name)}$" for name in FOUND]
    shelves = sorted({f"/{str(route.pattern).partition('<')[0]}" for route in library.urlpatterns})
    allowed = "".join(f"Allow: {address}\n" for address in [*names, *shelves, settings.STATIC_URL])
    answer = HttpResponse(f"User-agent: *\n{allowed}Disallow: /\n", content_type="text/plain")
    answer.headers["Cache-Control"] = DAY
    return answer


def may_be_found(request: HttpRequest) -> bool:
    """Whether this page may stand among the results of a search; what was sought in the library may not."""
    match = request.resolver_match
    if match is None:
        return False
    is_library = match.namespace == library.app_name and not request.META.get("QUERY_STRING")
    return is_library or match.view_name in FOUND
