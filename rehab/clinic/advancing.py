"""Approving from the work list what is ready, or keeping it as it is: one click, one version of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from accounts.auditing import note
from accounts.models import CareLink, User
from rehab.engine.progress.change import Change, ChangeKind
from rehab.plans.adjusting import MovedOnError, adjust_plan
from rehab.plans.following import course_of, day_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.news import tell_of_changes

from .models import Why
from .row_words import Fact
from .worklist import access_fact, seen_of

KIND = ChangeKind
HELD_DAYS = 7  # as long as a proposal waits
APPROVE, KEEP = "approve", "keep"


@transaction.atomic
def answer_ready(*, therapist: User, runner: UUID, answer: str, seen: str, now: datetime) -> Plan:
    """Approve what the row showed (`seen`), or keep the plan as it is; sent twice it counts once.

    Raises what adjusting raises: MovedOnError where the row would say something else by now.
    """
    link, fact = access_fact(therapist, runner, now)
    if fact.plan is None:
        raise MovedOnError(runner)
    plan = Plan.objects.select_for_update().get(pk=fact.plan)
    key = uuid5(NAMESPACE_URL, f"{plan.pk}/{therapist.pk}/{answer}/{seen}")
    if LogEntry.objects.filter(plan=plan, entry_id=str(key)).exists():
        return plan
    if fact.rank != Why.READY or seen_of(fact) != seen:
        raise MovedOnError(plan.pk)
    changes = list(_changes(plan, link, fact, answer, now))
    adjust_plan(plan=plan, changes=changes, reason="", therapist=therapist, seen=fact.revision or 0, key=key, now=now)
    note(actor=therapist, subject=link.runner, action=f"{answer}_step", obj=plan, now=now)
    tell_of_changes(plan=plan, therapist=therapist, now=now)
    plan.refresh_from_db()
    return plan


def _changes(plan: Plan, link: CareLink, fact: Fact, answer: str, now: datetime) -> Iterator[Change]:
    """A word on each proposal; without one, the next phase or a hold of the present one."""
    if fact.is_proposed:
        kind = KIND.APPROVE if answer == APPROVE else KIND.DECLINE
        yield from (Change(kind, proposal.subject) for proposal in course_of(plan).proposals)
    elif answer == APPROVE:
        yield Change(KIND.PHASE, phase=plan.phase + 1)
    else:
        yield Change(KIND.HOLD, until=day_of(plan, fact.day(now)) + HELD_DAYS)
