"""What becomes of claims whose sender fell silent: nothing was sent yet, or nobody knows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from .models import Delivery, ErrorClass, State
from .states import transition

AT_ONCE = 1_000


def reap(now: datetime) -> tuple[int, int]:
    """Free the claims whose lease is over, and mark hand-overs under way as unknown; how many of each."""
    freed = _move(State.CLAIMED, State.DUE, now, next_try=now)
    unknown = _move(State.SENDING, State.UNKNOWN, now, error_class=ErrorClass.LOST, error_text="no word of the sender")
    return freed, unknown


def _move(old: State, new: State, now: datetime, **fields: object) -> int:
    moved = 0
    while True:
        with transaction.atomic():
            over = Delivery.objects.filter(state=old, lease_until__lt=now).order_by("lease_until")
            ids = list(over.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
            moved += transition(ids, old=old, new=new, now=now, **fields) if ids else 0  # type: ignore[arg-type]  # fields of the row
        if len(ids) < AT_ONCE:
            return moved
