"""The Message-ID of a delivery: the same at every attempt, and nobody else can make one that is taken for ours."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT, LENGTH = "outbox.message", 16
FORM = re.compile(r"<?r(\d{1,18})\.([0-9a-f]{16})@")


def message_id(delivery_id: int) -> str:
    """The Message-ID of a delivery."""
    return f"<{reference(delivery_id)}@{urlsplit(settings.SITE_URL).hostname}>"


def reference(delivery_id: int) -> str:
    """What stands before the at sign: also what a provider is told and tells us again."""
    return f"r{delivery_id}.{_mac(delivery_id, settings.SECRET_KEY)}"


def delivery_id_of(text: str) -> int | None:
    """The delivery a Message-ID or a reference belongs to; None for one that is not ours."""
    found = FORM.match(text if "@" in text else f"{text}@")
    if found is None:
        return None
    id_, mac = int(found[1]), found[2]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return id_ if any(constant_time_compare(_mac(id_, key), mac) for key in keys) else None


def _mac(delivery_id: int, key: str) -> str:
    return salted_hmac(SALT, str(delivery_id), secret=key, algorithm="sha256").hexdigest()[:LENGTH]
