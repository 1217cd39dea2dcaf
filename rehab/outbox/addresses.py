"""Addresses: looked up when something is sent, kept by their hash alone."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "outbox.address"


def address_hash(email: str) -> str:
    """The hash an address is known by, whatever its case."""
    return _hash(email, settings.SECRET_KEY)


def known_hashes(email: str) -> tuple[str, ...]:
    """The hashes an address may be stored by: under the present key and those that were rotated out."""
    return tuple(_hash(email, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _hash(email: str, key: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), secret=key, algorithm="sha256").hexdigest()
