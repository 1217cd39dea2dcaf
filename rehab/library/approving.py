"""A second administrator says yes to the safety rules of a draft."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.auditing import note
from accounts.models import User

from .models import Protocol, ProtocolApproval
from .safety import content_digest, safety_differences


@transaction.atomic
def approve_draft(*, draft: Protocol, by: User, now: datetime) -> str:
    """Approve what the draft says now; returns why not, or nothing."""
    locked = Protocol.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.status != Protocol.Status.DRAFT:
        return "Only a draft can be approved."
    if not safety_differences(locked):
        return "This draft changes no safety rule. It can be published without approval."
    if locked.edited_by_id == by.pk:
        return "You edited this draft last. Somebody else has to approve it."
    _, is_new = ProtocolApproval.objects.get_or_create(
        draft=locked, by=by, digest=content_digest(locked), defaults={"at": now}
    )
    if is_new:
        note(actor=by, subject=None, action="approve", obj=locked, now=now)
    return ""


def hold_draft(*, draft: Protocol) -> None:
    """Keep a draft from being approved or published while it is edited; one that just was is edited no more."""
    if Protocol.objects.select_for_update(of=("self",)).get(pk=draft.pk).status != Protocol.Status.DRAFT:
        raise PermissionDenied


def note_edit(*, draft: Protocol, by: User) -> None:
    """Remember who changed a part of a draft last."""
    Protocol.objects.filter(pk=draft.pk).update(edited_by=by)
