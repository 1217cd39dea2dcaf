"""A plan and the engine: from rows to frame, course and log, and back. A closed plan's log is only read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from rehab.engine.catalog import Catalog
from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import begin, start_of
from rehab.engine.progress.course import Course, Frame, Start
from rehab.engine.progress.days import begin_day
from rehab.engine.progress.log import KEPT_DAYS, Entry, Log, Run
from rehab.engine.progress.plain import from_plain, read_entry, to_plain
from rehab.engine.progress.volume import LOOK_BACK_DAYS
from rehab.library.mapping import catalog_of
from rehab.library.snapshots import frozen_catalog

from .models import LogEntry, Plan

M_PER_KM = 1000
Earlier = tuple[int, datetime, int | None]  # a run of before the plan: its key, when it began, its metres


class NoStartError(LookupError):
    """A plan without a start cannot be followed: it was made before plans were, and its answers no longer give one."""


def beginnings(draft: PlanDraft, catalog: Catalog) -> dict[str, Any]:
    """The start and the first course of a new plan, as its row keeps them."""
    start = start_of(draft, catalog)
    return {"start": to_plain(start), "course": to_plain(begin(Frame(start, catalog)))}


def frame_of(plan: Plan) -> Frame:
    """What stays the same while a plan is followed: its start, its protocol version, the exercises as they were."""
    frozen = plan.snapshot
    catalog = catalog_of(plan.protocol) if frozen is None else frozen_catalog(plan.protocol, frozen)
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
    later = LogEntry.objects.filter(plan=OuterRef("plan"), entry_id=OuterRef("entry_id"), number__gt=OuterRef("number"))
    return log_of(log_rows(plan, day - KEPT_DAYS).filter(~Exists(later)))


def course_today(plan: Plan, log: Log, frame: Frame, day: int) -> Course:
    """Where the plan stands today, days without an entry counted; nothing is written."""
    return begin_day(day, course_of(plan), log, frame).course


def first_counted(plan: Plan) -> datetime:
    """When the oldest run of before the plan began that can count for a limit."""
    first = plan.started_on - timedelta(days=LOOK_BACK_DAYS)
    return timezone.make_aware(datetime.combine(first, datetime.min.time()))


def volume_log(plan: Plan, log: Log, day: int) -> Log:
    """The log by which limits go from a day on: with the runs from files of before the plan while they count."""
    if day >= LOOK_BACK_DAYS:
        return log
    others = Q(entry=None) | ~Q(entry__plan=plan)
    rows = plan.runner.imported_runs.filter(others, started_at__gte=first_counted(plan))
    return with_earlier(plan, log, rows.values_list("pk", "started_at", "distance_m"))


def with_earlier(plan: Plan, log: Log, earlier: Iterable[Earlier]) -> Log:
    """The log with runs of before the plan, on days below 0; one of unknown distance counts for nothing."""
    runs = tuple(
        Run(f"before-{pk}", (timezone.localdate(at) - plan.started_on).days, metres / M_PER_KM)
        for pk, at, metres in earlier
        if metres is not None
    )
    return replace(log, runs=(*runs, *log.runs))


def phase_moves(plan: Plan) -> list[tuple[int, str]]:
    """The decisions that moved the phase: the day and what came of it, the earliest first."""
    moved = plan.events.filter(kind="decided", subject="phase").exclude(before=F("after"))
    return [(day or 0, after) for day, after in moved.values_list("day", "after")]


def phases_of(moves: Iterable[tuple[int, str]], frame: Frame, course: Course) -> dict[int, int]:
    """The phase from each day on, by the decisions that moved it and where the course is now."""
    numbers = {day: after.removeprefix("phase ") for day, after in moves}
    found = {day: int(number) for day, number in numbers.items() if number.isdigit()}
    return {0: frame.start.start_phase} | found | {course.phase_since: course.phase}
