"""How long rows are kept: what was sent or skipped half a year, what went wrong a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from .models import Delivery, Heartbeat, MailEvent, Notice, State

KEPT, KEPT_WRONG = timedelta(weeks=26), timedelta(weeks=52)
EVERY, NAME = timedelta(hours=1), "sweep of old rows"
AT_ONCE, MOST_BATCHES = 10_000, 20
OVER = (State.SENT, State.SKIPPED)


def forget_old(now: datetime) -> int:
    """Once an hour: delete the oldest rows that are old enough, in batches; how many."""
    if Heartbeat.objects.filter(name=NAME, last_at__gt=now - EVERY).exists():
        return 0
    gone = 0
    for _ in range(MOST_BATCHES):
        batch = _forget_some(now)
        gone += batch
        if batch < AT_ONCE // 2:  # a few that are kept longer stand among the oldest
            break
    Heartbeat.objects.update_or_create(name=NAME, defaults={"last_at": now})
    return gone


@transaction.atomic
def _forget_some(now: datetime) -> int:
    """Of the oldest rows by their number: a look by time would read them all where none is old."""
    oldest = Delivery.objects.order_by("pk").values_list("pk", "state", "made_at", "recipient_id")[:AT_ONCE]
    old = [row for row in oldest if row[2] < now - (KEPT if row[1] in OVER else KEPT_WRONG)]
    ids, people = [row[0] for row in old], {row[3] for row in old}
    MailEvent.objects.filter(delivery__in=ids).delete()
    Notice.objects.filter(recipient__in=people, made_at__lt=now - KEPT).delete()
    Delivery.objects.filter(pk__in=ids).delete()
    return len(ids)
