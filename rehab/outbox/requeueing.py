"""Sending again what failed or is unknown: a person's decision, noted, under the same Message-ID."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.auditing import note
from accounts.models import User

from .bell import ring
from .models import Delivery, State
from .states import transition


@transaction.atomic
def requeue(*, deliveries: Iterable[Delivery], by: User, now: datetime) -> int:
    """Make due again what failed or is unknown and is still of use; how many."""
    moved = 0
    for one in deliveries:
        old = State(one.state)
        if old not in (State.FAILED, State.UNKNOWN) or one.expires_at <= now:
            continue
        fresh: dict[str, Any] = {"next_try": now, "attempts": 0, "throttles": 0, "error_class": "", "error_text": ""}
        if transition([one.pk], old=old, new=State.DUE, now=now, **fresh):
            note(actor=by, subject=one.recipient, action="requeue", obj=one, now=now)
            moved += 1
    if moved:
        ring()
    return moved
