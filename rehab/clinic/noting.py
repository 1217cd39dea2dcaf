"""Writing notes about a runner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.auditing import note as note_change
from accounts.models import User

from .consenting import check_consent
from .models import Note


class NoteTooOldError(ValueError):
    """A note is changed within a day; later another one says what is new."""


@transaction.atomic
def write_note(*, runner: User, author: User, body: str, is_shared: bool, key: UUID, now: datetime) -> Note:
    """Write a note down; the same form sent twice is one note."""
    check_consent(author, runner)
    values = {"author_name": str(author), "body": body, "is_shared": is_shared, "made_at": now}
    note, is_new = Note.objects.get_or_create(runner=runner, author=author, key=key, defaults=values)
    if is_new:
        note_change(actor=author, subject=runner, action="write_note", obj=note, now=now)
    return note


@transaction.atomic
def edit_note(*, note: Note, body: str, is_shared: bool, now: datetime) -> None:
    """Change a note of one's own while it is a day old at most. What a runner was shown is not taken away again."""
    kept = Note.objects.select_for_update(of=("self",)).select_related("author", "runner").get(pk=note.pk)
    if not kept.may_be_edited(now) or kept.author is None:
        raise NoteTooOldError
    check_consent(kept.author, kept.runner)
    shared = is_shared or kept.is_shared
    if (kept.body, kept.is_shared) == (body, shared):
        return
    kept.body, kept.is_shared, kept.edited_at = body, shared, now
    kept.save(update_fields=["body", "is_shared", "edited_at"])
    note_change(actor=kept.author, subject=kept.runner, action="edit_note", obj=kept, now=now)
