"""The code that demo people sign in with, readable in the browser. Answers 404 outside development."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import DEVELOPMENT, policy

from .demo import KEY, WITH_FACTOR

PERIOD_S = 30


@require_safe
@policy(DEVELOPMENT)
def codes(request: HttpRequest) -> HttpResponse:
    """The code of this half minute and the next one, with whom they let in."""
    now_s = int(time.time())
    context = {
        "code": code_at(KEY, now_s),
        "next_code": code_at(KEY, now_s + PERIOD_S),
        "left_s": PERIOD_S - now_s % PERIOD_S,
        "people": WITH_FACTOR,
        "key": KEY,
    }
    return render(request, "config/democodes.html", context)


def code_at(key: str, at_s: int) -> str:
    """What an authenticator app with this key shows at a Unix time."""
    return str(format_hotp_value(hotp_value(key, at_s // PERIOD_S)))
