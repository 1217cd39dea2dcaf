"""Spikes: which limits the runs of a log passed, in words for a therapist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rehab.checkins.runlog import RunLog
from rehab.checkins.runs import cautions_of
from rehab.checkins.runwords import exact_words, limit_words
from rehab.engine.progress.volume import LOOK_BACK_DAYS, Caution
from rehab.engine.week import DAYS
from rehab.plans.following import (
    NoStartError,
    course_of,
    day_of,
    frame_of,
    log_of,
    phase_moves,
    phases_of,
    volume_log,
)
from rehab.plans.models import LogEntry, Plan
from rehab.plans.shared import Shared

READ_BEFORE = LOOK_BACK_DAYS + DAYS  # what the limits of a run rest on
NAMES = {
    "V1": "Spike: longer than the limit for one run",
    "RA_share": "More than the open part of the usual running",
    "V2": "More than the week may grow to",
    "V3": "More than the easier week should hold",
    "V4": "Long for one run of the week",
    "V5": "Longer and more often in one week",
}
Warned = tuple[str, str]


def spikes(plan: Plan, rows: Iterable[LogEntry], shared: Shared, today: date) -> dict[str, tuple[Warned, ...]]:
    """The limits each run passed, by its entry. A run is judged only where all that its limit rests on is shared."""
    try:
        frame = frame_of(plan)
    except NoStartError:
        return {}
    log, course, day = log_of(rows), course_of(plan), day_of(plan, today)
    volume = log if shared.since else volume_log(plan, log, min((run.day for run in log.runs), default=day))
    found = RunLog(plan, today, day, frame, course, log, volume, {}, phases_of(phase_moves(plan), frame, course))
    first = 0 if shared.since is None else (shared.log_from(plan) or 0) + READ_BEFORE
    units = plan.runner.units
    return {
        run.id: tuple((NAMES[one.rule], _words(one, units)) for one in cautions_of(found, run))
        for run in log.runs
        if run.day >= first
    }


def _words(caution: Caution, units: str) -> str:
    if caution.rule == "V5":
        return ""
    return f"{exact_words(caution.value, units)}; the limit was {limit_words(caution.limit, units)}"
