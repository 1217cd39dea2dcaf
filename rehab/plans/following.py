"""A plan and the engine: from rows to frame, course and log, and back. A closed plan's log is only read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from rehab.engine.catalog import Catalog
from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import begin, start_of
from rehab.engine.progress.course import Course, Frame, Start
from rehab.engine.progress.days import begin_day
from rehab.engine.progress.log import KEPT_DAYS, Entry, Log
from rehab.engine.progress.plain import from_plain, read_entry, to_plain
from rehab.library.snapshots import frozen_catalog

from .models import LogEntry, Plan


class NoStartError(LookupError):
    """A plan without a start cannot be followed: it was made before plans were, and its answers no longer give one."""


def beginnings(draft: PlanDraft, catalog: Catalog) -> dict[str, Any]:
    """The start and the first course of a new plan, as its row keeps them."""
    start = start_of(draft, catalog)
    return {"start": to_plain(start), "course": to_plain(begin(Frame(start, catalog)))}


def frame_of(plan: Plan) -> Frame:
    """What stays the same while a plan is followed: its start, its protocol version, the exercises as they were."""
    if plan.snapshot is None:
        raise NoStartError(plan.pk)
    catalog = frozen_catalog(plan.protocol, plan.snapshot)
    if plan.start is None:
        draft = assess(plan.baseline, catalog, plan.started_on)
        if not isinstance(draft, PlanDraft):
            raise NoStartError(plan.pk)
        return Frame(start_of(draft, catalog), catalog)
    return Frame(from_plain(Start, plan.start), catalog)


def course_of(plan: Plan) -> Course:
    """Where the plan stands after its last entry."""
    return from_plain(Course, plan.course) if plan.course else begin(frame_of(plan))


def course_or_none(plan: Plan) -> Course | None:
    """Where the plan stands; None for one that cannot be followed."""
    try:
        return course_of(plan)
    except NoStartError:
        return None


def day_of(plan: Plan, today: date) -> int:
    """The plan's day: 0 on its first."""
    return max(0, (today - plan.started_on).days)


def log_rows(plan: Plan, since_day: int = 0, kinds: Iterable[str] = ()) -> QuerySet[LogEntry]:
    """The rows of a plan's log from a day on, in their order."""
    rows = LogEntry.objects.filter(plan=plan, day__gte=max(0, since_day))
    return rows.filter(kind__in=list(kinds)) if kinds else rows


def entries(rows: Iterable[LogEntry]) -> list[Entry]:
    """The engine's entries of rows."""
    return [read_entry(row.kind, row.body) for row in rows]


def log_of(rows: Iterable[LogEntry]) -> Log:
    """The log as the rows leave it: an edit takes the place of what it edits."""
    latest: dict[str, Entry] = {}
    for entry in entries(rows):
        latest.pop(entry.id, None)
        latest[entry.id] = entry
    log = Log()
    return log.with_entries(latest.values())


def recent_log(plan: Plan, day: int) -> Log:
    """As much of the log as any metric reads."""
    return log_of(log_rows(plan, day - KEPT_DAYS))


def course_today(plan: Plan, log: Log, frame: Frame, day: int) -> Course:
    """Where the plan stands today, days without an entry counted; nothing is written."""
    return begin_day(day, course_of(plan), log, frame).course
