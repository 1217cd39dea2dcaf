"""Whether what leaves does leave: for a check from outside, which is the one that notices when everything is down."""

from __future__ import annotations

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import PUBLIC, policy

from .alarms import NO_TICK, broken_steps, is_late, last_tick
from .clock import database_now


@require_safe
@policy(PUBLIC)
def reminders_health(request: HttpRequest) -> HttpResponse:
    """200 while ticks come and nothing is late, else 503 with the reason; no number of anybody's."""
    try:
        reason = _trouble()
    except Error:
        reason = "database unreachable"
    return HttpResponse(reason or "ok", status=503 if reason else 200, content_type="text/plain")


def _trouble() -> str:
    now, last = database_now(), last_tick()
    if last is None or now - last > NO_TICK:
        return "no tick for five minutes"
    if broken_steps():
        return "a step of the tick failed"
    return "due for over fifteen minutes" if is_late(now) else ""
