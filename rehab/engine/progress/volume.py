"""Volume: how far a run may go and how a week may grow (V1 to V7). Distances in km, days since the plan's first day.

V1 holds for every run; V2 to V7 from stage 10 on, when the stages no longer say how much. Limits are exact fractions,
never rounded up: a limit as a rounded decimal could let through the run it is there to stop. A run without a distance
is unknown: it is left out of every sum, and a limit that has nothing known to rest on is None and warns of nothing.
These are soft limits, warned of and flagged; none of them closes anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ..goal import KEPT_SHARE
from .course import RUN_PHASE, Course, Frame
from .log import Log, Run
from .pain import number

WEEK = 7
LOOK_BACK_DAYS = 30
GROWTH, LEAST_GROWTH_KM = Fraction(11, 10), Fraction(1, 2)  # V1, frandsen2025
LOW_WEEK_KM, LOW_GROWTH, LEAST_WEEK_KM = 20, Fraction(11, 10), 1  # V2, buist2008
USUAL_GROWTH, TWO_WEEKS_GROWTH = Fraction(115, 100), Fraction(130, 100)  # V2, nielsen2014
CUTBACK_EVERY, CUTBACK = 4, Fraction(8, 10)  # V3, expert
LONG_RUN_SHARE = {3: Fraction(40, 100), 4: Fraction(35, 100), 5: Fraction(30, 100)}  # V4, expert
STRIDES_WEEKS, INTERVALS_WEEKS, SPEED_SHARE = 4, 8, Fraction(7, 10)  # V7, expert
TERRAIN = ("track_treadmill", "road_flat", "gentle_uphill", "trail", "downhill")  # V6, levine2007
WEEK_ALONE = frozenset({"NCK", "THO"})  # RA5, expert
LAST_TERRAIN = {"EXT": "downhill", "FLX": "gentle_uphill"}
SOURCES = {
    "RA_share": ("expert", "neason2024", "seed_3"),
    "V1": ("frandsen2025",),
    "V2": ("buist2008", "frandsen2025", "nielsen2014"),
    "V3": ("expert",),
    "V4": ("expert",),
    "V5": ("expert",),
}


class Pace(StrEnum):
    """How fast running may be: easy only, with strides once a week, with intervals once a week."""

    EASY = "easy"
    STRIDES = "strides"
    INTERVALS = "intervals"


class Stressor(StrEnum):
    """What a run may add to a week, in the order in which it is added, one a week (V5)."""

    DURATION = "duration"
    DAYS = "days"
    TERRAIN = "terrain"
    SPEED = "speed"
    RACE = "race"


@dataclass(frozen=True, slots=True)
class Caution:
    """A limit that a run passes: the rule, the limit and the value in the rule's unit, and where the rule is from.

    The unit is km; for V5 it is new stressors in the week. `ratio` is the value over what it is measured by: for V1 the
    run over the longest of 30 days, for V2 and V3 the week over the week before; None where there is no such measure.
    """

    rule: str
    limit: Fraction
    value: Fraction
    ratio: Fraction | None = None
    sources: tuple[str, ...] = ()


def km(value: float) -> Fraction:
    """Kilometres as written, exactly: 5.1 is 51/10, not its nearest binary number."""
    return Fraction(str(value))


def longest_30d(log: Log, day: int) -> Fraction | None:
    """The longest run of the 30 days before a day, in km; None without a run of known distance.

    The day's own runs are not among them, so no run raises its own limit.
    """
    return max((km(run.km) for run in _runs(log, day - LOOK_BACK_DAYS, day) if run.km is not None), default=None)


def longest_known(log: Log, day: int, frame: Frame) -> Fraction | None:
    """As `longest_30d`, with the intake's longest run beside it while the plan is younger than 30 days."""
    before = number(frame.start.facts, "longest_run_30d_km") if day < LOOK_BACK_DAYS else None
    known = [longest_30d(log, day), km(before) if before else None]
    return max((found for found in known if found is not None), default=None)


def single_run_limit(log: Log, day: int, frame: Frame) -> Fraction | None:
    """The longest a run of a day may be, in km (V1): a tenth more than the longest of 30 days, half a km at least."""
    longest = longest_known(log, day, frame)
    return None if longest is None else max(longest * GROWTH, longest + LEAST_GROWTH_KM)


def run_limit(log: Log, day: int, phase: int, frame: Frame) -> Fraction | None:
    """The one limit for a run of a day, in km: V1, before phase 4 within the part of usual running that is open."""
    known = [single_run_limit(log, day, frame), kept_share_km(phase, frame)]
    return min((limit for limit in known if limit is not None), default=None)


def kept_share_km(phase: int, frame: Frame) -> Fraction | None:
    """Half, or 70 %, of the longest run before the plan, in km (RA6, RA7); None where no share binds a single run.

    The neck and mid-back rule (RA5) limits the week alone.
    """
    share = KEPT_SHARE.get(frame.start.run_allowance)
    before = number(frame.start.facts, "longest_run_30d_km")
    if phase >= RUN_PHASE or share is None or not before or frame.start.category in WEEK_ALONE:
        return None
    return share * km(before)


def weekly_km(log: Log, day: int) -> Fraction:
    """Kilometres run in the plan's week of a day, up to and with that day; 0 if no distance is known."""
    return sum((km(run.km) for run in _runs(log, _week_start(day), day + 1) if run.km is not None), Fraction(0))


