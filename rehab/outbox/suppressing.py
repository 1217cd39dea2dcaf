"""Addresses from which mail came back: they are written to no more, but for security mail."""

from __future__ import annotations

from datetime import datetime

from .addresses import known_hashes
from .models import Suppression


def suppress(*, address_hash: str, reason: Suppression.Reason, now: datetime) -> None:
    """Write no more to an address; what was known of it first stays."""
    Suppression.objects.bulk_create(
        [Suppression(address_hash=address_hash, reason=reason, at=now)], ignore_conflicts=True
    )


def is_suppressed(email: str) -> bool:
    """Whether mail to an address came back."""
    return Suppression.objects.filter(address_hash__in=known_hashes(email)).exists()


def suppression_of(email: str) -> Suppression | None:
    """Why an address is not written to, if it is not."""
    return Suppression.objects.filter(address_hash__in=known_hashes(email)).first()


def lift(*, email: str) -> bool:
    """Write to an address again; say whether it was suppressed."""
    return bool(Suppression.objects.filter(address_hash__in=known_hashes(email)).delete()[0])
