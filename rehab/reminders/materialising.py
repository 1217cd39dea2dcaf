"""Writing the week's reminders: by groups that share their moments, in few statements, and each row once.

A runner's reminder is due at the moment that stands in the schedule; row and next moment are one transaction.
Raw statements, because INSERT … SELECT is none of the ORM's; SQLite and PostgreSQL share them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from rehab.outbox.models import Channel, Delivery, Device, Kind, State

from .local_time import next_instant, spread, week_of, zone_of
from .models import Schedule

AT_ONCE = 10_000
LASTS = timedelta(hours=18)  # a reminder of Monday morning is of no use on Tuesday
LONGEST_GAP = timedelta(days=28)  # after a longer silence nobody has to see row by row what was missed
COLUMNS = (
    "recipient_id, kind, period, channel, state, due_at, next_try, expires_at, attempts, throttles, skip_reason, "
    "error_class, error_text, to_hash, provider_id, made_at, changed_at"
)
OF_IDS = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}


class Group(NamedTuple):
    """Schedules that are due at one moment and next at another one."""

    zone: str
    weekday: int
    at: time
    spread_min: int
    next_at: datetime


def write_weekly(now: datetime) -> int:
    """Write every weekly reminder whose moment has come; how many."""
    written = 0
    while groups := _due(now):
        before = written
        for group in groups:
            while count := _write_some(group, now):
                written += count
        if written == before:  # all of them are held by somebody who is writing them
            break
    return written


def _due(now: datetime) -> list[Group]:
    rows = Schedule.objects.filter(next_at__lte=now).order_by("next_at")
    return [Group(*row) for row in rows.values_list(*Group._fields).distinct()[:AT_ONCE]]


@transaction.atomic
def _write_some(group: Group, now: datetime) -> int:
    """Up to 10,000 of a group. The rows are held: one that joins meanwhile waits for the next round."""
    found = Schedule.objects.filter(**group._asdict()).order_by("pk").select_for_update(skip_locked=True)
    ids = list(found.values_list("pk", flat=True)[:AT_ONCE])
    if not ids:
        return 0
    week, following = _weeks(group, now)
    _insert(ids, group.next_at, week, now)
    _execute(  # ten thousand numbers as one parameter: as many parameters take longer to write than the rows
        f"UPDATE {Schedule._meta.db_table} SET next_at = %s, last_week = %s "  # noqa: S608 a name of ours
        f"WHERE runner_id {OF_IDS[connection.vendor]}",
        [_moment(following), week, _keys(ids)],
    )
    return len(ids)


def _weeks(group: Group, now: datetime) -> tuple[str, datetime]:
    """The local week that is written, and the moment after it."""
    zone = zone_of(group.zone)
    week = week_of(group.next_at.astimezone(zone).date())
    at = spread(group.at, group.spread_min)
    after = max(group.next_at, now - LONGEST_GAP)
    following, _ = next_instant(after=after, weekday=group.weekday, at=at, zone=zone, not_in=week)
    return week, following


def _insert(ids: list[int], due_at: datetime, week: str, now: datetime) -> None:
    due, ends, made = (_moment(moment) for moment in (due_at, due_at + LASTS, now))
    row = [Kind.WEEKLY.value, week]
    times = [due, due, ends]
    values = "%s, %s, %s, %s, %s, %s, %s, 0, 0, '', '', '', '', '', %s, %s"
    of_ids, keys = OF_IDS[connection.vendor], _keys(ids)
    deliveries, schedules, devices = (one._meta.db_table for one in (Delivery, Schedule, Device))
    # Every name in these statements is one of ours; every value is a parameter.
    pushes = f"EXISTS (SELECT 1 FROM {devices} WHERE user_id = runner_id) AND "  # noqa: S608 see above
    for channel, where in ((Channel.MAIL, ""), (Channel.PUSH, pushes)):
        _execute(
            f"INSERT INTO {deliveries} ({COLUMNS}) SELECT runner_id, {values} FROM {schedules} "  # noqa: S608 see above
            f"WHERE {where} runner_id {of_ids} ON CONFLICT DO NOTHING",
            [*row, channel.value, State.DUE.value, *times, made, made, keys],
        )


def _execute(statement: str, parameters: Iterable[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))


def _keys(ids: list[int]) -> Any:
    return ids if connection.vendor == "postgresql" else json.dumps(ids)


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
