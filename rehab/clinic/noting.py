"""The audit of what a therapist does from the clinic's pages."""

from __future__ import annotations

from datetime import datetime

from accounts.models import AuditEntry, User


def note(*, actor: User, runner: User, action: str, object_type: str, object_id: object, now: datetime) -> None:
    """Leave a note of a change by somebody else than the runner, in the transaction of the change."""
    AuditEntry.objects.create(
        at=now, actor=actor, subject=runner, action=action, object_type=object_type, object_id=str(object_id)
    )
