"""The one-tap check-in: the link of a weekly mail, who may still use it, and what it writes down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from rehab.checkins.models import CheckInDraft
from rehab.checkins.weekly import WEEK, save_screen
from rehab.engine.progress.course import Cause
from rehab.engine.progress.log import Tap
from rehab.outbox.models import Delivery, Kind, State
from rehab.outbox.sealed import opened, seal
from rehab.plans.following import course_or_none, day_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import record_entry

from .local_time import zone_of
from .wanting import plan_of

USE = "check-in by mail"
LASTS = timedelta(days=8)
WORST = "w_worst"
LEFT = (State.SENDING, State.SENT, State.UNKNOWN)  # what may have reached its reader


def tap_address(delivery: Delivery) -> str:
    """The link of a weekly mail to its check-in."""
    return settings.SITE_URL + reverse("reminders:tap", args=[seal(USE, delivery.pk)])


def tapped(token: str, now: datetime) -> tuple[Delivery, Plan] | None:
    """The mail a link belongs to, and the plan it would write to; None if it opens nothing.

    Not for long, not after the next week's mail, not for an account or a plan that is closed.
    """
    values = opened(USE, token)
    found = Delivery.objects.select_related("recipient").filter(pk=values[0], kind=Kind.WEEKLY) if values else None
    delivery = found.filter(state__in=LEFT, due_at__gt=now - LASTS).first() if found is not None else None
    if delivery is None or not delivery.recipient.is_active or _is_superseded(delivery):
        return None
    plan = plan_of(delivery.recipient)
    if plan is None:
        return None
    plan.runner = delivery.recipient
    course = course_or_none(plan)
    return None if course is None or course.is_locked(Cause.SAFETY) else (delivery, plan)


def _is_superseded(delivery: Delivery) -> bool:
    later = Delivery.objects.filter(recipient=delivery.recipient_id, kind=Kind.WEEKLY, state__in=LEFT)
    return later.filter(period__gt=delivery.period).exists()


def is_used(delivery: Delivery, plan: Plan) -> bool:
    """Whether the check-in of this mail was sent."""
    return LogEntry.objects.filter(plan=plan, entry_id=_entry_id(delivery)).exists()


@transaction.atomic
def record_tap(*, delivery: Delivery, plan: Plan, sessions: int, worst: int, now: datetime) -> bool:
    """Write down the sessions done and the worst pain (0 to 10) of the last 7 days; False if that was done before.

    The weekly check-in finds the pain filled in; its safety questions stay open, and nothing moves before they are
    answered.
    """
    # The second of two taps at once waits here, and then finds the first.
    plan = Plan.objects.select_for_update(of=("self",)).select_related("runner", "protocol").get(pk=plan.pk)
    if is_used(delivery, plan):
        return False
    runner: User = plan.runner
    today = now.astimezone(zone_of(runner.time_zone)).date()
    entry = Tap(_entry_id(delivery), day_of(plan, today), sessions, worst)
    record_entry(plan=plan, entry=entry, actor=runner, now=now)
    draft = CheckInDraft.objects.filter(plan=plan).first()
    if draft is None or WORST not in draft.answers.get("week", {}):
        save_screen(plan=plan, number=WEEK, given={WORST: worst}, is_whole=False, now=now, today=today)
    return True


def _entry_id(delivery: Delivery) -> str:
    return f"tap-{delivery.period}"
