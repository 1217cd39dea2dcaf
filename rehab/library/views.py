"""What the library gives to everybody."""

from __future__ import annotations

import gzip
import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.access import PUBLIC, policy

from .browsing import choices, shelf_of, sought_in
from .exercise_page import exercise_page
from .figure_pictures import packed_file
from .models import Exercise
from .visitors import same_for_visitors

FOR_EVER = "public, max-age=31536000, immutable"  # the name is a digest: what it names never changes
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)


@require_safe
@policy(PUBLIC)
@same_for_visitors
def exercises(request: HttpRequest) -> HttpResponse:
    """The exercises of the library, or those that fit what the address asks for."""
    sought = sought_in(request.GET)
    shelf = shelf_of(sought)
    found = {"sought": sought, "shelf": shelf, "choices": choices(sought, shelf), **_address(request)}
    return render(request, "library/exercises.html", found)


@require_safe
@policy(PUBLIC)
@same_for_visitors
def exercise(request: HttpRequest, exercise: str) -> HttpResponse:
    """One exercise: how it is done, how much of it, for whom, and what is easier and harder."""
    row = get_object_or_404(Exercise.objects.select_related("substitute"), pk=exercise)
    return render(request, "library/exercise.html", {"page": exercise_page(row), **_address(request)})


def _address(request: HttpRequest) -> dict[str, str]:
    """What a search engine names the page by."""
    return {"canonical": f"{settings.SITE_URL}{request.path}"}


@require_safe
@policy(PUBLIC)
def figure(request: HttpRequest, digest: str) -> HttpResponse:
    """A document of a figure, by its digest. It is the library's, and says nothing about who asks for it."""
    packed = packed_file(digest)
    if packed is None:
        raise Http404
    takes_gzip = bool(TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))
    answer = HttpResponse(packed if takes_gzip else gzip.decompress(packed), content_type="image/svg+xml")
    if takes_gzip:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = FOR_EVER
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
