"""What tells people something: a notice in the product, and a delivery on each channel it leaves by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User

from .bell import ring
from .models import Channel, Delivery, Device, Kind, Notice
from .posts import post_of
from .selectors import notices_of


def tell(*, recipient: User, kind: Kind, period: str, now: datetime, about: User | None = None) -> None:
    """Tell somebody something, once: the same recipient, kind and period again changes nothing."""
    _write(({"recipient": recipient, "period": period, "about": about},), kind, now)


def tell_each(*, told: Mapping[User, str], kind: Kind, now: datetime) -> None:
    """Tell many people something of their own, each with its period, in as few statements as one."""
    _write([{"recipient": recipient, "period": period} for recipient, period in told.items()], kind, now)


@transaction.atomic
def _write(whom: Iterable[Mapping[str, Any]], kind: Kind, now: datetime) -> None:
    rows = list(whom)
    Notice.objects.bulk_create([Notice(kind=kind, made_at=now, **row) for row in rows], ignore_conflicts=True)
    post = post_of(kind)
    if post is None:
        return
    due_at = now + post.waits
    times = {"due_at": due_at, "next_try": due_at, "expires_at": due_at + post.lasts, "made_at": now, "changed_at": now}
    pushed = set(Device.objects.filter(user__in=[row["recipient"] for row in rows]).values_list("user_id", flat=True))
    leaving = [
        Delivery(kind=kind, channel=channel, **row, **times)
        for row in rows
        for channel in Channel
        if channel == Channel.MAIL or row["recipient"].pk in pushed
    ]
    Delivery.objects.bulk_create(leaving, ignore_conflicts=True)
    if not post.waits:
        ring()


def mark_seen(*, notice: Notice, now: datetime) -> None:
    """Write that a notice was opened, the first time."""
    Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=now)


def mark_kind_seen(*, user: User, kind: Kind, begins: str, now: datetime) -> None:
    """Write that what notices of a kind lead to was seen on its own page; their periods begin alike."""
    notices_of(user).filter(kind=kind, period__startswith=begins, seen_at=None).update(seen_at=now)


def mark_all_seen(*, user: User, now: datetime) -> None:
    """Write that a person has seen what there is."""
    notices_of(user).filter(seen_at=None).update(seen_at=now)
