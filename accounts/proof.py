"""Whether the person at the browser has just shown who they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest

LASTS = timedelta(minutes=15)
FACTOR_LASTS = timedelta(minutes=2)


def require_recent_proof(request: HttpRequest, now: datetime) -> None:
    """Ask for the password again when the last log-in is too old; allauth then goes on with what was sent."""
    shown_at = max((record["at"] for record in get_authentication_records(request, request.user)), default=0.0)
    if now.timestamp() - shown_at >= LASTS.total_seconds():
        raise ReauthenticationRequired


def require_factor_again(request: HttpRequest, now: datetime) -> None:
    """Ask for the second factor once more, however lately it opened the session; what was sent goes on after it."""
    records = get_authentication_records(request, request.user)
    again = [one["at"] for one in records if one.get("method") == "mfa" and one.get("reauthenticated")]
    if now.timestamp() - max(again, default=0.0) >= FACTOR_LASTS.total_seconds():
        raise ReauthenticationRequired
