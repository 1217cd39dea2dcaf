"""Whether a runner still wants the week's reminder: asked anew right before it is sent, from the plan as it is."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from rehab.engine.progress.course import Cause
from rehab.outbox.models import Delivery, Kind, Skip, State
from rehab.outbox.posts import once
from rehab.plans.following import course_or_none, day_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.selectors import followed_plan

from .local_time import week_of, zone_of

UNANSWERED = 3  # after so many one smaller mail, then silence until something is logged (semantics: reminders)


def plan_of(runner: User) -> Plan | None:
    """The runner's open plan."""
    return Plan.objects.filter(runner=runner, closed_at=None).first()


def plan_for(delivery: Delivery) -> Plan | None:
    """The open plan a delivery is about, with what its letter needs."""
    found: Plan | None = once(delivery, "plan", lambda: followed_plan(delivery.recipient))
    return found


def weekly_unwanted(delivery: Delivery, now: datetime) -> Skip | None:
    """Why the week's reminder is not sent: nothing to follow, nothing to do, or nobody has answered for long."""
    runner = delivery.recipient
    plan = plan_for(delivery)
    if plan is None:
        return Skip.FINISHED
    today = now.astimezone(zone_of(runner.time_zone)).date()
    if delivery.period < week_of(today):
        return Skip.STALE
    course = course_or_none(plan)
    if course is None:
        return Skip.FINISHED
    if course.is_locked(Cause.SAFETY):
        return Skip.LOCKED
    if day_of(plan, today) <= course.paused_until:
        return Skip.PAUSED
    return Skip.SILENT if unanswered(delivery, plan) > UNANSWERED else None


def is_smaller(delivery: Delivery, plan: Plan) -> bool:
    """Whether this is the one mail after three that nobody answered."""
    return unanswered(delivery, plan) == UNANSWERED


def unanswered(delivery: Delivery, plan: Plan) -> int:
    """How many weeks' reminders left since the runner last logged anything, by whichever channel, or may have."""
    found: int = once(delivery, "unanswered", lambda: _count_unanswered(delivery, plan))
    return found


def _count_unanswered(delivery: Delivery, plan: Plan) -> int:
    own = LogEntry.objects.filter(plan=plan, by=delivery.recipient_id)
    last = own.order_by("-number").values_list("made_at", flat=True).first()
    sent = Delivery.objects.filter(
        recipient=delivery.recipient_id,
        kind=Kind.WEEKLY,
        state__in=[State.SENT, State.UNKNOWN],
        handed_at__gt=last or plan.created_at,
    )
    return sent.exclude(period=delivery.period).values("period").distinct().count()
