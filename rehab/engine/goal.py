"""Goal: weeks a race needs after this plan, and whether its date leaves them.

Growth is 10 % a week on the longest run with every fourth week a cut-back (frandsen2025 for the single-run limit,
fokkema2020 and rasmussen2013 for what a race needs). Fractions, not floats: a rounded logarithm must never move a week.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from .catalog import GoalNeed

START_KM = Fraction(5)  # the run at stage 10
GROWTH = Fraction(11, 10)
KEPT_SHARE = {"reduce_50": Fraction(1, 2), "reduce_70": Fraction(7, 10)}
BORDERLINE = Fraction(85, 100)


class Verdict(StrEnum):
    """What we say about a race date."""

    REALISTIC = "realistic"
    BORDERLINE = "borderline"
    DEFER = "defer"


@dataclass(frozen=True, slots=True)
class Goal:
    """Verdict on a race: weeks needed from today, weeks there are, and the longest race that is realistic (km)."""

    verdict: Verdict
    need_weeks: int
    weeks_to_goal: int
    distance_km: float
    realistic_km: float | None


def judge(
    distance_km: float, weeks_to_goal: int, *, plan_weeks: int, start_km: Fraction, needs: Iterable[GoalNeed]
) -> Goal | None:
    """Judge a race of `distance_km` in `weeks_to_goal` weeks; None for a distance without a known need."""
    weeks_by_km = {need.goal_km: plan_weeks + growth_weeks(start_km, Fraction(str(need.long_run_km))) for need in needs}
    if distance_km not in weeks_by_km:
        return None
    need_weeks = weeks_by_km[distance_km]
    fitting = [km for km, weeks in weeks_by_km.items() if weeks <= weeks_to_goal]
    return Goal(_verdict(weeks_to_goal, need_weeks), need_weeks, weeks_to_goal, distance_km, max(fitting, default=None))


def starting_run_km(run_allowance: str, longest_run_30d_km: float) -> Fraction:
    """The longest run growth starts from: 5 km, or the share of the longest recent run that is kept, if larger."""
    share = KEPT_SHARE.get(run_allowance, Fraction(0))
    return max(START_KM, share * Fraction(str(longest_run_30d_km)))


def growth_weeks(start_km: Fraction, required_km: Fraction) -> int:
    """Weeks to grow a run by 10 % a week from start to required, with a cut-back every fourth week (× 4/3, up)."""
    weeks, reach = 0, start_km
    while reach < required_km:
        weeks, reach = weeks + 1, reach * GROWTH
    return -(-weeks * 4 // 3)


def _verdict(weeks: int, need_weeks: int) -> Verdict:
    if weeks >= need_weeks:
        return Verdict.REALISTIC
    return Verdict.BORDERLINE if weeks >= BORDERLINE * need_weeks else Verdict.DEFER
