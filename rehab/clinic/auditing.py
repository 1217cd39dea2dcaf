"""The clinic's own lines of the audit log."""

from __future__ import annotations

from datetime import datetime

from accounts.models import AuditEntry, User

from .models import Message, Note


def note_writing(*, action: str, row: Note | Message, actor: User, runner: User, now: datetime) -> None:
    """That somebody wrote something about or to a runner, never what."""
    AuditEntry.objects.create(
        at=now,
        actor=actor,
        subject=runner,
        action=action,
        object_type=row._meta.model_name or "",
        object_id=str(row.pk),
    )
