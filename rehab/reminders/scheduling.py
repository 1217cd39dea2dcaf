"""Keeping schedules: one for each runner with an open plan, worked out anew when clock, zone or plan changes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import tzdata
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from rehab.outbox.models import Heartbeat
from rehab.plans.models import Plan

from .local_time import next_instant, spread, zone_of
from .models import Schedule
from .models.schedule import SPREAD_MIN

VERSION: str = tzdata.IANA_VERSION
STILL_OF_USE = timedelta(hours=18)
EVERY, SWEEP = timedelta(minutes=10), "sweep of schedules"
AT_ONCE = 1_000
WRITTEN = ["plan", "zone", "tzdata", "spread_min", "next_at"]


def spread_of(plan: Plan) -> int:
    """The minute of the half hour that is this plan's, so that not everybody comes at seven sharp."""
    return zlib.crc32(plan.pk.bytes) % SPREAD_MIN


def work_out(schedule: Schedule, *, zone: str, plan: Plan | None, after: datetime) -> None:
    """Set the next moment after one, on a clock and for a plan; not in a week that was written already."""
    schedule.zone, schedule.tzdata, schedule.plan = zone, VERSION, plan
    if plan is None:
        schedule.next_at = None
        return
    schedule.spread_min = spread_of(plan)
    at = spread(schedule.at, schedule.spread_min)
    schedule.next_at, _ = next_instant(
        after=after, weekday=schedule.weekday, at=at, zone=zone_of(zone), not_in=schedule.last_week
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """A weekday (0: Monday) and a time of day."""

    weekday: int
    at: time


@transaction.atomic
def choose(*, runner: User, wish: Wish, now: datetime) -> Schedule:
    """Remind a runner on a day of the week at a time from now on."""
    Schedule.objects.get_or_create(runner=runner, defaults={"zone": runner.time_zone, "tzdata": VERSION})
    schedule = Schedule.objects.select_for_update().get(runner=runner)
    schedule.weekday, schedule.at = wish.weekday, wish.at
    plan = Plan.objects.filter(runner=runner, closed_at=None).first()
    work_out(schedule, zone=runner.time_zone, plan=plan, after=now)
    schedule.save()
    return schedule


def sweep(now: datetime) -> int:
    """Every ten minutes: schedules that are missing, or were worked out from what holds no longer; how many."""
    if Heartbeat.objects.filter(name=SWEEP, last_at__gt=now - EVERY).exists():
        return 0
    mended = _add_missing(now) + _mend(now)
    Heartbeat.objects.update_or_create(name=SWEEP, defaults={"last_at": now})
    return mended


def _add_missing(now: datetime) -> int:
    without = ~Exists(Schedule.objects.filter(runner=OuterRef("runner")))
    plans = Plan.objects.filter(without, closed_at=None).select_related("runner").order_by("pk")
    added = 0
    while found := list(plans[:AT_ONCE]):
        rows = [Schedule(runner=plan.runner) for plan in found]
        for row, plan in zip(rows, found, strict=True):
            work_out(row, zone=plan.runner.time_zone, plan=plan, after=now)
        Schedule.objects.bulk_create(rows, ignore_conflicts=True)
        added += len(rows)
    return added


def _mend(now: datetime) -> int:
    """A clock that was moved: what of today was due on it up to 18 hours ago is due at once."""
    is_old = ~Q(zone=F("runner__time_zone")) | ~Q(tzdata=VERSION)
    has_plan = Plan.objects.filter(runner=OuterRef("runner"), closed_at=None)
    is_open = Exists(has_plan.filter(pk=OuterRef("plan")))
    wrong = Schedule.objects.filter(is_old | Q(plan=None) & Exists(has_plan) | Q(plan__isnull=False) & ~is_open)
    # What is due and not yet written keeps its moment: set anew now, that week would be lost.
    wrong = wrong.exclude(Exists(has_plan), next_at__lte=now)
    ids, mended = list(wrong.order_by("pk").values_list("pk", flat=True)), 0
    for begin in range(0, len(ids), AT_ONCE):
        mended += _mend_some(ids[begin : begin + AT_ONCE], now)
    return mended


@transaction.atomic
def _mend_some(ids: Iterable[int], now: datetime) -> int:
    rows = list(Schedule.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("runner"))
    plans = {plan.runner_id: plan for plan in Plan.objects.filter(runner__in=ids, closed_at=None)}
    for row in rows:
        zone, plan = row.runner.time_zone, plans.get(row.runner_id)
        is_moved = row.zone != zone
        # A plan that began today has missed nothing of this week.
        after = max(now - STILL_OF_USE, plan.created_at) if is_moved and plan is not None else now
        work_out(row, zone=zone, plan=plan, after=after)
    Schedule.objects.bulk_update(rows, WRITTEN)
    return len(rows)


def next_words(schedule: Schedule) -> datetime | None:
    """The next moment on the runner's own clock."""
    return timezone.localtime(schedule.next_at, zone_of(schedule.zone)) if schedule.next_at else None
