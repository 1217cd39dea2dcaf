"""Writing the week's reminders: by groups that share their moments, in few statements, and each row once.

A runner's reminder is due at the moment that stands in the schedule; row and next moment are one transaction.
Raw statements, because INSERT … SELECT is none of the ORM's; SQLite and PostgreSQL share them.
"""

from __future__ import annotations

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
OF_GROUP = "zone = %s AND weekday = %s AND at = %s AND spread_min = %s AND next_at = %s"


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
        written += sum(_write_group(group, now) for group in groups)
        if written == before:  # somebody else is writing all of them
            break
    return written


def _due(now: datetime) -> list[Group]:
    rows = Schedule.objects.filter(next_at__lte=now).order_by("next_at")
    return [Group(*row) for row in rows.values_list(*Group._fields).distinct()[:AT_ONCE]]


@transaction.atomic
def _write_group(group: Group, now: datetime) -> int:
    """The moments first, then a row for each that has moved: one that joins meanwhile has not, and is next."""
    week, following = _weeks(group, now)
    moved = _execute(
        f"UPDATE {Schedule._meta.db_table} SET next_at = %s, last_week = %s WHERE {OF_GROUP}",  # noqa: S608 a name of ours
        [_moment(following), week, *_values(group)],
    )
    if moved:
        _insert(group._replace(next_at=following), due_at=group.next_at, week=week, now=now)
    return moved


def _weeks(group: Group, now: datetime) -> tuple[str, datetime]:
    """The local week that is written, and the moment after it."""
    zone = zone_of(group.zone)
    week = week_of(group.next_at.astimezone(zone).date())
    at = spread(group.at, group.spread_min)
    after = max(group.next_at, now - LONGEST_GAP)
    following, _ = next_instant(after=after, weekday=group.weekday, at=at, zone=zone, not_in=week)
    return week, following


def _insert(moved: Group, *, due_at: datetime, week: str, now: datetime) -> None:
    due, ends, made = (_moment(moment) for moment in (due_at, due_at + LASTS, now))
    values = "%s, %s, %s, %s, %s, %s, %s, 0, 0, '', '', '', '', '', %s, %s"
    deliveries, schedules, devices = (one._meta.db_table for one in (Delivery, Schedule, Device))
    # Every name in these statements is one of ours; every value is a parameter.
    pushes = f" AND EXISTS (SELECT 1 FROM {devices} WHERE user_id = runner_id)"  # noqa: S608 see above
    for channel, where in ((Channel.MAIL, ""), (Channel.PUSH, pushes)):
        row = [Kind.WEEKLY.value, week, channel.value, State.DUE.value, due, due, ends, made, made]
        _execute(
            f"INSERT INTO {deliveries} ({COLUMNS}) SELECT runner_id, {values} FROM {schedules} "  # noqa: S608 see above
            f"WHERE {OF_GROUP} AND last_week = %s{where} ON CONFLICT DO NOTHING",
            [*row, *_values(moved), week],
        )


def _execute(statement: str, parameters: Iterable[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return cursor.rowcount


def _values(group: Group) -> list[Any]:
    """The values of a group as the columns hold them."""
    at = connection.ops.adapt_timefield_value(group.at)
    return [group.zone, group.weekday, at, group.spread_min, _moment(group.next_at)]


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
