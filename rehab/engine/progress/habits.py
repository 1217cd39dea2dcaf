"""Habits: how a runner has been doing in the last four weeks, and how things stand with them now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from ..conditions import is_true
from ..week import DAYS, spread
from . import pain, training
from .course import RUN_PHASE, Course, Frame
from .exits import exit_facts, exit_of
from .log import CheckIn, Log, Rating, Run, Session

LOOK_BACK_DAYS = 28
RUNS_ENOUGH = 4  # from so many judged runs on, sessions say nothing more of how runs go
BACK_PAIN, BACK_RISE = 5, 2  # RR3 and RR4
SYMPTOMS = "limb"
# What an exit reads of how a runner is, not of what the runner does.
VALUES = frozenset(
    {
        "nprs_now",
        "nprs_avg7",
        "nprs_worst7",
        "nprs_improved",
        "delta_avg",
        "walk_pain",
        "walk_tolerance_min",
        "morning_stiffness_min",
        "psfs_run",
        "delta_psfs",
    }
)


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares (0 to 1) of the last 28 days: planned sessions done, judged ones to repeat, judged runs gone back from.

    `done` of `planned` sessions, those nobody logged among the planned; `judged` runs or sessions, those whose next
    morning was rated; `days` with anything logged at all.
    """

    adherence: Fraction
    repeat: Fraction
    back: Fraction
    done: int
    planned: int
    judged: int
    days: int


@dataclass(frozen=True, slots=True)
class Present:
    """How things are now and are taken to stay: pain 0 to 10, minutes, symptoms of a limb, scores of activities."""

    average: int
    worst: int
    morning: int
    walk_pain: int
    stiffness_min: int | None
    walk_min: int | None
    limb: str
    scores: tuple[int, ...]


def habits_of(course: Course, log: Log, frame: Frame) -> Habits:
    """The runner's rates in the 28 days before the course's day, the plan's own days only.

    Sessions are planned by the present phase's week; without a planned one adherence is 0, without a judged one all
    are taken to be repeated. Runs speak for themselves from four judged ones on; before that sessions speak with them.
    """
    days = [day for day in range(course.day - LOOK_BACK_DAYS, course.day) if day >= 0]
    on = {number - 1 for number in spread(training.sessions_a_week(course, frame, course.day))}
    planned = sum(1 for day in days if day % DAYS in on)
    done = {s.day for s in log.sessions if s.day in days and training.session_share(s) >= training.COUNTS_FROM}
    runs = [run for run in log.runs if run.day in days and run.stage is not None and _is_judged(run, log)]
    good = [training.is_clean(run, log) for run in runs]
    if len(runs) < RUNS_ENOUGH:
        good += [_went_well(s, log) for s in log.sessions if s.day in days and _is_judged(s, log)]
    back = _share(sum(1 for run in runs if _went_back(run, log)), len(runs), Fraction(0))
    repeat = _share(good.count(False), len(good), Fraction(1))
    return Habits(
        adherence=min(Fraction(1), _share(len(done), planned, Fraction(0))),
        repeat=max(repeat, back),
        back=back,
        done=min(len(done), planned),
        planned=planned,
        judged=len(good),
        days=len(_days(log.ratings) | _days(log.sessions) | _days(log.runs) | _days(log.checkins)),
    )


def present_of(course: Course, log: Log, frame: Frame) -> Present:
    """How things stand on the course's day. What was not rated of late is as the last check-in, else the intake, said.

    Whole numbers, as they will be rated: the average is rounded down and a walk's pain up. No bound of the shipped
    rules is crossed by that, and exits were asked with the exact values before (`unmet_values`).
    """
    day, facts = course.day, frame.start.facts
    last = pain.latest_checkin(log, day)
    average = _known(pain.nprs_avg7(log, day, facts), last.average if last else pain.number(facts, "nprs_avg7"))
    worst = _known(pain.nprs_worst7(log, day, facts), last.worst if last else pain.number(facts, "nprs_worst7"))
    stiffness, walk_min = pain.morning_stiffness_min(log, day, facts), pain.walk_tolerance_min(log, day, facts)
    return Present(
        average=int(average),
        worst=ceil(worst),
        morning=ceil(pain.baseline_morning(log, day) or 0),
        walk_pain=min(ceil(training.walk_pain(log, day, facts) or 0), training.RED_PAIN - 1),
        stiffness_min=None if stiffness is None else ceil(stiffness),
        walk_min=None if walk_min is None else int(walk_min),
        limb=last.limb if last else "none",
        scores=next((c.scores for c in reversed(log.checkins) if c.scores), ()),
    )


def unmet_values(course: Course, log: Log, frame: Frame) -> tuple[str, ...]:
    """The values that, as they are now, an exit on the way to running does not accept; missing ones among them."""
    facts = exit_facts(course, log, frame)
    exits = (exit_of(phase, frame) for phase in range(course.phase, RUN_PHASE))
    groups = [group for exit_ in exits if exit_ for group in exit_.when.groups]
    unmet = [
        leaf.field
        for group in groups
        if VALUES.issuperset(leaf.field for leaf in group) and not any(is_true(leaf, facts) for leaf in group)
        for leaf in group
    ]
    if course.phase < RUN_PHASE and present_of(course, log, frame).limb == "distal":
        unmet.append(SYMPTOMS)
    return tuple(dict.fromkeys(unmet))


def _days(entries: Iterable[Rating | Session | Run | CheckIn]) -> set[int]:
    return {entry.day for entry in entries}


def _is_judged(entry: Run | Session, log: Log) -> bool:
    return pain.next_morning_rise(log, entry.day) is not None


def _went_well(session: Session, log: Log) -> bool:
    return all(training.is_good(session, mark, log) for mark in session.marks if mark.counts and not mark.skipped)


def _went_back(run: Run, log: Log) -> bool:
    rise, hours = pain.next_morning_rise(log, run.day), pain.hours_to_settle(log, run.day)
    unsettled = hours is not None and hours > pain.HOURS_A_DAY
    return (run.pain or 0) > BACK_PAIN or (rise is not None and rise >= BACK_RISE) or unsettled


def _share(part: int, whole: int, otherwise: Fraction) -> Fraction:
    return Fraction(part, whole) if whole else otherwise


def _known(value: float | None, otherwise: float | None) -> float:
    return value if value is not None else otherwise or 0
