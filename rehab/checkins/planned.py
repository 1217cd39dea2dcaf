"""Planned: what there is to do on a day, how long it takes, and on which days of the week it falls."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rehab.engine.catalog import Exercise, Level
from rehab.engine.progress.course import RUN_PHASE, Role
from rehab.engine.progress.doses import Dose, prescribed
from rehab.engine.progress.log import Session
from rehab.engine.progress.training import runs_a_week, sessions_a_week
from rehab.engine.week import DAYS, picked
from rehab.plans.models import LogEntry
from rehab.plans.weekview import running_days, session_days

from .standing import Standing

# Expert: a repetition without a hold, a metre, and getting into the next exercise, in seconds.
REP_S, METRE_S, CHANGE_S = 4, 1, 20
Part = tuple[str, str]


def weekly_days(standing: Standing) -> tuple[int, ...]:
    """On which days of the plan's week (1 to 7) its sessions fall, by today's phase."""
    count = sessions_a_week(standing.course, standing.frame, standing.day)
    return session_days(standing.plan, count)


def is_session_day(standing: Standing, day: int) -> bool:
    """Whether a session of the usual week falls on a day."""
    return day % DAYS + 1 in weekly_days(standing)


def has_session(standing: Standing) -> bool:
    """Whether there is a session today; calm days have their small set every day."""
    return standing.course.flare is not None or is_session_day(standing, standing.day)


def is_first_session(standing: Standing) -> bool:
    """Whether this runner has never logged a session, in this plan or in one before."""
    if standing.log.sessions:
        return False
    return not LogEntry.objects.filter(plan__runner=standing.plan.runner, kind="session").exists()


def weekly_runs(standing: Standing) -> int:
    """Runs planned in a week: 0 while none are allowed, and in calm days."""
    if standing.course.flare is not None:
        return 0
    if standing.course.phase >= RUN_PHASE:
        return runs_a_week(standing.frame)
    if standing.course.phase == 1 or standing.frame.start.run_allowance == "stop":
        return 0
    return len(running_days(standing.plan))


def all_doses(standing: Standing, day: int) -> tuple[Dose, ...]:
    """Everything that may be done on a day."""
    return prescribed(standing.course, standing.log, standing.frame, day)


def exercises_on(standing: Standing, day: int) -> list[Dose]:
    """The session of a day. What is for fewer days a week has its own among them; a moved session is whole."""
    doses = [dose for dose in all_doses(standing, day) if dose.item.role is Role.EXERCISE]
    days, number = weekly_days(standing), day % DAYS + 1
    if standing.course.flare is not None or number not in days:
        return doses
    return [dose for dose in doses if number in picked(days, exercise_of(standing, dose).days_per_week)]


def still_open(standing: Standing, doses: Iterable[Dose], session: Session | None) -> list[Dose]:
    """The doses a session says nothing of yet.

    An exercise that has just given way to its easier neighbour is logged: the neighbour is for next time.
    """
    if session is None:
        return list(doses)
    catalog, logged = standing.frame.catalog, {mark.exercise_id for mark in session.marks}
    easier = {catalog.exercises[id_].regression for id_ in logged}
    return [dose for dose in doses if dose.item.exercise_id not in logged | easier]


def moving_on(standing: Standing, day: int) -> list[Dose]:
    """Walking and the aerobic part of a day; one line if both are the same exercise."""
    found: dict[str, Dose] = {}
    for dose in all_doses(standing, day):
        if dose.item.role is not Role.EXERCISE:
            found.setdefault(dose.item.exercise_id, dose)
    return list(found.values())


def exercise_of(standing: Standing, dose: Dose) -> Exercise:
    """The exercise of a dose as the plan began with it."""
    return standing.frame.catalog.exercises[dose.item.exercise_id]


def session_minutes(standing: Standing, doses: Iterable[Dose]) -> int:
    """About how long a session takes, in whole minutes."""
    return math.ceil(sum(_seconds(exercise_of(standing, dose), dose.level) for dose in doses) / 60)


def _seconds(exercise: Exercise, level: Level) -> float:
    sets, sides = level.sets or 1, 2 if exercise.per_side else 1
    if level.minutes is not None:
        return sides * level.minutes * 60 + CHANGE_S
    work = level.metres * METRE_S if level.metres is not None else (level.reps or 1) * (level.hold_s or REP_S)
    return sets * sides * work + (sets - 1) * exercise.rest_s + CHANGE_S


def dose_parts(exercise: Exercise, level: Level) -> list[Part]:
    """A dose as numbers with what they count: sets, each side, hold, rest."""
    side = " each side" if exercise.per_side else ""
    if level.minutes is not None:
        return [(f"{level.minutes:g}", f"{'minute' if level.minutes == 1 else 'minutes'}{side}")]
    parts = [(f"{level.sets}", "set" if level.sets == 1 else "sets")]
    if level.metres is not None:
        parts.append((f"{level.metres} m", side.strip()))
    elif level.reps == 1 and level.hold_s:
        parts.append((f"{level.hold_s} s", f"hold{side}"))
    else:
        parts.append((f"{level.reps}", side.strip() or "times"))
        parts += [(f"{level.hold_s} s", "hold")] if level.hold_s else []
    parts += [(f"{exercise.rest_s} s", "rest")] if exercise.rest_s and (level.sets or 1) > 1 else []
    parts += [(f"up to {exercise.times_per_day}", "times a day")] if exercise.times_per_day > 1 else []
    return parts


def dose_text(exercise: Exercise, level: Level) -> str:
    """A dose in one line."""
    return ", ".join(f"{number} {what}".strip() for number, what in dose_parts(exercise, level))
