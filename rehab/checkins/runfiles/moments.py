"""Times as files write them, to and from seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .refusals import Refusal, Refused

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(text: str) -> float:
    """Seconds since 1970; a time without a zone is UTC, as GPX and TCX have it. Refused if it is no time."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(Refusal.DAMAGED) from None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def utc(moment: float) -> datetime:
    """The time in UTC, to the second."""
    return EPOCH + timedelta(seconds=int(moment))
