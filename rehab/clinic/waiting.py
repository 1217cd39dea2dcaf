"""What is assigned before there is a plan: it waits for the runner's own intake, and dies with the consent.

Safety comes first: nothing of it is used until the answers give a plan, and what speaks against it then is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.access import links_of
from accounts.auditing import note
from accounts.models import CareLink, Invitation, User
from rehab.outbox.models import Kind
from rehab.outbox.services import tell
from rehab.plans.adjusting import MovedOnError, NoConsentError, ObjectedError, adjust_plan
from rehab.plans.following import NoStartError
from rehab.plans.models import Plan
from rehab.plans.news import tell_of_changes
from rehab.plans.recording import PlanClosedError

from .assigning import ASSIGN, State, difference_at, left_out, standing_now, under, withdraw
from .models import Assignment, TemplateVersion
from .sources import by_template


@transaction.atomic
def wait_for_plan(*, link: CareLink, version: TemplateVersion, reason: str, now: datetime) -> Assignment:
    """Have a template wait for the plan that the runner's own intake gives; one under the same consent gives way."""
    if not links_of(link.therapist).filter(pk=link.pk).exists():
        raise NoConsentError(link.pk)
    waiting = Assignment.objects.filter(under(link))
    made = _waits(waiting, version, reason, {"link": link, "therapist": link.therapist}, now)
    note(actor=link.therapist, subject=link.runner, action=ASSIGN, obj=made, now=now)
    return made


@transaction.atomic
def wait_for_acceptance(*, invitation: Invitation, version: TemplateVersion, reason: str, now: datetime) -> Assignment:
    """Have a template wait for somebody who is invited: for their yes, and for the plan of their own intake."""
    waiting = Assignment.objects.filter(invitation=invitation)
    made = _waits(waiting, version, reason, {"invitation": invitation, "therapist": invitation.by}, now)
    note(actor=invitation.by, subject=None, action=ASSIGN, obj=made, now=now)
    return made


def _waits(
    others: QuerySet[Assignment],
    version: TemplateVersion,
    reason: str,
    under: dict[str, CareLink | Invitation | User],
    now: datetime,
) -> Assignment:
    others = others.filter(state=State.WAITING)
    same = others.filter(version=version, reason=reason).first()
    if same is not None:
        return same
    withdraw(others, now)
    return Assignment.objects.create(version=version, reason=reason, made_at=now, **under)


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment, now: datetime) -> None:
    """Take back what still waits."""
    if withdraw(Assignment.objects.filter(pk=assignment.pk), now):
        note(
            actor=assignment.therapist, subject=assignment.runner, action="withdraw_assignment", obj=assignment, now=now
        )


def waiting_of(runner: User) -> QuerySet[Assignment]:
    """What waits for a runner's next plan."""
    under_consent = Q(link__runner=runner) | Q(invitation__link__runner=runner)
    return Assignment.objects.filter(under_consent, state=State.WAITING)


def apply_waiting(plan: Plan, keys: list[str], now: datetime) -> None:
    """Make what waited for a runner's plan part of it, within the transaction that starts the plan."""
    rows = Assignment.objects.filter(pk__in=keys).select_related("therapist", "version", "link", "invitation__link")
    for assignment in rows.order_by("made_at"):
        _end(assignment, *_applied(assignment, plan, now), now)


def _applied(assignment: Assignment, plan: Plan, now: datetime) -> tuple[str, Iterable[list[str]]]:
    """What became of it, and what was left out."""
    link = assignment.link or (assignment.invitation.link if assignment.invitation else None)
    if link is None or not links_of(assignment.therapist).filter(pk=link.pk).exists():
        return State.WITHDRAWN, ()
    kept = Plan.objects.select_related("protocol", "snapshot", "runner").get(pk=plan.pk)
    try:
        standing = standing_now(kept, now)
        made = difference_at(standing, by_template(assignment.version, standing.course.phase))
        if standing.is_shut or made.is_empty_session or (made.objected and not made.changes):
            return State.UNFIT, left_out(made)
        if made.changes:
            adjust_plan(
                plan=kept,
                changes=made.changes,
                reason=assignment.reason,
                therapist=assignment.therapist,
                seen=kept.revision,
                key=assignment.pk,
                now=now,
            )
            tell_of_changes(plan=kept, therapist=assignment.therapist, now=now)
    except (MovedOnError, NoConsentError, ObjectedError, PlanClosedError, NoStartError):
        return State.UNFIT, ()  # a runner's intake never fails because of what somebody else had prepared
    return State.APPLIED, left_out(made)


def _end(assignment: Assignment, state: str, left_out: Iterable[list[str]], now: datetime) -> None:
    assignment.state, assignment.left_out, assignment.ended_at = state, list(left_out), now
    assignment.save(update_fields=["state", "left_out", "ended_at"])
    runner = assignment.runner
    if runner is None or state == State.WITHDRAWN:
        return
    tell(recipient=assignment.therapist, kind=Kind.PLAN_ASSIGNED, period=str(assignment.pk), now=now, about=runner)
    if state == State.APPLIED:
        note(actor=assignment.therapist, subject=runner, action=ASSIGN, obj=assignment, now=now)


def waiting_for(invitation: Invitation) -> Assignment | None:
    """What waits for an invitation to be accepted."""
    return Assignment.objects.filter(invitation=invitation, state=State.WAITING).select_related("version").first()
