"""When a delivery that was refused for now is tried again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from .models import MOST_ATTEMPTS, MOST_THROTTLES, Delivery, ErrorClass

# Half an hour covers a restart, four hours a bad night; a fifth of jitter keeps many from coming back at once (expert).
MINUTES = (1, 5, 15, 30, 60, 120, 240)
JITTER = 0.2
THROTTLED = timedelta(seconds=60)


def next_try(delivery: Delivery, error: str, now: datetime) -> datetime | None:
    """When to try again; None if it has been tried often enough or would be of no use by then."""
    if error == ErrorClass.THROTTLE:
        at = now + THROTTLED if delivery.throttles < MOST_THROTTLES else None
    elif delivery.attempts < MOST_ATTEMPTS:
        minutes = MINUTES[min(max(delivery.attempts, 1), len(MINUTES)) - 1]
        at = now + timedelta(minutes=minutes * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 no secret hangs on it
    else:
        at = None
    return at if at is not None and at < delivery.expires_at else None
