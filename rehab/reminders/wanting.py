"""Whether a runner still wants the week's reminder: asked anew right before it is sent, from the plan as it is."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import User
from rehab.engine.progress.course import Cause
from rehab.outbox.models import Delivery, Kind, Skip, State
from rehab.plans.following import course_or_none, day_of
from rehab.plans.models import LogEntry, Plan

from .local_time import week_of, zone_of

UNANSWERED = 3  # after so many one smaller mail, then silence until something is logged (semantics: reminders)


def plan_of(runner: User) -> Plan | None:
    """The runner's open plan."""
    return Plan.objects.filter(runner=runner, closed_at=None).first()


def weekly_unwanted(delivery: Delivery, now: datetime) -> Skip | None:
    """Why the week's reminder is not sent: nothing to follow, nothing to do, or nobody has answered for long."""
    runner = delivery.recipient
    plan = plan_of(runner)
    if plan is None:
        return Skip.FINISHED
    today = now.astimezone(zone_of(runner.time_zone)).date()
    if delivery.period < week_of(today):
        return Skip.STALE
    return _hindered(plan, runner, today, apart_from=delivery.period)


def unwanted_at(runner: User, moment: datetime) -> Skip | None:
    """Why no reminder would come at a moment, as things stand."""
    plan = plan_of(runner)
    if plan is None:
        return Skip.FINISHED
    return _hindered(plan, runner, moment.astimezone(zone_of(runner.time_zone)).date())


def _hindered(plan: Plan, runner: User, today: date, apart_from: str = "") -> Skip | None:
    plan.runner = runner
    course = course_or_none(plan)
    if course is None:
        return Skip.FINISHED
    if course.is_locked(Cause.SAFETY):
        return Skip.LOCKED
    if day_of(plan, today) <= course.paused_until:
        return Skip.PAUSED
    return Skip.SILENT if _unanswered(plan, runner, apart_from) > UNANSWERED else None


def is_smaller(delivery: Delivery, plan: Plan) -> bool:
    """Whether this is the one mail after three that nobody answered."""
    return unanswered(delivery, plan) == UNANSWERED


def unanswered(delivery: Delivery, plan: Plan) -> int:
    """How many weeks' reminders left since the runner last logged anything, by whichever channel, or may have."""
    return _unanswered(plan, delivery.recipient, delivery.period)


def _unanswered(plan: Plan, runner: User, apart_from: str) -> int:
    own = LogEntry.objects.filter(plan=plan, by=runner)
    last = own.order_by("-number").values_list("made_at", flat=True).first()
    sent = Delivery.objects.filter(
        recipient=runner,
        kind=Kind.WEEKLY,
        state__in=[State.SENT, State.UNKNOWN],
        handed_at__gt=last or plan.created_at,
    )
    return sent.exclude(period=apart_from).values("period").distinct().count()
