"""Emergency access: opened with a reason, told to the runner at once, over after half an hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from accounts.access import emergencies_of
from accounts.auditing import note
from accounts.models import EmergencyAccess, User
from rehab.intake.models import Intake
from rehab.intake.presenting import answer_rows, parts_of
from rehab.intake.selectors import asked_rows
from rehab.intake.services import wizard_of
from rehab.outbox.models import Kind
from rehab.outbox.services import tell


@transaction.atomic
def open_emergency(*, administrator: User, runner: User, reason: str, now: datetime) -> EmergencyAccess:
    """Open one runner's data for reading; the runner is told in the same moment."""
    opened = EmergencyAccess.objects.create(
        administrator=administrator, runner=runner, reason=reason, began_at=now, ends_at=now + EmergencyAccess.LASTS
    )
    note(actor=administrator, subject=runner, action="open", obj=opened, now=now)
    tell(recipient=runner, kind=Kind.ACCESS, period=f"emergency-{opened.pk}", now=now)
    return opened


@transaction.atomic
def end_emergency(*, opened: EmergencyAccess, by: User, now: datetime) -> None:
    """Close it before its time."""
    still_open = EmergencyAccess.objects.filter(pk=opened.pk, ends_at__gt=now)
    if still_open.update(ends_at=now):
        note(actor=by, subject=opened.runner, action="end", obj=opened, now=now)


def access_emergency(administrator: User, pk: UUID) -> EmergencyAccess:
    """One's own emergency access while it is open; 404 for anything else."""
    found = emergencies_of(administrator).select_related("runner").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def sections_of(intake: Intake, now: datetime) -> list[dict[str, Any]]:
    """The answers of an intake as a person reads them, without the questions left open."""
    rows = asked_rows(intake)
    return answer_rows(wizard_of(intake, parts_of(rows), now), rows, open_too=False)
