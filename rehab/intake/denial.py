"""The denial rule: what has been answered once is not undone by answering again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from rehab.engine.catalog import TierId

from .models import RaisedFlag

KEPT = timedelta(hours=72)
EMERGENCY_KEPT = timedelta(hours=24)


def is_kept(flag: RaisedFlag, now: datetime) -> bool:
    """Whether a flag still counts: 72 hours, an emergency until it is explained or cleared."""
    return flag.correction_id is None and (flag.tier == TierId.EMERGENCY or now < flag.raised_at + KEPT)


def kept_flags(flags: Iterable[RaisedFlag], now: datetime) -> tuple[str, ...]:
    """The ids of the flags that still count, each once."""
    return tuple(sorted({flag.flag for flag in flags if is_kept(flag, now)}))


def counting_until(flags: Iterable[RaisedFlag]) -> datetime | None:
    """When the last of these stops counting by itself; None without any."""
    return max((flag.raised_at + KEPT for flag in flags), default=None)


def correctable_from(flags: Iterable[RaisedFlag], now: datetime) -> datetime:
    """When all of these may be explained away: at once, or 24 hours after the last emergency answer."""
    times = [flag.raised_at + EMERGENCY_KEPT for flag in flags if flag.tier == TierId.EMERGENCY]
    return max([*times, now])
