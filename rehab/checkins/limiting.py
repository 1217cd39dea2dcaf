"""How often a person may do what costs the machine; counted in the shared cache, so for all processes together."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from accounts.models import User

HOUR_S = 3600
IMPORTS_AN_HOUR = 20


def count_import(*, runner: User, now: datetime) -> bool:
    """Count one more file of this hour; whether it may be read."""
    key = f"run-files:{runner.pk}:{int(now.timestamp()) // HOUR_S}"
    cache.add(key, 0, HOUR_S)
    try:
        return cache.incr(key) <= IMPORTS_AN_HOUR
    except ValueError:  # it has just run out
        return True
