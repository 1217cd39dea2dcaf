"""How often a person may do what costs the machine or somebody's time; counted in the cache all processes share."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from .models import User

HOUR_S = 3600


def count_one(what: str, *, by: User, most: int, now: datetime) -> bool:
    """Count one more of this hour; whether it may be done."""
    key = f"{what}:{by.pk}:{int(now.timestamp()) // HOUR_S}"
    cache.add(key, 0, HOUR_S)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it has just run out
        return True
