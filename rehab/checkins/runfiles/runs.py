"""An imported run, and how the same run is known again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SAME_START = timedelta(minutes=2)
SAME_DAY = timedelta(hours=12)
ALIKE = 0.05


@dataclass(frozen=True, slots=True)
class ImportedRun:
    """One run of a file: when (UTC), how far (metres), how long (seconds, pauses left out where the file says so).

    `distance_m` is None where it was not measured. `is_time_known` is false where a table names the day alone;
    the run then starts at noon of the runner's zone.
    """

    started_at: datetime
    distance_m: int | None
    duration_s: int
    is_time_known: bool = True

    @property
    def fingerprint(self) -> str:
        """What the same run has in common in every format: the minute in which it started, in UTC.

        Distance and duration are left out: a watch's sums, its points and a rounded table differ. Nobody starts two
        runs in one minute. A run known by its day alone needs both, since one day may hold two runs.
        """
        if self.is_time_known:
            return f"{self.started_at:%Y-%m-%dT%H:%MZ}"
        return f"{self.started_at:%Y-%m-%d}/{self.duration_s}s/{self.distance_m or 0}m"


def is_same_run(one: ImportedRun, other: ImportedRun) -> bool:
    """Whether two imports tell of one run, though formats differ by seconds, pauses and smoothing.

    With both times known: starts within 2 minutes, and durations or distances within 5 % (a pause changes the one,
    smoothing the other; a false start that was begun again changes both). With the day alone: starts within
    12 hours of that noon, and durations and distances within 5 %.
    """
    apart = abs(one.started_at - other.started_at)
    as_long = _are_alike(one.duration_s, other.duration_s)
    as_far = None not in (one.distance_m, other.distance_m) and _are_alike(one.distance_m or 0, other.distance_m or 0)
    if one.is_time_known and other.is_time_known:
        return apart <= SAME_START and (as_long or as_far)
    is_far_unknown = None in (one.distance_m, other.distance_m)
    return apart <= SAME_DAY and as_long and (as_far or is_far_unknown)


def _are_alike(one: int, other: int) -> bool:
    return abs(one - other) <= ALIKE * max(one, other)
