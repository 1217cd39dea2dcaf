"""Message authentication codes of the audit log: only who knows the secret key can make one."""

from __future__ import annotations

import json
from datetime import UTC

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import AuditEntry, AuditSeal

SALT = "accounts.audit"


def sign(text: str) -> str:
    """The mac of a text under the present key."""
    return _mac(text, settings.SECRET_KEY)


def is_genuine(text: str, mac: str) -> bool:
    """Whether a mac belongs to a text, under the present key or one that was rotated out."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, *settings.AUDIT_FALLBACK_KEYS)
    return any(constant_time_compare(_mac(text, key), mac) for key in keys)


def text_of_entry(entry: AuditEntry) -> str:
    """All values of an entry but its number, in one fixed form."""
    values = [entry.uid, entry.at.astimezone(UTC).isoformat(), entry.actor_id, entry.actor_role, entry.subject_id]
    values += [entry.action, entry.object_type, entry.object_id, entry.outcome]
    return json.dumps(["entry", *(None if value is None else str(value) for value in values)])


def text_of_seal(seal: AuditSeal, digest: str, before: str) -> str:
    """A seal's values with the digest of the entries under it and the mac of the seal before."""
    at = seal.at.astimezone(UTC).isoformat()
    return json.dumps(["seal", seal.number, at, seal.through, seal.entries, digest, before])


def _mac(text: str, key: str) -> str:
    return salted_hmac(SALT, text, secret=key, algorithm="sha256").hexdigest()
