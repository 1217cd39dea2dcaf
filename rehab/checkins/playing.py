"""Playing: the sessions of today and the six days after it, as the player goes through them. Nothing is written.

A day to come is played as it would be if nothing were logged until then: the doses of a page that was fetched on a
Friday are right on the Sunday, and lower rather than higher after days without a log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from rehab.engine.catalog import Level
from rehab.engine.progress.course import RUN_PHASE, Role
from rehab.engine.progress.doses import Dose
from rehab.engine.progress.easing import easier_than
from rehab.engine.week import DAYS
from rehab.library.figure_pictures import Shown, figures_of
from rehab.library.models import Exercise
from rehab.plans.following import course_today
from rehab.plans.mayrun import Answer

from .mayrun import run_answer
from .planned import (
    dose_parts,
    dose_text,
    exercise_of,
    exercises_on,
    has_session,
    moving_on,
    session_minutes,
    still_open,
)
from .runwords import stage_of, stage_words
from .standing import Standing
from .weekleft import state_of

WARM_UP_MIN = 5  # walked before the first run of a stage and after the last
MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Told:
    """An exercise in words and picture."""

    name: str
    cues: tuple[str, ...]
    figure: Shown | None


@dataclass(frozen=True, slots=True)
class Easier:
    """What may be tried in its place: another exercise, or the same one a level lower. It is never counted."""

    told: Told
    parts: tuple[tuple[str, str], ...]
    is_same: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An exercise with its dose of the day. What does not count is a walk or aerobic work beside the session."""

    exercise_id: str
    told: Told
    level: Level
    per_side: bool
    rest_s: int
    parts: tuple[tuple[str, str], ...]
    words: str
    counts: bool
    easier: Easier | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day's lines, those that count first. `is_over`: its session is logged. `minutes` is what is left of it.

    `asks_first`: on that day questions stand before everything else.
    """

    day: int
    on: date
    is_session_day: bool
    is_over: bool
    asks_first: bool
    minutes: int
    lines: tuple[Line, ...]

    @property
    def exercises(self) -> tuple[Line, ...]:
        """What counts towards the session."""
        return tuple(line for line in self.lines if line.counts)


@dataclass(frozen=True, slots=True)
class Interval:
    """A part of a run-walk session: walk or run, for so many seconds. `is_stage`: part of what the stage asks for."""

    what: str
    seconds: int
    is_stage: bool = True


@dataclass(frozen=True, slots=True)
class RunToday:
    """Today's run at its stage."""

    stage: int
    words: str
    intervals: tuple[Interval, ...]


def days_to_play(standing: Standing) -> tuple[Day, ...]:
    """Today and six days more. Nothing is offered while questions stand first, in a pause or under a safety lock."""
    standings = [standing, *(_later(standing, day) for day in range(standing.day + 1, standing.day + DAYS))]
    planned = [(one, _doses(one)) for one in standings]
    eased = {id(dose): _easier(one, dose) for one, doses in planned for dose in doses}
    every = [dose for _, doses in planned for dose in doses]
    told = _told(dose.item.exercise_id for dose in (*every, *filter(None, eased.values())))
    return tuple(
        _day(one, doses, [_line(one, dose, eased[id(dose)], told) for dose in doses]) for one, doses in planned
    )


def _later(standing: Standing, day: int) -> Standing:
    course = course_today(standing.plan, standing.log, standing.frame, day)
    return replace(standing, day=day, today=standing.date_of(day), course=course)


def _doses(standing: Standing) -> list[Dose]:
    if standing.has_to_answer or standing.is_shut:
        return []
    exercises = [] if _is_over(standing) else exercises_on(standing, standing.day)
    doses = (*exercises, *moving_on(standing, standing.day))
    return still_open(standing, doses, standing.session_on(standing.day))


def _is_over(standing: Standing) -> bool:
    """Whether the session is logged, and nothing of it is left."""
    session = standing.session_on(standing.day)
    if session is None or not _is_logged(standing):
        return False
    return state_of(session) != "part" or not still_open(standing, exercises_on(standing, standing.day), session)


def _is_logged(standing: Standing) -> bool:
    session = standing.session_on(standing.day)
    return session is not None and any(mark.counts for mark in session.marks)


def _easier(standing: Standing, dose: Dose) -> Dose | None:
    if dose.item.role is not Role.EXERCISE:
        return None
    return easier_than(dose.item, standing.course, standing.log, standing.frame, standing.day)


def _told(ids: Iterable[str]) -> dict[str, Told]:
    rows = Exercise.objects.prefetch_related("hints").in_bulk(set(ids))
    figures = figures_of(rows)
    return {id_: _in_words(row, figures.get(id_)) for id_, row in rows.items()}


def _in_words(row: Exercise, figure: Shown | None) -> Told:
    cues = tuple(hint.text for hint in row.hints.all() if hint.kind == "cue")
    return Told(row.name, cues, figure)


def _line(standing: Standing, dose: Dose, easier: Dose | None, told: dict[str, Told]) -> Line:
    exercise = exercise_of(standing, dose)
    return Line(
        exercise_id=exercise.id,
        told=told[exercise.id],
        level=dose.level,
        per_side=exercise.per_side,
        rest_s=exercise.rest_s,
        parts=tuple(dose_parts(exercise, dose.level)),
        words=dose_text(exercise, dose.level),
        counts=dose.item.role is Role.EXERCISE,
        easier=_eased(standing, easier, exercise.id, told) if easier else None,
    )


def _eased(standing: Standing, dose: Dose, instead_of: str, told: dict[str, Told]) -> Easier:
    exercise = exercise_of(standing, dose)
    return Easier(told[exercise.id], tuple(dose_parts(exercise, dose.level)), exercise.id == instead_of)


def _day(standing: Standing, doses: list[Dose], lines: list[Line]) -> Day:
    counted = [dose for dose in doses if dose.item.role is Role.EXERCISE]
    return Day(
        day=standing.day,
        on=standing.today,
        is_session_day=has_session(standing) or _is_logged(standing),
        is_over=_is_over(standing),
        asks_first=standing.has_to_answer,
        minutes=session_minutes(standing, counted),
        lines=tuple(lines),
    )


def run_to_play(standing: Standing) -> RunToday | None:
    """Today's run-walk stage with five minutes of walking around it; None unless running is open, at a stage."""
    course = standing.course
    stage = stage_of(standing.frame, course.stage) if course.phase == RUN_PHASE else None
    if stage is None or standing.has_to_answer or run_answer(standing).state is not Answer.YES:
        return None
    walk = Interval("walk", WARM_UP_MIN * MINUTE_S, is_stage=False)
    parts = [
        Interval(what, minutes * MINUTE_S)
        for segment in stage.segments
        for _ in range(segment.reps)
        for what, minutes in (("run", segment.run_min), ("walk", segment.walk_min))
        if minutes
    ]
    return RunToday(stage.stage, stage_words(stage), (walk, *parts, walk))
