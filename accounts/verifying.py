"""What is wrong with the audit log: entries that were changed, put in or taken away, and what should prevent it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db import connection
from django.db.models import Count

from .append_only import missing_triggers
from .macs import is_genuine, text_of_entry, text_of_seal
from .models import AuditEntry, AuditSeal
from .sealing import digest_of, entries_after

MOST_NAMED = 10


def faults(kept: str = "") -> Iterator[str]:
    """One line for each fault; `kept` is a seal, as number:mac, that was kept outside the database."""
    for name in missing_triggers(connection):
        yield f"Trigger {name} is missing: the database does not refuse changes."
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if not is_genuine(text_of_entry(entry), entry.mac):
            yield f"Entry {entry.pk} was changed, or was not written by this product."
    yield from _copies()
    yield from _broken_seals()
    if kept and kept not in map(str, AuditSeal.objects.filter(number=_number(kept))):
        yield f"Seal {_number(kept)} is missing or is not the one that was kept."


def _copies() -> Iterator[str]:
    twice = AuditEntry.objects.order_by().values("uid").annotate(times=Count("pk")).filter(times__gt=1)
    for one in twice:
        numbers = AuditEntry.objects.filter(uid=one["uid"]).order_by("pk").values_list("pk", flat=True)
        yield f"Entries {', '.join(map(str, numbers))} are copies of one."


def _broken_seals() -> Iterator[str]:
    before: AuditSeal | None = None
    for seal in AuditSeal.objects.all():
        expected = before.number + 1 if before else 1
        if seal.number == expected:
            yield from _broken(seal, before)
        else:
            yield f"Seals {expected} to {seal.number - 1} are missing: what they covered cannot be verified."
        before = seal


def _broken(seal: AuditSeal, before: AuditSeal | None) -> Iterator[str]:
    entries = entries_after(before).filter(pk__lte=seal.through)
    digest, count, _ = digest_of(entries)
    first = before.through + 1 if before else 1
    if count != seal.count:
        present = set(entries.values_list("pk", flat=True))
        absent = islice((number for number in range(first, seal.through + 1) if number not in present), MOST_NAMED)
        named = f" Numbers without an entry: {', '.join(map(str, absent)) or 'none'}."
        yield f"Seal {seal.number} covers {seal.count} entries of {first} to {seal.through}, there are {count}.{named}"
    elif not is_genuine(text_of_seal(seal, digest, before.mac if before else ""), seal.mac):
        yield f"Seal {seal.number} was changed, or the entries from {first} to {seal.through} were, or the seal before."


def _number(kept: str) -> int:
    return int(kept.partition(":")[0])
