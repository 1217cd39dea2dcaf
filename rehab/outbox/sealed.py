"""Tokens for links in mails: what is in them can be neither read nor made up, and one for one use opens no other."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(use: str, *values: str | int) -> str:
    """A token that holds values for one use."""
    return _box(use, _keys()).encrypt(json.dumps(values).encode()).decode().rstrip("=")


def opened(use: str, token: str) -> list[Any] | None:
    """The values of a token of this use; None for any other text."""
    if not token.isascii() or len(token) > 500:
        return None
    padded = token + "=" * (-len(token) % 4)
    try:
        return list(json.loads(_box(use, _keys()).decrypt(padded.encode())))
    except InvalidToken:
        return None


def _keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=16)
def _box(use: str, keys: tuple[str, ...]) -> MultiFernet:
    # Each use has its own key: a token never opens what it was not made for.
    derived = (hashlib.blake2b(use.encode(), key=hashlib.sha512(key.encode()).digest()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one[:32])) for one in derived])
