"""Pain, stiffness and function: metrics of the daily ratings and check-ins. Ratings and scores are 0 to 10.

A metric is None when what it needs was not logged; a rule that reads None does not hold. Nothing is presumed.
Definitions: the protocol's own list of metrics.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from statistics import median
from typing import TypeVar

from ..conditions import Facts
from .log import CheckIn, Log, Rating, Tap

Dated = TypeVar("Dated", Rating, CheckIn, Tap)
WEEK = 7
LEAST_RATINGS = 4
SETTLED_WITHIN = 0.5
HOURS_A_DAY = 24
QUIET_AVERAGE, QUIET_WORST = 2, 3  # V8, silbernagel2007


def latest_checkin(log: Log, day: int) -> CheckIn | None:
    """The last check-in up to a day; None before the first."""
    return max((c for c in log.checkins if c.day <= day), key=_when, default=None)


def nprs_avg7(log: Log, day: int, facts: Facts) -> float | None:
    """Mean of the daily averages of the last 7 days if there are 4, else the average of a check-in at most 7 days old.

    On the plan's first day and before it the intake's answer stands. None if nothing is known.
    """
    rated = [r.average for r in _week(log.ratings, day) if r.average is not None]
    if len(rated) >= LEAST_RATINGS:
        return _plain(Fraction(sum(rated), len(rated)))
    checkin = latest_checkin(log, day)
    if checkin is not None and day - checkin.day <= WEEK:
        return checkin.average
    return number(facts, "nprs_avg7") if day <= 0 else None


def nprs_worst7(log: Log, day: int, facts: Facts) -> float | None:
    """The worst daily rating of the last 7 days, a check-in's worst week among them; at the start the intake's.

    So does a one-tap check-in's, until a whole check-in of its day or a later one has said it anew.
    """
    rated = [r.worst for r in _week(log.ratings, day) if r.worst is not None]
    rated += [c.worst for c in _week(log.checkins, day)]
    asked = latest_checkin(log, day)
    rated += [t.worst for t in _week(log.taps, day) if asked is None or asked.day < t.day]
    if rated:
        return max(rated)
    return number(facts, "nprs_worst7") if day <= 0 else None


def nprs_now(log: Log, day: int) -> float | None:
    """The latest average rating, daily or at a check-in, of the last 7 days; None if there is none."""
    rated = [(r.day, 1, r.average) for r in _week(log.ratings, day) if r.average is not None]
    rated += [(c.day, 0, c.average) for c in _week(log.checkins, day)]
    return max(rated)[2] if rated else None


def morning(log: Log, day: int) -> int | None:
    """The morning rating of a day."""
    return next((r.morning for r in log.ratings if r.day == day), None)


def baseline_morning(log: Log, day: int) -> float | None:
    """Median of the last 7 morning ratings up to a day, that day's among them; None before the first."""
    rated = sorted([(r.day, r.morning) for r in log.ratings if r.morning is not None and r.day <= day])[-WEEK:]
    return float(median(value for _, value in rated)) if rated else None


def next_morning_rise(log: Log, day: int) -> float | None:
    """Points by which the morning after a day lies above the usual morning; None while that morning is not rated."""
    after = morning(log, day + 1)
    usual = None if after is None else baseline_morning(log, day)
    return None if after is None or usual is None else after - usual


def hours_to_settle(log: Log, day: int) -> int | None:
    """Hours until the morning rating is back to within half a point of usual, in whole days: 24 or 48.

    24 if the first or the second morning after is back, 48 (more than a day) if the second is not; None until known.
    """
    first, second = morning(log, day + 1), morning(log, day + 2)
    usual = None if first is None and second is None else baseline_morning(log, day)
    if usual is None:
        return None
    if any(value is not None and value <= usual + SETTLED_WITHIN for value in (first, second)):
        return HOURS_A_DAY
    return 2 * HOURS_A_DAY if second is not None else None


