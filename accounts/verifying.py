"""What is wrong with the audit log: entries that were changed, put in or taken away, and what should prevent it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from django.db import connection
from django.db.models import Count

from .append_only import missing_triggers
from .macs import is_genuine, text_of_entry, text_of_seal
from .models import AuditEntry, AuditSeal
from .sealing import digest_of, entries_after, ranges_of

RANGE, MOST_NAMED = re.compile(r"(\d{1,18})-(\d{1,18})"), 10


def faults(kept: str = "") -> Iterator[str]:
    """One line for each fault; `kept` is a seal, as number:mac, that was kept outside the database."""
    for name in missing_triggers(connection):
        yield f"Trigger {name} is missing: the database does not refuse changes."
    for lines in (_changed_entries(), _copies(), _broken_seals()):
        yield from _as_far_as_readable(lines)
    if kept and kept not in map(str, AuditSeal.objects.filter(number=_number(kept))):
        yield f"Seal {_number(kept)} is missing or is not the one that was kept."


def _as_far_as_readable(lines: Iterator[str]) -> Iterator[str]:
    # SQLite takes a word where an id or a time belongs.
    try:
        yield from lines
    except (AttributeError, TypeError, ValueError) as error:
        yield f"A row holds what is no value of its column; what follows it was not verified. ({error})"


def _changed_entries() -> Iterator[str]:
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if not is_genuine(text_of_entry(entry), entry.mac):
            yield f"Entry {entry.pk} was changed, or was not written by this product."


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
    digest, present = digest_of(entries_after(before).filter(pk__lte=seal.through))
    if ranges_of(present) != seal.entries:
        yield from _differences(seal, set(present))
    elif not is_genuine(text_of_seal(seal, digest, before.mac if before else ""), seal.mac):
        yield f"Seal {seal.number} was changed, or an entry under it was, or the seal before."


def _differences(seal: AuditSeal, present: set[int]) -> Iterator[str]:
    sealed = [range(int(first), int(last) + 1) for first, last in RANGE.findall(seal.entries)]
    missing = (number for numbers in sealed for number in numbers if number not in present)
    named = ", ".join(map(str, islice(missing, MOST_NAMED))) or "none"
    later = sorted(number for number in present if not any(number in numbers for numbers in sealed))[:MOST_NAMED]
    added = ", ".join(map(str, later)) or "none"
    yield f"Seal {seal.number} covers other entries than there are. Missing: {named}. Added: {added}."


def _number(kept: str) -> int:
    return int(kept.partition(":")[0])
