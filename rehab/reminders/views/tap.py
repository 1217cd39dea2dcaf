"""The one-tap check-in without log-in. The link is the key; looking at it writes nothing and shows nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import PUBLIC, policy
from accounts.limiting import count_one
from rehab.plans.recording import PlanClosedError

from ..forms import TapForm
from ..tapping import is_used, record_tap, tapped

TRIES_AN_HOUR = 20


# Every post needs the sealed link, and a mail program has no cookie of ours: a second token would add nothing.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@policy(PUBLIC)
@never_cache
def tap(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for two numbers, and take them once. Nothing that is stored is ever shown."""
    found = tapped(token, timezone.now())
    if found is None:
        return _said(request, "reminders/tap_over.html", status=404)
    delivery, plan = found
    words = {"is_elses": request.user.is_authenticated and request.user.pk != delivery.recipient_id}
    if is_used(delivery, plan):
        return _said(request, "reminders/tap_done.html", before=True, **words)
    if request.method == "POST" and not count_one("tap", by=delivery.recipient, most=TRIES_AN_HOUR, now=timezone.now()):
        return _said(request, "reminders/tap_over.html", status=429, is_often=True)
    form = TapForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _said(request, "reminders/tap.html", status=422 if form.is_bound else 200, form=form, **words)
    values = form.cleaned_data
    try:
        is_new = record_tap(
            delivery=delivery, plan=plan, sessions=values["sessions"], worst=values["worst"], now=timezone.now()
        )
    except PlanClosedError:  # by another page, since the link was looked up
        return _said(request, "reminders/tap_over.html", status=404)
    return _said(request, "reminders/tap_done.html", before=not is_new, **words)


def _said(request: HttpRequest, page: str, *, status: int = 200, **words: object) -> HttpResponse:
    response = render(request, page, words, status=status)
    # The address is a key: it goes to no other site and into no index.
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex"
    return response
