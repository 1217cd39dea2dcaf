"""How many messages a person may send; counted in the shared cache, so for all processes together."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from accounts.models import User

HOUR_S = 3600
MESSAGES_AN_HOUR = 30


def count_message(*, sender: User, now: datetime) -> bool:
    """Count one more message of this hour; whether it may be sent."""
    key = f"messages:{sender.pk}:{int(now.timestamp()) // HOUR_S}"
    cache.add(key, 0, HOUR_S)
    try:
        return cache.incr(key) <= MESSAGES_AN_HOUR
    except ValueError:  # it has just run out
        return True
