"""Unsubscribing by the link of a mail (RFC 8058): a robot's GET changes nothing, one POST is enough."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import PUBLIC, policy

from .models import SwitchedOff
from .unsubscribing import reader_of, switch_off, switch_on

AGAIN = "again"


# No cookie and no session take part: who has the sealed link may do what it is for. A mail program posts without any.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@policy(PUBLIC)
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, switch off, or on again."""
    found = reader_of(token)
    if found is None:
        return _said(request, "outbox/unsubscribe_over.html", status=404)
    user, purpose = found
    if request.method == "POST":
        if request.POST.get("do") == AGAIN:
            switch_on(user=user, purpose=purpose)
        else:
            switch_off(user=user, purpose=purpose, now=timezone.now())
    is_off = SwitchedOff.objects.filter(user=user, purpose=purpose).exists()
    has_posted = request.method == "POST"
    return _said(request, "outbox/unsubscribe.html", purpose=purpose.label, is_off=is_off, has_posted=has_posted)


def _said(request: HttpRequest, template: str, *, status: int = 200, **words: object) -> HttpResponse:
    response = render(request, template, words, status=status)
    # The address is a key: it goes to no other site and into no index.
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex"
    return response
