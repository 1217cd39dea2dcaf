"""Whether the person at the browser has just shown who they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest

LASTS = timedelta(minutes=15)


def require_recent_proof(request: HttpRequest, now: datetime) -> None:
    """Ask for the password again when the last log-in is too old; allauth then goes on with what was sent."""
    shown_at = max((record["at"] for record in get_authentication_records(request, request.user)), default=0.0)
    if now.timestamp() - shown_at >= LASTS.total_seconds():
        raise ReauthenticationRequired
