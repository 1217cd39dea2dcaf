"""The run log as a page reads it: every run of the plan, what was run before it, and where the plan stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Q

from rehab.engine.progress.course import RUN_PHASE, Course, Frame, phase_on
from rehab.engine.progress.log import KEPT_DAYS, Log, Run
from rehab.engine.progress.volume import longest_30d, longest_known, run_limit, weekly_km
from rehab.plans.following import (
    course_today,
    day_of,
    first_counted,
    frame_of,
    log_of,
    phase_moves,
    phases_of,
    with_earlier,
)
from rehab.plans.mayrun import MayRun, may_run_on
from rehab.plans.models import LogEntry, Plan

from .models import ImportedRun

RunOf = Run  # what pages and forms call a run of the log


@dataclass(frozen=True, slots=True)
class Written:
    """How a run came into the log: when it was last written, whether that was a correction, its note and its file."""

    made_at: datetime
    is_corrected: bool = False
    note: str = ""
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunLog:
    """A plan's runs on a day. `volume` is the log with the imported runs of before the plan, on days below 0."""

    plan: Plan
    today: date
    day: int
    frame: Frame
    course: Course
    log: Log
    volume: Log
    written: dict[str, Written]
    phases: Mapping[int, int]

    @property
    def may_run(self) -> MayRun:
        """Whether to run today, and why or why not."""
        return may_run_on(self.plan, self.course, self.frame, self.log, self.day)

    @property
    def stage(self) -> int | None:
        """The run-walk stage the runner is at; None before phase 4."""
        return self.course.stage if self.course.phase == RUN_PHASE else None

    @property
    def limit_km(self) -> Fraction | None:
        """How long a run of today may be; before phase 4 within the part of the usual running that is open."""
        return self.limit_on(self.day)

    def limit_on(self, day: int) -> Fraction | None:
        """How long a run of a day may be, by the phase of that day."""
        return run_limit(self.volume, day, phase_on(self.phases, day), self.frame)

    @property
    def longest_km(self) -> Fraction | None:
        """The longest run the limit rests on, today's runs left out."""
        return longest_known(self.volume, self.day, self.frame)

    @property
    def is_longest_of_intake(self) -> bool:
        """Whether that run is known from the intake alone."""
        own = longest_30d(self.volume, self.day)
        return self.longest_km is not None and (own is None or own < self.longest_km)

    def weekly_km(self, weeks_ago: int = 0) -> Fraction:
        """Kilometres of this week of the plan so far, or of a whole week before."""
        day = self.day if not weeks_ago else self.day - self.day % 7 - 1 - 7 * (weeks_ago - 1)
        return weekly_km(self.volume, day)

    def date_of(self, day: int) -> date:
        """The date of a day of the plan."""
        return self.plan.started_on + timedelta(days=day)

    def run(self, id_: str) -> Run | None:
        """A run by its id."""
        return next((run for run in self.log.runs if run.id == id_), None)

    def newest_first(self) -> list[Run]:
        """All runs, the latest day first; of one day, the one written last first."""
        return sorted(reversed(self.log.runs), key=lambda run: -run.day)


def run_log_of(plan: Plan, today: date) -> RunLog:
    """All runs of a plan; four statements, however many there are."""
    day, frame = day_of(plan, today), frame_of(plan)
    found = LogEntry.objects.filter(Q(kind="run") | Q(day__gte=max(0, day - KEPT_DAYS)), plan=plan)
    rows, log = list(found), log_of(found)
    imported = imported_runs(plan)
    earlier = [run for run in imported if run.entry is None or run.entry.plan_id != plan.pk]
    volume = with_earlier(plan, log, ((run.pk, run.started_at, run.distance_m) for run in earlier))
    course = course_today(plan, log, frame, day)
    phases = phases_of(phase_moves(plan), frame, course)
    return RunLog(plan, today, day, frame, course, log, volume, _written(rows, imported), phases)


def imported_runs(plan: Plan) -> list[ImportedRun]:
    """The runner's runs from files, from 30 days before the plan on."""
    found = ImportedRun.objects.filter(runner=plan.runner, started_at__gte=first_counted(plan))
    return list(found.select_related("entry"))


def _written(rows: Iterable[LogEntry], imported: Iterable[ImportedRun]) -> dict[str, Written]:
    began = {run.entry.entry_id: run.started_at for run in imported if run.entry is not None}
    return {
        row.entry_id: Written(row.made_at, row.corrects_id is not None, row.note, began.get(row.entry_id))
        for row in rows
        if row.kind == "run"
    }
