"""The run log as a page reads it: every run of the plan, what was run before it, and where the plan stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone

from rehab.engine.goal import KEPT_SHARE
from rehab.engine.progress.course import RUN_PHASE, Course, Frame
from rehab.engine.progress.log import KEPT_DAYS, Log, Run
from rehab.engine.progress.pain import number
from rehab.engine.progress.runs import may_run
from rehab.engine.progress.volume import LOOK_BACK_DAYS, km, longest_30d, longest_known, single_run_limit, weekly_km
from rehab.plans.following import course_today, day_of, frame_of, log_of
from rehab.plans.models import LogEntry, Plan

from .models import ImportedRun

M_PER_KM = 1000
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

    @property
    def is_open(self) -> bool:
        """Whether a run is open today."""
        return may_run(self.course, self.frame, self.day)

    @property
    def stage(self) -> int | None:
        """The run-walk stage the runner is at; None before phase 4."""
        return self.course.stage if self.course.phase == RUN_PHASE else None

    @property
    def limit_km(self) -> Fraction | None:
        """How long a run of today may be; before phase 4 within the part of the usual running that is open."""
        known = [limit for limit in (single_run_limit(self.volume, self.day, self.frame), self._share_km) if limit]
        return min(known, default=None)

    @property
    def _share_km(self) -> Fraction | None:
        start = self.frame.start
        share, before = KEPT_SHARE.get(start.run_allowance), number(start.facts, "longest_run_30d_km")
        return None if self.course.phase >= RUN_PHASE or not share or not before else share * km(before)

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
    """All runs of a plan; three statements, however many there are."""
    day, frame = day_of(plan, today), frame_of(plan)
    found = LogEntry.objects.filter(Q(kind="run") | Q(day__gte=max(0, day - KEPT_DAYS)), plan=plan)
    rows, log = list(found), log_of(found)
    imported = imported_runs(plan)
    earlier = [run for run in imported if run.entry is None or run.entry.plan_id != plan.pk]
    volume = replace(log, runs=(*_before(plan, earlier), *log.runs))
    course = course_today(plan, log, frame, day)
    return RunLog(plan, today, day, frame, course, log, volume, _written(rows, imported))


def imported_runs(plan: Plan) -> list[ImportedRun]:
    """The runner's runs from files, from 30 days before the plan on."""
    first = timezone.make_aware(datetime.combine(plan.started_on - timedelta(days=LOOK_BACK_DAYS), datetime.min.time()))
    return list(ImportedRun.objects.filter(runner=plan.runner, started_at__gte=first).select_related("entry"))


def _before(plan: Plan, earlier: Iterable[ImportedRun]) -> list[Run]:
    return [
        Run(f"before-{run.pk}", (timezone.localdate(run.started_at) - plan.started_on).days, run.distance_m / M_PER_KM)
        for run in earlier
        if run.distance_m is not None
    ]


def _written(rows: Iterable[LogEntry], imported: Iterable[ImportedRun]) -> dict[str, Written]:
    began = {run.entry.entry_id: run.started_at for run in imported if run.entry is not None}
    return {
        row.entry_id: Written(row.made_at, row.corrects_id is not None, row.note, began.get(row.entry_id))
        for row in rows
        if row.kind == "run"
    }
