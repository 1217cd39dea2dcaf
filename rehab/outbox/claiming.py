"""Taking what is due: each row goes to one sender, for as long as its lease lasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from .clock import database_now
from .models import Channel, Delivery, State
from .states import transition

BATCH = 25  # a sender that dies costs each of its batch an attempt and the wait for its lease


def lease() -> timedelta:
    """How long a claim lasts without a word of its sender."""
    return timedelta(seconds=settings.OUTBOX_LEASE_S)


@transaction.atomic
def claim(*, token: UUID, most: int = BATCH, channels: Iterable[str] = tuple(Channel.values)) -> list[Delivery]:
    """Take up to `most` due deliveries under a token, the longest due first.

    Two statements: one UPDATE with LIMIT and SKIP LOCKED inside may take more than its limit (PostgreSQL BUG #15715).
    SQLite has no row locks and needs none: it has one writer.
    """
    now = database_now()
    due = Delivery.objects.filter(state=State.DUE, next_try__lte=now, channel__in=list(channels))
    found = list(due.order_by("next_try", "pk").select_for_update(skip_locked=True)[:most])
    taken: dict[str, Any] = {"lease_until": now + lease(), "claim_token": token}
    ids = [one.pk for one in found]
    if not transition(ids, old=State.DUE, new=State.CLAIMED, now=now, tries=1, **taken):
        return []
    for one in found:
        one.state, one.attempts, one.claim_token = State.CLAIMED, one.attempts + 1, token
    return found
