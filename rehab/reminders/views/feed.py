"""The calendar feed at its secret address, and the page that gives it out."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PUBLIC, RUNNER, policy
from accounts.limiting import HOUR_S, count_one
from accounts.models import User

from ..feeding import end_feed, feed_of, fresh_feed, make_feed
from ..models import Feed

SHOWN, CALENDAR = "calendar_address", "text/calendar; charset=utf-8"
# Five devices that ask every five minutes and keep no copy of their own.
MOST_AN_HOUR, OFTEN = 60, "This calendar was asked for too often. Ask again later; nothing is lost."


@require_safe
@policy(PUBLIC)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar: the address is the key. 304 where nothing changed since the asker's own copy."""
    read, now = feed_of(token), timezone.now()
    found = fresh_feed(read, now) if read is not None else None
    if found is None:
        raise Http404
    etag = f'"{found.etag}"'
    is_known = etag in request.headers.get("If-None-Match", "")
    # To say that nothing changed costs less than to count who asked.
    if not is_known and not count_one(f"feed-{found.token_hash[:16]}", by=found.runner, most=MOST_AN_HOUR, now=now):
        wait = {"Retry-After": HOUR_S - int(now.timestamp()) % HOUR_S}
        return HttpResponse(OFTEN, status=429, content_type="text/plain; charset=utf-8", headers=wait)
    response = HttpResponse(status=304) if is_known else HttpResponse(found.body, content_type=CALENDAR)
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex"
    if found.changed_at is not None:
        response["Last-Modified"] = http_date(found.changed_at.timestamp())
    return response


@require_http_methods(["GET", "HEAD"])
@policy(RUNNER)
def calendar(request: HttpRequest) -> HttpResponse:
    """Whether there is a calendar; right after it was made, its address, once."""
    found = Feed.objects.filter(runner=cast(User, request.user)).first()
    address = request.session.pop(SHOWN, "") if request.method == "GET" else ""
    webcal = f"webcal://{address.partition('://')[2]}" if address else ""
    return render(request, "reminders/calendar.html", {"feed": found, "address": address, "webcal": webcal})


@require_POST
@policy(RUNNER)
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Give out a new address; the one before shows nothing any more."""
    request.session[SHOWN] = make_feed(runner=cast(User, request.user), now=timezone.now())
    return redirect("reminders:calendar")


@require_POST
@policy(RUNNER)
def end_calendar(request: HttpRequest) -> HttpResponse:
    """Switch it off."""
    end_feed(runner=cast(User, request.user))
    return redirect("reminders:calendar")
