"""Whether two runs are one: by hand and by hand, by hand and by file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rehab.engine.progress.log import Run

from .runfiles.runs import ImportedRun, is_same_run

NOON = datetime(2000, 1, 1, 12, tzinfo=UTC)  # any noon: both runs are known to be of one day


@dataclass(frozen=True, slots=True)
class _Measures:
    """Metres and seconds of a run, None where it was not measured."""

    metres: int | None
    seconds: int | None


def are_alike(one: Run, other: Run) -> bool:
    """Whether two runs of the log look like one: of one day, and alike in every measure that both have."""
    return one.day == other.day and _alike(_of_log(one), _of_log(other))


def is_logged_as(read: ImportedRun, run: Run) -> bool:
    """Whether a run of a file looks like a run of the log of the same day."""
    return _alike(_Measures(read.distance_m, read.duration_s), _of_log(run))


def _of_log(run: Run) -> _Measures:
    metres = None if run.km is None else round(run.km * 1000)
    return _Measures(metres, None if run.minutes is None else round(run.minutes * 60))


def _alike(one: _Measures, other: _Measures) -> bool:
    """Within the bounds of `is_same_run`; what one of them lacks cannot differ. They share a measure at least."""
    if None in (one.seconds, other.seconds) and None in (one.metres, other.metres):
        return False
    seconds = (one.seconds or other.seconds or 0, other.seconds or one.seconds or 0)
    return is_same_run(
        ImportedRun(NOON, one.metres, seconds[0], is_time_known=False),
        ImportedRun(NOON, other.metres, seconds[1], is_time_known=False),
    )
