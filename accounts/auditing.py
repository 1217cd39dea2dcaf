"""The one writer of the audit log: who looked at or changed what of whom, by ids alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Model

from .macs import sign, text_of_entry
from .models import AuditEntry, User

Outcome = AuditEntry.Outcome
# Whoever looks again so soon is still looking: one entry says it.
ONE_LOOK = timedelta(minutes=5)
OPERATOR = "operator"
LONGEST_ID = AuditEntry._meta.get_field("object_id").max_length


class NotNotedError(Exception):
    """A look could not be noted, so nothing may be shown."""


def note(*, actor: User | None, subject: User | None, action: str, obj: Model, now: datetime) -> None:
    """Note a change. Call it inside the transaction of the change; without an actor, the product did it by itself."""
    object_id = obj.public_id if isinstance(obj, User) else obj.pk
    object_type = str(obj._meta.verbose_name).replace(" ", "_")
    object_id = str(object_id)[:LONGEST_ID]  # names of exercises are longer than the column, now and then
    _write(_entry(actor, subject, now, action=action, object_type=object_type, object_id=object_id))


def note_look(*, viewer: User, runner: User | None, seen: tuple[str, str], outcome: Outcome, now: datetime) -> None:
    """Note a look, or that it was refused, before the answer is given; one entry for five minutes of looking.

    Without a runner it is a list of many.
    """
    if runner is not None and viewer.pk == runner.pk:
        return
    object_type, object_id = seen
    entry = _entry(viewer, runner, now, action="view", object_type=object_type, object_id=object_id, outcome=outcome)
    try:
        if not _is_noted(entry):
            with transaction.atomic():  # a failure leaves a transaction around it in order, for the page that says so
                _write(entry)
    except DatabaseError as error:
        raise NotNotedError from error


def _entry(actor: User | None, subject: User | None, now: datetime, **what: str) -> AuditEntry:
    return AuditEntry(
        at=now,
        actor_id=actor.public_id if actor else None,
        actor_role=_role(actor) if actor else "",
        subject_id=subject.public_id if subject else None,
        **what,
    )


def _role(actor: User) -> str:
    return OPERATOR if actor.is_superuser else actor.role


def _is_noted(entry: AuditEntry) -> bool:
    names = ("actor_id", "subject_id", "action", "object_type", "object_id", "outcome")
    same = AuditEntry.objects.filter(**{name: getattr(entry, name) for name in names})
    return same.filter(at__gt=entry.at - ONE_LOOK, at__lte=entry.at).exists()


def _write(entry: AuditEntry) -> None:
    entry.mac = sign(text_of_entry(entry))
    entry.save(force_insert=True)
