"""What becomes of claims whose sender fell silent: nothing was sent yet, or nobody knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from .models import MOST_ATTEMPTS, Delivery, ErrorClass, State
from .states import transition

AT_ONCE = 1_000


def reap(now: datetime) -> tuple[int, int]:
    """Free the claims whose lease is over, and mark hand-overs under way as unknown; how many of each.

    A claim that was its last attempt fails: due again, it would be one attempt too many, and a database that refuses
    that refuses the whole batch it is claimed with.
    """
    silent = {"error_class": ErrorClass.LOST, "error_text": "no word of the sender"}
    _move(Q(state=State.CLAIMED, attempts__gte=MOST_ATTEMPTS), State.FAILED, now, **silent)
    freed = _move(Q(state=State.CLAIMED), State.DUE, now, next_try=now)
    unknown = _move(Q(state=State.SENDING), State.UNKNOWN, now, **silent)
    return freed, unknown


def _move(which: Q, new: State, now: datetime, **fields: Any) -> int:
    old = State.SENDING if new == State.UNKNOWN else State.CLAIMED
    moved = 0
    while True:
        with transaction.atomic():
            over = Delivery.objects.filter(which, lease_until__lt=now).order_by("lease_until")
            ids = list(over.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
            moved += transition(ids, old=old, new=new, now=now, **fields)
        if len(ids) < AT_ONCE:
            return moved
