"""Whether a runner still wants the week's reminder: asked anew right before it is sent, from the plan as it is."""

from __future__ import annotations

from datetime import date, datetime

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
    plan = plan_for(delivery)
    if plan is None:
        return Skip.FINISHED
    today = now.astimezone(zone_of(delivery.recipient.time_zone)).date()
    if delivery.period < week_of(today):
        return Skip.STALE
    return _hindered(plan, today) or _silent(unanswered(delivery, plan))


def unwanted_at(runner: User, moment: datetime) -> Skip | None:
    """Why no reminder would come at a moment, as things stand."""
    plan = followed_plan(runner)
    if plan is None:
        return Skip.FINISHED
    today = moment.astimezone(zone_of(runner.time_zone)).date()
    return _hindered(plan, today) or _silent(_unanswered(plan, ""))


def _hindered(plan: Plan, today: date) -> Skip | None:
    course = course_or_none(plan)
    if course is None:
        return Skip.FINISHED
    if course.is_locked(Cause.SAFETY):
        return Skip.LOCKED
    return Skip.PAUSED if day_of(plan, today) <= course.paused_until else None


def _silent(unanswered_weeks: int) -> Skip | None:
    return Skip.SILENT if unanswered_weeks > UNANSWERED else None


def is_smaller(delivery: Delivery, plan: Plan) -> bool:
    """Whether this is the one mail after three that nobody answered."""
    return unanswered(delivery, plan) == UNANSWERED


def unanswered(delivery: Delivery, plan: Plan) -> int:
    """How many weeks' reminders left since the runner last logged anything, by whichever channel, or may have."""
    found: int = once(delivery, "unanswered", lambda: _unanswered(plan, delivery.period))
    return found


def _unanswered(plan: Plan, apart_from: str) -> int:
    own = LogEntry.objects.filter(plan=plan, by=plan.runner_id)
    last = own.order_by("-number").values_list("made_at", flat=True).first()
    sent = Delivery.objects.filter(
        recipient=plan.runner_id,
        kind=Kind.WEEKLY,
        state__in=[State.SENT, State.UNKNOWN],
        handed_at__gt=last or plan.created_at,
    )
    return sent.exclude(period=apart_from).values("period").distinct().count()
