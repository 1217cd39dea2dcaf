"""Forecast: the day of 30 minutes of running without a break, by running this engine forward over a runner's own rates.

Not a statistical model: the rules of this plan, with as many sessions done, runs repeated and runs gone back from as in
the last four weeks. What it takes for granted, and therefore has to be shown with it:

- pain, stiffness and walking stay as they are now; what they would have to be for the next phase is asked first;
- the next morning is rated after every run, a check-in comes every week, no new warning sign turns up;
- the tests before running are passed once everything else is met;
- where the plan asks for a clinician, one is seen within 14 days.

Every path draws its own luck from a seed, the same luck at every adherence; equal inputs give equal days anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil

from .course import Course, Frame
from .following import Followed
from .habits import Habits, habits_of, present_of, unmet_values
from .log import Log
from .paths import HORIZON_DAYS, Way, day_reached, has_run_30, luck, recent

SEED, PATHS = 1, 11
LEAST_DAYS = 7
EARLY, LIKELY, LATE = 10, 50, 90
# Shares of the planned done at which paths are run; between two of them days are interpolated.
SHARES = (Fraction(1, 2), Fraction(3, 4), Fraction(1))
TOO_LITTLE = Fraction(1, 4)  # run forward, a quarter of the planned leads nowhere within a year
NEVER = HORIZON_DAYS + 1


class Unforeseen(StrEnum):
    """Why no day is named; the plan's own weeks serve then."""

    LOCKED = "locked"
    FLARE = "flare"
    RESTART = "restart"
    REACHED = "reached"
    FEW_DAYS = "few_days"
    VALUES = "values"
    NOTHING_JUDGED = "nothing_judged"


@dataclass(frozen=True, slots=True)
class NoForecast:
    """That no day is named, why, and for `values` which ones the way to running does not accept as they are now."""

    reason: Unforeseen
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RestsOn:
    """What a forecast rests on: per cent of planned sessions done, of runs (sessions) repeated, of runs gone back from.

    `done` of `planned` sessions and `judged` runs or sessions in the last 28 days; so many `paths`.
    """

    adherence_pct: int
    repeat_pct: int
    back_pct: int
    done: int
    planned: int
    judged: int
    paths: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days of the plan by which one, five and nine of ten paths have run 30 minutes; None: later than in a year.

    All three are None, "not foreseeable", when most paths are not there within a year.
    """

    earliest_day: int | None
    likely_day: int | None
    late_day: int | None
    rests_on: RestsOn


def forecast(course: Course, log: Log, frame: Frame, *, seed: int = SEED, paths: int = PATHS) -> Forecast | NoForecast:
    """The earliest, likely and late day of 30 minutes of running without a break, or why none is named.

    None is named under a lock, in a flare, with fewer than 7 days logged, before any session or run was judged by its
    next morning, and while pain, stiffness or walking are not what the way to running asks for.
    """
    habits = habits_of(course, log, frame)
    reason = _unforeseen(course, log, frame, habits)
    if reason is not None:
        return NoForecast(reason)
    unmet = unmet_values(course, log, frame)
    if unmet:
        return NoForecast(Unforeseen.VALUES, unmet)
    return forecast_with(habits, course, log, frame, seed=seed, paths=paths)


def forecast_with(
    habits: Habits, course: Course, log: Log, frame: Frame, *, seed: int = SEED, paths: int = PATHS
) -> Forecast:
    """The forecast for given rates. With more done of what is planned no day is ever later.

    The same luck at every adherence is not enough for that: a low one shrinks the plan (W4), and a small plan is sooner
    done well enough to go on. So no path is ever sooner than the same path with more done.
    """
    present = present_of(course, log, frame)
    ways = [Way(habits, present, 1, luck(seed, number), frame) for number in range(paths)]
    days = _days(Followed(course, recent(log, course.day)), ways)
    return Forecast(
        earliest_day=_percentile(days, EARLY, course.day),
        likely_day=_percentile(days, LIKELY, course.day),
        late_day=_percentile(days, LATE, course.day),
        rests_on=_rests_on(habits, paths),
    )


def _unforeseen(course: Course, log: Log, frame: Frame, habits: Habits) -> Unforeseen | None:
    reasons = (
        (course.is_locked(), Unforeseen.LOCKED),
        (course.has_to_restart, Unforeseen.RESTART),
        (course.flare is not None, Unforeseen.FLARE),
        (has_run_30(course, log, frame), Unforeseen.REACHED),
        (habits.days < LEAST_DAYS, Unforeseen.FEW_DAYS),
        (not habits.judged, Unforeseen.NOTHING_JUDGED),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _days(state: Followed, ways: list[Way]) -> list[int]:
    """The days of all paths in order. Once most lead nowhere the likely day is none, and so then are the others."""
    days: list[int] = []
    for way in ways:
        days.append(day_of_path(state, way))
        if 2 * days.count(NEVER) > len(ways):
            return [NEVER] * len(ways)
    return sorted(days)


def day_of_path(state: Followed, way: Way) -> int:
    """The day of one path at its adherence: between the shares around it, each no sooner than the ones above it."""
    share = min(Fraction(1), max(TOO_LITTLE, way.habits.adherence))
    sooner, above = 0, Fraction(1)
    for step in reversed(SHARES):
        later = _later(state, way, step, sooner)
        if share >= step:
            return _between(sooner, later, above - step, above - share)
        sooner, above = later, step
    return _between(sooner, NEVER, above - TOO_LITTLE, above - share)


def _later(state: Followed, way: Way, share: Fraction, sooner: int) -> int:
    return sooner if sooner >= NEVER else max(sooner, day_reached(state, replace(way, share=float(share))))


def _between(sooner: int, later: int, width: Fraction, part: Fraction) -> int:
    """Rounded up: a share a little lower is never sooner."""
    return sooner + ceil((later - sooner) * part / width) if width else later


def _percentile(days: list[int], part: int, today: int) -> int | None:
    """The day by which so many per cent of the paths are there (nearest rank)."""
    ahead = days[-(-len(days) * part // 100) - 1]
    return None if ahead >= NEVER else today + ahead


def _rests_on(habits: Habits, paths: int) -> RestsOn:
    return RestsOn(
        adherence_pct=int(100 * habits.adherence),
        repeat_pct=int(100 * habits.repeat),
        back_pct=int(100 * habits.back),
        done=habits.done,
        planned=habits.planned,
        judged=habits.judged,
        paths=paths,
    )
