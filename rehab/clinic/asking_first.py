"""Who decides, carried over: a consent under which the therapist is asked first makes every new plan ask."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import QuerySet

from accounts.access import standing_links, verified_therapists
from accounts.auditing import note
from accounts.models import CareLink, User
from rehab.engine.progress.change import Change, ChangeKind
from rehab.plans.adjusting import adjust_plan
from rehab.plans.models import LogEntry, Plan

from .editing import ADJUSTED

REASON = "As in your plan before this one."


def asking_links(runner: User) -> QuerySet[CareLink]:
    """The consents of a runner under which what would go up waits for the therapist's word."""
    return standing_links().filter(runner=runner, needs_approval=True, therapist__in=verified_therapists())


def ask_first(plan: Plan, keys: list[str], now: datetime) -> None:
    """Make a new plan ask, within the transaction that starts it and before anything else is written into its log."""
    link = CareLink.objects.filter(pk__in=keys).select_related("therapist").order_by("granted_at", "pk")[0]
    key: UUID = uuid4()
    adjust_plan(
        plan=plan,
        changes=[Change(ChangeKind.ASK_FIRST)],
        reason=REASON,
        therapist=link.therapist,
        seen=plan.revision,
        key=key,
        now=now,
    )
    saved = LogEntry.objects.get(plan=plan, entry_id=str(key))
    note(actor=link.therapist, subject=plan.runner, action=ADJUSTED, obj=saved, now=now)
