"""What writes notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User

from .models import Channel, Kind, Notice
from .selectors import notices_of


def tell(*, recipient: User, kind: Kind, period: str, now: datetime, about: User | None = None) -> None:
    """Tell somebody something, once per channel: the same recipient, kind and period again changes nothing."""
    _write(({"recipient": recipient, "period": period, "about": about},), kind, now)


def tell_each(*, told: Mapping[User, str], kind: Kind, now: datetime) -> None:
    """Tell many people something of their own, each with its period: one statement for all."""
    _write(({"recipient": recipient, "period": period} for recipient, period in told.items()), kind, now)


def _write(whom: Iterable[Mapping[str, Any]], kind: Kind, now: datetime) -> None:
    rows = [Notice(kind=kind, channel=channel, made_at=now, **fields) for fields in whom for channel in Channel]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def mark_seen(*, notice: Notice, now: datetime) -> None:
    """Write that a notice was opened, the first time."""
    Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=now)


def mark_kind_seen(*, user: User, kind: Kind, begins: str, now: datetime) -> None:
    """Write that what notices of a kind lead to was seen on its own page; their periods begin alike."""
    notices_of(user).filter(kind=kind, period__startswith=begins, seen_at=None).update(seen_at=now)


def mark_all_seen(*, user: User, now: datetime) -> None:
    """Write that a person has seen what there is."""
    notices_of(user).filter(seen_at=None).update(seen_at=now)
