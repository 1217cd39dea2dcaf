"""What assigns a plan to a runner who has one: through the door of every change of a therapist's.

Nothing is imposed: an exercise that something speaks against is left out, unless it was confirmed with a reason.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access import links_of
from accounts.auditing import note
from accounts.models import CareLink, User
from rehab.checkins.standing import Standing, standing_of
from rehab.plans.adjusting import MovedOnError, adjust_plan
from rehab.plans.models import LogEntry, Plan
from rehab.plans.news import tell_of_changes

from .differing import Difference, Wanted, difference
from .models import Assignment, TemplateVersion

State = Assignment.State
ASSIGN, OVERRIDDEN = "assign_plan", "override"


class UnfitError(ValueError):
    """Nothing would change, or no exercise would be left."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a therapist looked at and saves: at which version of the plan, and what is meant all the same."""

    wanted: tuple[Wanted, ...]
    reason: str
    confirmed: frozenset[str]
    seen: int
    stamp: str
    key: UUID


def stamp_of(made: Difference) -> str:
    """From what a preview is made: another one where anything it shows has changed."""
    return hashlib.sha256(repr((made.changes, made.objected)).encode()).hexdigest()[:32]


def standing_now(plan: Plan, now: datetime) -> Standing:
    """Where a plan stands on the runner's day."""
    return standing_of(plan, timezone.localdate(now, timezone=ZoneInfo(plan.runner.time_zone)))


def difference_at(
    standing: Standing, wanted: tuple[Wanted, ...], confirmed: frozenset[str] = frozenset()
) -> Difference:
    """What has to change of a plan as it stands."""
    return difference(wanted, standing.course, standing.log, standing.frame, confirmed)


@transaction.atomic
def assign_plan(*, plan: Plan, asked: Asked, version: TemplateVersion | None, therapist: User, now: datetime) -> None:
    """Save what was looked at as one version of the plan. Sent twice under one key it counts once.

    Raises MovedOnError where the preview is no longer true, UnfitError, and whatever `adjust_plan` raises.
    """
    kept = Plan.objects.select_for_update(of=("self",)).select_related("protocol", "snapshot", "runner").get(pk=plan.pk)
    if LogEntry.objects.filter(plan=kept, entry_id=str(asked.key)).exists():
        return
    standing = standing_now(kept, now)
    if stamp_of(difference_at(standing, asked.wanted)) != asked.stamp:
        raise MovedOnError(plan.pk)
    made = difference_at(standing, asked.wanted, asked.confirmed)
    if not made.changes or made.is_empty_session:
        raise UnfitError(plan.pk)
    adjust_plan(
        plan=kept,
        changes=made.changes,
        reason=asked.reason,
        therapist=therapist,
        seen=asked.seen,
        key=asked.key,
        now=now,
    )
    _keep(links_of(therapist).get(runner=kept.runner), version, asked.reason, made, now)
    _say(kept, asked.key, made, therapist, now)


def _keep(link: CareLink, version: TemplateVersion | None, reason: str, made: Difference, now: datetime) -> None:
    """What was assigned from a template; what waited under this consent gives way to it."""
    withdraw(Assignment.objects.filter(under(link)), now)
    if version is None:
        return
    Assignment.objects.create(
        therapist=link.therapist,
        link=link,
        version=version,
        reason=reason,
        state=State.APPLIED,
        left_out=left_out(made),
        made_at=now,
        ended_at=now,
    )


def _say(plan: Plan, key: UUID, made: Difference, therapist: User, now: datetime) -> None:
    """To the runner, and in the audit log, where a confirmed objection stands out."""
    action = OVERRIDDEN if any(change.confirmed for change in made.changes) else ASSIGN
    saved = LogEntry.objects.get(plan=plan, entry_id=str(key))
    note(actor=therapist, subject=plan.runner, action=action, obj=saved, now=now)
    tell_of_changes(plan=plan, therapist=therapist, now=now)


def withdraw(assignments: QuerySet[Assignment], now: datetime) -> int:
    """Take back what of these still waits."""
    return assignments.filter(state=State.WAITING).update(state=State.WITHDRAWN, ended_at=now)


def left_out(made: Difference) -> list[list[str]]:
    """What is not taken over, each with what speaks against it, as rows keep it."""
    return [[name, trouble.value] for name, trouble in made.objected]


def under(link: CareLink) -> Q:
    """Assignments of one consent, also those made while it was an invitation."""
    return Q(link=link) | Q(invitation__link=link)
