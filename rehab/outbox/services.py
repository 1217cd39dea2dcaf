"""What writes notices."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User

from .models import Channel, Kind, Notice
from .selectors import notices_of


def tell(*, recipient: User, kind: Kind, period: str, now: datetime, about: User | None = None) -> None:
    """Tell somebody something, once per channel: the same recipient, kind and period again changes nothing."""
    rows = [
        Notice(recipient=recipient, kind=kind, period=period, channel=channel, about=about, made_at=now)
        for channel in Channel
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def mark_seen(*, notice: Notice, now: datetime) -> None:
    """Write that a notice was opened, the first time."""
    Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=now)


def mark_all_seen(*, user: User, now: datetime) -> None:
    """Write that a person has seen what there is."""
    notices_of(user).filter(seen_at=None).update(seen_at=now)
