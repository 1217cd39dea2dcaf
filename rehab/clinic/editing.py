"""Editing: one change of a therapist's, saved, told and audited in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.access import standing_links
from accounts.auditing import note
from accounts.models import User
from rehab.engine.catalog import Level
from rehab.engine.progress.change import Change, ChangeKind
from rehab.plans.adjusting import MovedOnError, ObjectedError, adjust_plan
from rehab.plans.following import course_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.news import tell_of_changes

ADJUSTED, OVERRIDDEN = "adjust_plan", "override"


@dataclass(frozen=True, slots=True)
class Sent:
    """What comes with a change: the plan and version that were looked at, and the key under which it counts once.

    `reason` is for the runner to read; `against` what was shown to speak against it and is meant all the same.
    """

    plan_id: UUID
    seen: int
    key: UUID
    reason: str = ""
    against: str = ""


def change_of(plan: Plan, wanted: Mapping[str, Any]) -> Change:
    """The engine's change from the fields of a form: a date becomes the plan's day, an own dose a level."""
    fields = {**wanted, "kind": ChangeKind(wanted["kind"])}
    if isinstance(until := fields.get("until"), date):
        fields["until"] = (until - plan.started_on).days
    if own := fields.get("own"):
        fields["own"] = Level(0, **own)
    return Change(**fields)


@transaction.atomic
def save_change(*, plan: Plan, change: Change, sent: Sent, therapist: User, now: datetime) -> None:
    """Save a change as one version of the plan. Sent twice it counts once, and is audited once.

    Raises what `adjust_plan` raises; MovedOnError also if another plan is the present one by now.
    """
    if sent.plan_id != plan.pk:
        raise MovedOnError(sent.plan_id)
    Plan.objects.select_for_update().get(pk=plan.pk)
    is_known = LogEntry.objects.filter(plan=plan, entry_id=str(sent.key)).exists()
    is_confirmed = _adjusted(plan, change, sent, therapist, now)
    if not is_known:
        _keep_mode(plan, therapist)
        tell_of_changes(plan=plan, therapist=therapist, now=now)
        saved = LogEntry.objects.get(plan=plan, entry_id=str(sent.key))
        action = OVERRIDDEN if is_confirmed else ADJUSTED
        note(actor=therapist, subject=plan.runner, action=action, obj=saved, now=now)


def _adjusted(plan: Plan, change: Change, sent: Sent, therapist: User, now: datetime) -> bool:
    """Make the change; confirmed only where just that speaks against it which was shown. Whether it was."""
    given: dict[str, Any] = {
        "plan": plan,
        "reason": sent.reason,
        "therapist": therapist,
        "seen": sent.seen,
        "key": sent.key,
        "now": now,
    }
    try:
        with transaction.atomic():
            adjust_plan(changes=[change], **given)
    except ObjectedError as refused:
        if [trouble.value for _, trouble in refused.found] != [sent.against]:
            raise
    else:
        return False
    adjust_plan(changes=[replace(change, confirmed=True)], **given)
    return True


def _keep_mode(plan: Plan, therapist: User) -> None:
    """Who decides is kept with the consent as well, for whoever takes it over."""
    plan.refresh_from_db(fields=["course"])
    links = standing_links().filter(runner=plan.runner)
    if not course_of(plan).asks_first:
        links.filter(needs_approval=True).update(needs_approval=False)
    else:
        links.filter(therapist=therapist, needs_approval=False).update(needs_approval=True)
