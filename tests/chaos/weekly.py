"""Runners whose week's reminder is due now: copies of one who has a plan. And a tick each second, from beat."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db.models import Model

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.plans.models import Plan
from rehab.reminders.models import Schedule
from rehab.reminders.scheduling import VERSION

from .rows import readers


def all_due(number: int) -> None:
    """So many more runners with a plan, all due a minute ago; whoever was there before is left as they are."""
    from tests.plans.making import plan_of

    now = database_now()
    zone = noon_zone(now.hour)
    made = readers(number)
    User.objects.filter(pk__in=[one.pk for one in made]).update(time_zone=zone)
    first = plan_of(made[0])
    Plan.objects.bulk_create(_copy(first, runner=one) for one in made[1:])
    plans = Plan.objects.filter(runner__in=made)
    Schedule.objects.bulk_create(
        Schedule(runner_id=plan.runner_id, plan=plan, zone=zone, tzdata=VERSION, next_at=now - timedelta(minutes=1))
        for plan in plans
    )


def noon_zone(hour: int) -> str:
    """A zone where it is noon, so that no night holds a mail back, whenever this runs."""
    behind = hour - 12
    return f"Etc/GMT{behind:+d}" if behind else "UTC"


def _copy(row: Model, **changed: Any) -> Any:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    fields |= {"id": uuid.uuid4()}
    fields.pop("runner_id")
    return type(row)(**fields, **changed)


def every_second() -> None:
    """Let each beat ask for a tick every second, beside what it asks for anyway."""
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    second, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.get_or_create(name="Tick at once", defaults={"task": "outbox.tick", "interval": second})
