"""Runners with a plan and a schedule, and time that passes tick by tick."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from accounts.models import User
from rehab.outbox.models import Delivery, Heartbeat, Kind
from rehab.plans.models import Plan
from rehab.reminders.materialising import write_weekly
from rehab.reminders.models import Schedule
from rehab.reminders.scheduling import SWEEP, sweep
from tests.plans.making import plan_of

MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)


def runner_in(zone: str, email: str = "") -> User:
    """A runner with an open plan, on the clock of a place."""
    email = email or f"{zone.replace('/', '-').replace('+', 'plus').lower()}@example.org"
    made = User.objects.create_user(email, None, display_name="Ada", time_zone=zone)
    plan_of(made)
    return made


def swept(now: datetime) -> None:
    """Schedules are looked through now, whenever that was done last."""
    Heartbeat.objects.filter(name=SWEEP).delete()
    sweep(now)


def schedule_of(user: User, now: datetime, *, weekday: int = 0, at: time = time(7), spread_min: int = 0) -> Schedule:
    """The runner's schedule as if it had been worked out at a moment."""
    Plan.objects.filter(runner=user).update(created_at=now)
    swept(now)
    found = Schedule.objects.get(runner=user)
    found.weekday, found.at = weekday, at
    from rehab.reminders.scheduling import work_out

    work_out(found, zone=user.time_zone, plan=found.plan, after=now)
    found.save()
    return found


def weeks_of(user: User) -> list[tuple[str, datetime]]:
    """The weekly mails written for a runner: the week and when it is due, the first first."""
    rows = Delivery.objects.filter(recipient=user, kind=Kind.WEEKLY, channel="mail").order_by("due_at")
    return list(rows.values_list("period", "due_at"))


def ticked(moments: Iterable[datetime]) -> int:
    """The weekly source asked at each of these moments; how many rows it wrote."""
    return sum(write_weekly(moment) for moment in moments)


def minutes(begin: datetime, days: int, step_min: int = 1) -> Iterable[datetime]:
    """Every so many minutes for some days."""
    for number in range(days * 24 * 60 // step_min):
        yield begin + timedelta(minutes=number * step_min)
