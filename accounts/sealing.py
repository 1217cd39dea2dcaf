"""Sealing the audit log: one mac over the entries since the last seal, chained to that seal."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from .macs import sign, text_of_seal
from .models import AuditEntry, AuditSeal


@transaction.atomic
def seal_entries(*, now: datetime) -> AuditSeal | None:
    """Seal what was written since the last seal; nothing when there is nothing new."""
    _let_writers_finish()
    last = AuditSeal.objects.last()
    digest, count, through = digest_of(entries_after(last))
    if not count:
        return None
    made = AuditSeal(number=last.number + 1 if last else 1, at=now, through=through, count=count)
    made.mac = sign(text_of_seal(made, digest, last.mac if last else ""))
    made.save(force_insert=True)
    return made


def entries_after(seal: AuditSeal | None) -> QuerySet[AuditEntry]:
    """The entries under no seal up to this one, in their order."""
    return AuditEntry.objects.filter(pk__gt=seal.through if seal else 0).order_by("pk")


def digest_of(entries: QuerySet[AuditEntry]) -> tuple[str, int, int]:
    """One digest of entries with their numbers, how many they are, and the last number."""
    digest, count, through = hashlib.sha256(), 0, 0
    for number, mac in entries.values_list("pk", "mac").iterator():
        digest.update(f"{number}:{mac}\n".encode())
        count, through = count + 1, number
    return digest.hexdigest(), count, through


def _let_writers_finish() -> None:
    # A number is given before its entry is visible: without waiting, an entry could come late under a seal that has
    # been made. On SQLite there is one writer anyway. Whoever would wait longer than a moment tries at the next turn.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute("LOCK TABLE accounts_auditentry IN SHARE ROW EXCLUSIVE MODE")