def is_cutback(course: Course, day: int) -> bool:
    """Whether the plan's week of a day is a fourth one since growth began (V3)."""
    return (day // WEEK - course.stage_since // WEEK) % CUTBACK_EVERY == CUTBACK_EVERY - 1


def weekly_limit(course: Course, log: Log, day: int) -> Fraction | None:
    """The most the plan's week of a day may hold, in km (V2, V3); None if the week before had no known distance.

    Below 20 km a tenth more, one km at least; from there 15 % more; never 30 % above the week before that, if known. A
    cut-back week has a fifth less than the week before.
    """
    last, before = (weekly_km(log, _week_start(day) - 1 - back) for back in (0, WEEK))
    if not last:
        return None
    if is_cutback(course, day):
        return last * CUTBACK
    more = max(last * LOW_GROWTH, last + LEAST_WEEK_KM) if last < LOW_WEEK_KM else last * USUAL_GROWTH
    return min(more, before * TWO_WEEKS_GROWTH) if before else more


def long_run_limit(course: Course, log: Log, day: int) -> Fraction | None:
    """The longest run for a week, in km (V4): its share of what the week may hold, by the runs of the week before.

    40 % at three runs, 35 % at four, 30 % from five; None below three runs or without a weekly limit.
    """
    week = weekly_limit(course, log, day)
    runs = len(_runs(log, _week_start(day) - WEEK, _week_start(day)))
    share = LONG_RUN_SHARE.get(min(runs, max(LONG_RUN_SHARE)))
    return None if week is None or share is None else week * share


def new_stressors(planned_km: float, day: int, log: Log, declared: frozenset[Stressor]) -> tuple[Stressor, ...]:
    """What is new in the week with this run, in the order of V5.

    A run longer than any of 30 days, by its limit or within it, is more duration; more days with a run than the week
    before are more days. The log says nothing of terrain, speed and races: those are declared.
    """
    found = set(declared)
    monday = _week_start(day)
    week = [(run.day, km(run.km)) for run in _runs(log, monday, day) if run.km is not None]
    for on, length in (*week, (day, km(planned_km))):
        longest = longest_30d(log, on)
        if longest is not None and length > longest:
            found.add(Stressor.DURATION)
    days_before = {run.day for run in _runs(log, monday - WEEK, monday)}
    if days_before and len({run.day for run in _runs(log, monday, day)} | {day}) > len(days_before):
        found.add(Stressor.DAYS)
    return tuple(stressor for stressor in Stressor if stressor in found)


def terrain_order(category: str) -> tuple[str, ...]:
    """Grounds in the order they are taken up (V6): downhill last for EXT, uphill last for FLX (levine2007)."""
    last = LAST_TERRAIN.get(category, TERRAIN[-1])
    return (*(ground for ground in TERRAIN if ground != last), last)


def pace_open(course: Course, log: Log, day: int, frame: Frame) -> Pace:
    """How fast running may be (V7): strides after 4 quiet weeks in a row, intervals after 8; easy before.

    Both need 70 % of the weekly km of before the pain in the last whole week of the plan; easy if that is not known.
    """
    before = number(frame.start.facts, "prev_weekly_km")
    if not is_growing(course, frame) or not before or weekly_km(log, _week_start(day) - 1) < SPEED_SHARE * km(before):
        return Pace.EASY
    if course.quiet_weeks >= INTERVALS_WEEKS:
        return Pace.INTERVALS
    return Pace.STRIDES if course.quiet_weeks >= STRIDES_WEEKS else Pace.EASY


def is_growing(course: Course, frame: Frame) -> bool:
    """Whether the stages are through and volume grows by V2 to V7."""
    return course.phase >= RUN_PHASE and (course.stage or 0) >= frame.catalog.last_stage


def warnings(
    planned_km: float, day: int, course: Course, log: Log, frame: Frame, declared: frozenset[Stressor] = frozenset()
) -> tuple[Caution, ...]:
    """The limits a run of `planned_km` on a day would pass. The log is the one before the run."""
    run = km(planned_km)
    longest = longest_known(log, day, frame)
    found = [_over("V1", single_run_limit(log, day, frame), run, longest), _kept_share(run, course, frame)]
    if is_growing(course, frame):
        week, last = weekly_km(log, day) + run, weekly_km(log, _week_start(day) - 1)
        rule = "V3" if is_cutback(course, day) else "V2"
        found.append(_over(rule, weekly_limit(course, log, day), week, last))
        found.append(_over("V4", long_run_limit(course, log, day), run, None))
        new = new_stressors(planned_km, day, log, declared)
        found.append(_over("V5", Fraction(1), Fraction(len(new)), None))
    return tuple(caution for caution in found if caution is not None)


def flagged(run: Run, course: Course, log: Log, frame: Frame) -> tuple[Caution, ...]:
    """The limits a logged run passed, judged by what was before it; without a distance none can be told."""
    if run.km is None:
        return ()
    earlier = tuple(other for other in log.runs if other.id != run.id and other.day <= run.day)
    return warnings(run.km, run.day, course, Log(runs=earlier), frame)


def _kept_share(run: Fraction, course: Course, frame: Frame) -> Caution | None:
    """Before phase 4 a reduced amount means: no run over half, or 70 %, of the longest before the plan."""
    limit, before = kept_share_km(course.phase, frame), number(frame.start.facts, "longest_run_30d_km")
    return _over("RA_share", limit, run, km(before) if before else None)


def _over(rule: str, limit: Fraction | None, value: Fraction, measure: Fraction | None) -> Caution | None:
    if limit is None or value <= limit:
        return None
    return Caution(rule, limit, value, value / measure if measure else None, SOURCES[rule])


def _runs(log: Log, first: int, end: int) -> list[Run]:
    return [run for run in log.runs if first <= run.day < end]


def _week_start(day: int) -> int:
    """The first day of the plan's week."""
    return day - day % WEEK
