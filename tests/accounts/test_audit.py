"""The audit log: ids alone, in the transaction of the change, and only ever added to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.auditing import ONE_LOOK, note
from accounts.caring import end_link
from accounts.models import AuditEntry, AuditSeal, CareLink, TherapistProfile, User
from accounts.sealing import seal_entries
from accounts.second_factor import has_second_factor
from accounts.services import close_account, note_refusal, note_view, reset_second_factor, verify_therapist
from accounts.verifying import faults

from .inviting import EVERYTHING, THEA, invites, linked, logged_in, page_of, runner, therapist
from .people import signed_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CANARY = "canary-51b0"


def look(viewer: User, subject: User, object_id: str = "7", *, after: timedelta = timedelta()) -> None:
    """Somebody looks at a runner's plan."""
    note_view(viewer=viewer, runner=subject, object_type="plan", object_id=object_id, now=NOW + after)


def test_an_entry_holds_ids_and_words_of_ours_alone() -> None:
    """No name, address, clinic or licence, whatever is done."""
    ada, thea = runner(f"{CANARY}@example.org", CANARY), therapist(THEA, CANARY)
    thea.therapist_profile.clinic = thea.therapist_profile.licence_number = CANARY
    thea.therapist_profile.save()
    invites(logged_in(ada), THEA, **EVERYTHING)
    signed_in(thea).post(page_of(ada.invitations.get()))
    logged_in(ada).post(reverse("share", args=[thea.public_id]), EVERYTHING)
    look(thea, ada)
    assert AuditEntry.objects.count() == 4
    assert CANARY not in str(list(AuditEntry.objects.values()))
    for entry in AuditEntry.objects.all():
        assert re.fullmatch(r"[a-z_]+ [a-z_]+ [0-9a-f-]+", f"{entry.action} {entry.object_type} {entry.object_id}")


def test_five_minutes_of_looking_are_one_entry() -> None:
    """By person, runner, object and outcome; later it is another."""
    ada, thea, bo = runner(), therapist(), runner("bo@example.org")
    for after in (timedelta(), timedelta(seconds=1), ONE_LOOK - timedelta(seconds=1)):
        look(thea, ada, after=after)
    assert AuditEntry.objects.count() == 1
    look(thea, ada, after=ONE_LOOK)
    look(thea, ada, "8")
    look(thea, bo)
    look(therapist("tom@example.org"), ada)
    note_refusal(viewer=thea, runner=ada, object_type="plan", object_id="7", now=NOW)
    assert AuditEntry.objects.count() == 6


def test_looking_at_ones_own_is_not_noted() -> None:
    """Whoever calls."""
    ada = runner()
    look(ada, ada)
    assert not AuditEntry.objects.exists()


def test_a_change_that_is_taken_back_leaves_no_entry() -> None:
    """Both are in one transaction."""
    ada = runner()

    def fails() -> None:
        with transaction.atomic():
            note(actor=ada, subject=ada, action="change_sharing", obj=ada, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not AuditEntry.objects.exists()


def _full(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    if sql.startswith("INSERT") and "accounts_auditentry" in sql:
        raise OperationalError("could not extend file: No space left on device")
    return execute(sql, *rest)


def test_a_change_that_cannot_be_noted_does_not_happen() -> None:
    """A licence stays unchecked, a second factor stays, a consent stays."""
    ada, thea, tom = runner(), therapist(), therapist("tom@example.org", verified=False)
    sam, link = runner("sam@example.org"), linked(ada, thea)
    acts = (
        lambda: verify_therapist(profile=tom.therapist_profile, by=sam, now=NOW),
        lambda: reset_second_factor(user=thea, by=sam, now=NOW),
        lambda: end_link(link=link, by=ada, now=NOW),
    )
    for act in acts:
        with connection.execute_wrapper(_full), pytest.raises(OperationalError), transaction.atomic():
            act()
    assert not TherapistProfile.objects.get(user=tom).is_verified
    assert has_second_factor(thea)
    assert CareLink.objects.get().ended_at is None


def test_an_entry_outlives_the_account() -> None:
    """Nothing of the person is left in it but a random id, and the log stays whole."""
    ada, thea = runner(), therapist()
    look(thea, ada)
    seal_entries(now=NOW)
    ids = ada.public_id, thea.public_id
    close_account(user=ada, now=timezone.now())
    close_account(user=thea, now=timezone.now())
    entry = AuditEntry.objects.get()
    assert (entry.subject_id, entry.actor_id) == ids
    assert list(faults()) == []


REFUSED = [
    "UPDATE accounts_auditentry SET action = 'other'",
    "UPDATE accounts_auditseal SET entries = '1-1'",
    "DELETE FROM accounts_auditentry",
    "DELETE FROM accounts_auditseal",
]
ONLY = {
    "postgresql": [
        "TRUNCATE accounts_auditentry",
        "TRUNCATE accounts_auditseal",
        "TRUNCATE accounts_auditentry RESTART IDENTITY CASCADE",
    ],
    "sqlite": [
        "INSERT OR REPLACE INTO accounts_auditentry SELECT id, uid, at, actor_id, 'x', subject_id, action, object_type,"
        " object_id, outcome, mac FROM accounts_auditentry",
        "INSERT OR REPLACE INTO accounts_auditseal SELECT number, at, through, '1-1', mac FROM accounts_auditseal",
    ],
}


def _is_refused(sql: str) -> None:
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_every_change() -> None:
    """UPDATE, DELETE, TRUNCATE and INSERT OR REPLACE, of entries and of seals."""
    look(therapist(), runner())
    seal_entries(now=NOW)
    before = list(AuditEntry.objects.values()), list(AuditSeal.objects.values())
    for sql in REFUSED + ONLY[connection.vendor]:
        _is_refused(sql)
    assert (list(AuditEntry.objects.values()), list(AuditSeal.objects.values())) == before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_not_even_emptying_all_tables_takes_an_entry(turn: int) -> None:
    """`flush` is refused; the second turn shows that the tests' own emptying puts the triggers back."""
    look(therapist(), runner())
    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)
    assert AuditEntry.objects.count() == 1


def test_no_administrator_reads_the_log() -> None:
    """Who looked after whom is health data; the administration knows neither table."""
    assert not {AuditEntry, AuditSeal} & set(admin.site._registry)


def test_there_is_one_writer() -> None:
    """Nothing but `auditing` makes an entry, and nothing but `sealing` a seal."""
    folders = [Path(settings.BASE_DIR) / name for name in ("accounts", "rehab")]
    sources = {path: path.read_text() for folder in folders for path in folder.rglob("*.py")}
    for makes, writer in (("AuditEntry", "auditing"), ("AuditSeal", "sealing")):
        made = re.compile(rf"(?<!class ){makes}(\(|\.objects\.(\w*create|update))")
        assert {path.stem for path, text in sources.items() if made.search(text)} == {writer}
