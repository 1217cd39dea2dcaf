"""Pages that are the same for all visitors: kept by caches for a while, and not sent again while they are right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

SHORT = "max-age=300"  # not "public": whoever is signed in has another page, so it goes on to vary with cookies
View = Callable[..., HttpResponse]


def same_for_visitors(view: View) -> View:
    """Let what a visitor gets be kept. It is known by its bytes, so that no edit and no release is missed."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated or response.status_code != 200:
            return response
        response["Cache-Control"] = "no-cache" if request.COOKIES else SHORT
        response["ETag"] = quote_etag(sha256(response.content).hexdigest()[:32])
        found = get_conditional_response(request, etag=response["ETag"], response=response)
        return found if isinstance(found, HttpResponse) else response

    return answered
