"""`verify_audit` finds what somebody who reaches the database did to the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.append_only import allow_changes, refuse_changes
from accounts.models import AuditEntry, AuditSeal
from accounts.sealing import seal_entries
from accounts.tasks import seal_audit
from accounts.verifying import faults
from rehab.config.celery import app

from .inviting import runner, therapist
from .test_audit import NOW, look

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers() -> list[int]:
    """Numbers of nine entries: three under each of two seals, three under none."""
    ada, thea = runner(), therapist()
    for batch in range(3):
        for nth in range(3):
            look(thea, ada, f"{batch}{nth}")
        if batch < 2:
            seal_entries(now=NOW)
    return list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))


@contextmanager
def tampering() -> Iterator[None]:
    """With the triggers away, and put back as somebody careful would."""
    allow_changes(connection)
    yield
    refuse_changes(connection)


def verified(*arguments: str) -> str:
    """What the command prints."""
    printed = StringIO()
    call_command("verify_audit", *arguments, stdout=printed)
    return printed.getvalue()


def test_a_log_that_was_left_alone_has_no_fault(numbers: list[int]) -> None:
    """And says how far the seals go."""
    newest = AuditSeal.objects.get(number=2)
    assert verified() == f"No fault in 9 entries; 3 not sealed yet. Newest seal: {newest}\n"
    assert verified("--kept", str(newest)) == verified()


@pytest.mark.parametrize("index", [0, 4, 8])
@pytest.mark.parametrize(
    "changed",
    [
        {"at": NOW - timedelta(days=1)},
        {"actor_id": "00000000-0000-4000-8000-000000000000"},
        {"actor_id": None},
        {"actor_role": "runner"},
        {"subject_id": None},
        {"action": "edit"},
        {"object_type": "log"},
        {"object_id": "x"},
        {"outcome": "deny"},
        {"mac": "0" * 64},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_an_edited_entry_is_named(numbers: list[int], index: int, changed: dict[str, Any]) -> None:
    """Sealed or not, whatever of it."""
    with tampering():
        AuditEntry.objects.filter(pk=numbers[index]).update(**changed)
    found = list(faults())
    assert found[0] == f"Entry {numbers[index]} was changed, or was not written by this product."
    with pytest.raises(CommandError, match=r"^[12] faults? in the audit log\.$"):
        verified()


@pytest.mark.parametrize("change", ["auditentry SET uid", "auditentry SET at", "auditseal SET at"])
def test_a_row_that_cannot_be_read_is_a_fault(numbers: list[int], change: str) -> None:
    """A word where an id or a time belongs ends the reading, not the command."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such word")
    with tampering(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_{change} = 'word' || rowid")
    assert any(line.startswith("A row holds what is no value") for line in faults())


@pytest.mark.parametrize("index", [0, 1, 5])
def test_a_deleted_sealed_entry_is_named(numbers: list[int], index: int) -> None:
    """By its number, under its seal."""
    with tampering():
        AuditEntry.objects.filter(pk=numbers[index]).delete()
    seal = 1 + index // 3
    assert list(faults()) == [
        f"Seal {seal} covers other entries than there are. Missing: {numbers[index]}. Added: none."
    ]


def test_an_entry_put_in_is_found(numbers: list[int]) -> None:
    """One that was made up has no mac; one that is a copy is no second one."""
    entry = AuditEntry.objects.get(pk=numbers[8])
    made_up = AuditEntry.objects.create(at=NOW, action="view", mac=entry.mac)
    assert list(faults()) == [f"Entry {made_up.pk} was changed, or was not written by this product."]
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_a_copy_is_found_where_the_table_was_made_to_take_it(numbers: list[int]) -> None:
    """By whoever may alter tables."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite cannot drop a constraint")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditentry DROP CONSTRAINT audit_entry_uid_once")
    entry = AuditEntry.objects.get(pk=numbers[0])
    entry.pk = None
    entry.save(force_insert=True)
    assert list(faults()) == [f"Entries {numbers[0]}, {entry.pk} are copies of one."]


def test_an_entry_put_under_a_seal_is_named(numbers: list[int]) -> None:
    """A true one, in a gap that a failed request had left."""
    AuditEntry.objects.bulk_create([AuditEntry(id=numbers[8] + 5, at=NOW, action="view", mac="0" * 64)])
    seal_entries(now=NOW)
    with tampering():
        AuditEntry.objects.filter(pk=numbers[0]).update(id=numbers[8] + 2)
    assert list(faults()) == [
        f"Entry {numbers[8] + 5} was changed, or was not written by this product.",
        f"Seal 1 covers other entries than there are. Missing: {numbers[0]}. Added: none.",
        f"Seal 3 covers other entries than there are. Missing: none. Added: {numbers[8] + 2}.",
    ]


def test_an_entry_moved_under_another_number_is_found(numbers: list[int]) -> None:
    """The seals know the order."""
    with tampering():
        AuditEntry.objects.filter(pk=numbers[0]).update(id=-1)
        AuditEntry.objects.filter(pk=numbers[1]).update(id=numbers[0])
        AuditEntry.objects.filter(pk=-1).update(id=numbers[1])
    assert [one.partition(" was ")[0] for one in faults()] == ["Seal 1"]


@pytest.mark.parametrize(
    "changed",
    [{"entries": "x"}, {"entries": "1-999999999999"}, {"at": NOW - timedelta(1)}, {"mac": "0" * 64}],
    ids=lambda changed: "-".join(changed),
)
def test_an_edited_seal_is_found(numbers: list[int], changed: dict[str, Any]) -> None:
    """Its own mac, and that of the seal after it, no longer fit."""
    with tampering():
        AuditSeal.objects.filter(number=1).update(**changed)
    assert next(faults()).startswith("Seal 1 ")


def test_a_missing_seal_is_found(numbers: list[int]) -> None:
    """With all that it covered."""
    with tampering():
        AuditSeal.objects.filter(number=1).delete()
        AuditEntry.objects.filter(pk__in=numbers[:3]).delete()
    assert list(faults()) == ["Seals 1 to 1 are missing: what they covered cannot be verified."]


def test_a_cut_off_end_is_found_by_a_kept_seal_alone(numbers: list[int]) -> None:
    """The newest seal taken away with all its entries: only the server's log still knows it."""
    kept = str(AuditSeal.objects.get(number=2))
    with tampering():
        AuditSeal.objects.filter(number=2).delete()
        AuditEntry.objects.filter(pk__in=numbers[3:]).delete()
    assert list(faults()) == []
    assert list(faults(kept)) == ["Seal 2 is missing or is not the one that was kept."]


def test_missing_triggers_are_a_fault(numbers: list[int]) -> None:
    """Whoever took them away and left it at that."""
    allow_changes(connection)
    assert all(one.endswith("is missing: the database does not refuse changes.") for one in faults())
    assert list(faults()) != []


@pytest.mark.parametrize("kept", ["", "SECRET_KEY_FALLBACKS", "AUDIT_FALLBACK_KEYS"])
def test_a_rotated_key_still_verifies(numbers: list[int], settings: Any, kept: str) -> None:
    """As long as the old one is among the older keys; without it nothing can be verified."""
    if kept:
        setattr(settings, kept, [settings.SECRET_KEY])
    settings.SECRET_KEY = "another key, and just as long as the one before was"
    seal_entries(now=NOW)
    assert bool(list(faults())) is not bool(kept)


def test_nothing_new_needs_no_seal(numbers: list[int], caplog: pytest.LogCaptureFixture) -> None:
    """And each seal stands in the server's log."""
    caplog.set_level("INFO", "accounts.audit")
    seal_audit()
    seal_audit()
    newest = AuditSeal.objects.last()
    assert [record.getMessage() for record in caplog.records] == [f"Sealed the audit log: {newest}"]
    assert newest is not None
    assert (newest.number, newest.entries, newest.through) == (3, f"{numbers[6]}-{numbers[8]}", numbers[8])
    assert seal_entries(now=timezone.now()) is None


def test_sealing_is_on_the_clock() -> None:
    """Every ten minutes, by a task that the worker knows."""
    app.loader.import_default_modules()
    assert {"task": seal_audit.name, "schedule": 600.0} in app.conf.beat_schedule.values()
    assert seal_audit.name in app.tasks


@pytest.mark.parametrize("kept", ["2", "x:y", "1:" + "g" * 64, "9" * 40 + ":" + "0" * 64])
def test_a_kept_seal_has_to_look_like_one(kept: str) -> None:
    """Otherwise the command says how one looks."""
    with pytest.raises(CommandError, match="number, a colon"):
        verified("--kept", kept)