def avg_rise_2wk(log: Log, day: int, facts: Facts) -> float | None:
    """Points by which the week's average lies above that of 14 days before; None in the first two weeks."""
    return _difference(nprs_avg7(log, day, facts), nprs_avg7(log, day - 14, facts)) if day >= 14 else None


def delta_avg(log: Log, day: int, facts: Facts) -> float | None:
    """The week's average minus the intake's; negative is better."""
    return _difference(nprs_avg7(log, day, facts), number(facts, "nprs_avg7"))


def nprs_rise_vs_7d(log: Log, day: int, facts: Facts) -> float | None:
    """Pain now minus the week's average."""
    return _difference(nprs_now(log, day), nprs_avg7(log, day, facts))


def nprs_improved(log: Log, day: int, facts: Facts) -> bool | None:
    """Whether the average fell by what matters: 1, 2 or 3 points from 1-4, 5-7, 8-10 (suzuki2020), or is 1 at most."""
    now, before = nprs_avg7(log, day, facts), number(facts, "nprs_avg7")
    if now is None or before is None:
        return None
    matters = 1 if before <= 4 else 2 if before <= 7 else 3
    return now <= before - matters or now <= 1


def is_quiet(checkin: CheckIn, log: Log, facts: Facts) -> bool:
    """Average at most 2 and worst at most 3 in the week of a check-in (V8, silbernagel2007)."""
    average, worst = nprs_avg7(log, checkin.day, facts), nprs_worst7(log, checkin.day, facts)
    return average is not None and worst is not None and average <= QUIET_AVERAGE and worst <= QUIET_WORST


def psfs_run(log: Log, day: int, facts: Facts) -> float | None:
    """The latest score of the first named activity; before the first check-in that asked, the intake's."""
    scored = [c for c in log.checkins if c.day <= day and c.scores]
    return max(scored, key=_when).scores[0] if scored else number(facts, "psfs_run")


def delta_psfs(log: Log, day: int, facts: Facts, first: tuple[int, ...] = ()) -> float | None:
    """Gain in the named activities: the mean over those scored before. `first` are their first scores (0 to 10).

    The first activity is held against the intake's score; without `first` it alone is. None until a check-in has asked.
    """
    scored = [c for c in log.checkins if c.day <= day and c.scores]
    if not scored:
        return None
    asked, known = number(facts, "psfs_run"), list(first)
    if asked is not None:
        known[:1] = [int(asked)]
    gains = [new - old for new, old in zip(max(scored, key=_when).scores, known, strict=False)]
    return _plain(Fraction(sum(gains), len(gains))) if gains else None


def morning_stiffness_min(log: Log, day: int, facts: Facts) -> float | None:
    """Minutes of morning stiffness: the latest check-in's, before it the intake's."""
    asked = [c for c in log.checkins if c.day <= day and c.stiffness_min is not None]
    return max(asked, key=_when).stiffness_min if asked else number(facts, "morning_stiffness_min")


def walk_tolerance_min(log: Log, day: int, facts: Facts) -> float | None:
    """Minutes of walking before pain passes 3: the latest check-in's, before it the intake's."""
    asked = [c for c in log.checkins if c.day <= day and c.walk_min is not None]
    return max(asked, key=_when).walk_min if asked else number(facts, "walk_tolerance_min")


def number(facts: Facts, name: str) -> float | None:
    """A numeric fact; None for anything else."""
    value = facts.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _week(entries: Iterable[Dated], day: int) -> list[Dated]:
    return [entry for entry in entries if day - WEEK < entry.day <= day]


def _when(entry: Rating | CheckIn) -> int:
    return entry.day


def _difference(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return None
    # Means of at most seven whole ratings: thirteen digits keep 10/3 - 7/3 at exactly 1.
    return _plain(Fraction(one).limit_denominator(420) - Fraction(other).limit_denominator(420))


def _plain(value: Fraction) -> float:
    """An exact mean as the number a page shows: a whole one as such."""
    return value.numerator if value.denominator == 1 else float(value)
