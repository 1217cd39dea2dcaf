"""Sealing the audit log: one mac over the entries since the last seal, chained to that seal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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
    digest, numbers = digest_of(entries_after(last))
    if not numbers:
        return None
    number, entries = last.number + 1 if last else 1, ranges_of(numbers)
    made = AuditSeal(number=number, at=now, through=numbers[-1], entries=entries)
    made.mac = sign(text_of_seal(made, digest, last.mac if last else ""))
    made.save(force_insert=True)
    return made


def entries_after(seal: AuditSeal | None) -> QuerySet[AuditEntry]:
    """The entries under no seal up to this one, in their order."""
    return AuditEntry.objects.filter(pk__gt=seal.through if seal else 0).order_by("pk")


def digest_of(entries: QuerySet[AuditEntry]) -> tuple[str, list[int]]:
    """One digest of entries with their numbers, and the numbers."""
    digest, numbers = hashlib.sha256(), []
    for number, mac in entries.values_list("pk", "mac").iterator():
        digest.update(f"{number}:{mac}\n".encode())
        numbers.append(number)
    return digest.hexdigest(), numbers


def ranges_of(numbers: Iterable[int]) -> str:
    """Ascending numbers as text: 7, 8, 9 and 11 are 7-9,11-11."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" for first, last in runs)


def _let_writers_finish() -> None:
    # A number is given before its entry is visible: without waiting, an entry could come late under a seal that has
    # been made. On SQLite there is one writer anyway. Whoever would wait longer than a moment tries at the next turn.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute("LOCK TABLE accounts_auditentry IN SHARE ROW EXCLUSIVE MODE")
