"""How long rows are kept: what was sent or skipped half a year, what went wrong a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from .models import Delivery, Heartbeat, MailEvent, Notice, State

KEPT, KEPT_WRONG = timedelta(weeks=26), timedelta(weeks=52)
EVERY, NAME = timedelta(hours=1), "sweep of old rows"
AT_ONCE, MOST_BATCHES = 10_000, 20
OVER = (State.SENT, State.SKIPPED)


def forget_old(now: datetime) -> int:
    """Once an hour: delete the oldest rows that are old enough, in batches; how many."""
    if Heartbeat.objects.filter(name=NAME, last_at__gt=now - EVERY).exists():
        return 0
    gone, last = 0, 0
    for _ in range(MOST_BATCHES):
        count, last, has_older = _forget_some(now, last)
        gone += count
        if not has_older:
            break
    _forget_notices(now)
    Heartbeat.objects.update_or_create(name=NAME, defaults={"last_at": now})
    return gone


@transaction.atomic
def _forget_some(now: datetime, after: int) -> tuple[int, int, bool]:
    """Of the next rows by their number: how many went, the last one looked at, and whether older ones may follow.

    A look by time would read all rows where none is old. What is kept longer is left out by the database: counted among
    the looked at, much of it would keep every look from what lies behind.
    """
    rows = Delivery.objects.filter(Q(state__in=OVER) | Q(made_at__lt=now - KEPT_WRONG), pk__gt=after)
    looked = list(rows.order_by("pk").values_list("pk", "state", "made_at")[:AT_ONCE])
    ids = [pk for pk, state, made_at in looked if made_at < now - (KEPT if state in OVER else KEPT_WRONG)]
    MailEvent.objects.filter(delivery__in=ids).delete()
    Delivery.objects.filter(pk__in=ids).delete()
    has_older = len(looked) == AT_ONCE and looked[-1][2] < now - KEPT
    return len(ids), looked[-1][0] if looked else after, has_older


def _forget_notices(now: datetime) -> None:
    """Notices have no order of their own; a look through them all once an hour is short beside what they cost."""
    old = Notice.objects.filter(made_at__lt=now - KEPT).values_list("pk", flat=True)[: AT_ONCE * MOST_BATCHES]
    Notice.objects.filter(pk__in=list(old)).delete()
