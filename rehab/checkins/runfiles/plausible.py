"""What no run can be."""

from __future__ import annotations

from datetime import datetime, timedelta

from .recorded import Recorded
from .refusals import Refusal

FIRST_YEAR = 1990
AHEAD = timedelta(days=1)  # a watch set to another zone, or not set at all for a day
LONGEST_S = 72 * 3600
FARTHEST_M = 500_000
FASTEST_MPS = 12.0  # the fastest 100 m were run at 10.4 on average


def refusal_of(run: Recorded, *, started_at: datetime, now: datetime) -> Refusal | None:
    """Why this cannot have been a run, or None."""
    distance_m = run.distance_m or 0.0
    checks = {
        Refusal.TOO_EARLY: started_at.year < FIRST_YEAR,
        Refusal.IN_THE_FUTURE: started_at > now + AHEAD,
        Refusal.NEGATIVE: run.duration_s < 0 or distance_m < 0,
        Refusal.NO_DURATION: round(run.duration_s) == 0,
        Refusal.TOO_LONG: run.duration_s > LONGEST_S,
        Refusal.TOO_FAR: distance_m > FARTHEST_M,
        Refusal.TOO_FAST: distance_m > FASTEST_MPS * run.duration_s,
    }
    return next((refusal for refusal, holds in checks.items() if holds), None)
