"""Sessions: what of a day can be logged, and writing it down. Sets and levels are the plan's, never the form's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from rehab.engine.catalog import Level
from rehab.engine.progress.course import Role
from rehab.engine.progress.doses import Dose
from rehab.engine.progress.following import Followed
from rehab.engine.progress.log import Mark, Session
from rehab.library.figure_pictures import Shown, figures_of
from rehab.library.models import Exercise
from rehab.plans.following import entries
from rehab.plans.models import LogEntry
from rehab.plans.recording import record_entry

from .planned import dose_text, exercises_on, is_session_day, moving_on, still_open
from .standing import Standing

ADDED_WITHIN_DAYS = 7  # later nothing is judged any more, and memory of sets and pain is poor (expert)
REASONS = {
    "time": "No time",
    "pain": "It hurt, or I feared it would",
    "unsure": "Not sure how to do it",
    "kit": "No kit or no place",
    "other": "Something else",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise that can be logged: its level and sets as planned; `minutes` where it is dosed in minutes."""

    exercise_id: str
    name: str
    words: str
    level: int
    planned: float
    minutes: float | None
    counts: bool
    mark: Mark | None = None
    figure: Shown | None = None

    @property
    def minutes_done(self) -> float | None:
        """The minutes logged before."""
        if self.mark is None or self.minutes is None or self.mark.skipped:
            return None
        return round(self.mark.done * self.minutes, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What of a day can be logged, beside what was. `old_made_on`, `number`: when and as which row it was."""

    day: int
    on: date
    lines: tuple[Line, ...]
    planned: float
    old: Session | None
    old_made_on: date | None
    number: int
    is_planned: bool
    is_correction: bool

    @property
    def exercises(self) -> tuple[Line, ...]:
        """What counts towards the session."""
        return tuple(line for line in self.lines if line.counts)

    @property
    def moving(self) -> tuple[Line, ...]:
        """Walking and the aerobic part, marked beside it."""
        return tuple(line for line in self.lines if not line.counts)


@dataclass(frozen=True, slots=True)
class Said:
    """What a runner says of one exercise. `done` are sets, or for what is dosed in minutes a share of them."""

    exercise_id: str
    done: float = 0
    pain: int | None = None
    effort: int | None = None
    spread: bool | None = None
    skipped: str = ""


def sheet_of(standing: Standing, day: int) -> Sheet | None:
    """The sheet of a day; None for a day to come, or one too long ago that was never logged."""
    row = LogEntry.objects.filter(plan=standing.plan, entry_id=_id(day)).order_by("-number").first()
    if not 0 <= day <= standing.day or (row is None and day < standing.day - ADDED_WITHIN_DAYS):
        return None
    old = entries([row])[0] if row else None
    assert old is None or isinstance(old, Session)
    lines = _lines(standing, day, old)
    made_on = timezone.localdate(row.made_at) if row else None
    return Sheet(
        day=day,
        on=standing.date_of(day),
        lines=lines,
        planned=old.planned if old and old.planned else sum(line.planned for line in lines if line.counts),
        old=old,
        old_made_on=made_on,
        number=row.number if row else 0,
        is_planned=is_session_day(standing, day) or standing.course.flare is not None,
        is_correction=made_on is not None and made_on < standing.today,
    )


def _id(day: int) -> str:
    return f"session-{day}"


def _lines(standing: Standing, day: int, old: Session | None) -> tuple[Line, ...]:
    """What was logged stays as it was planned then; what is planned and not logged yet joins it."""
    marks = {mark.exercise_id: mark for mark in old.marks} if old else {}
    new = still_open(standing, (*exercises_on(standing, day), *moving_on(standing, day)), old)
    ids = [*marks, *(dose.item.exercise_id for dose in new)]
    names = dict(Exercise.objects.filter(pk__in=ids).values_list("pk", "name"))
    figures = figures_of(ids)
    lines = [_logged(standing, mark, names[id_]) for id_, mark in marks.items()]
    lines += [_planned(standing, dose, names[dose.item.exercise_id]) for dose in new]
    drawn = (replace(line, figure=figures.get(line.exercise_id)) for line in lines)
    return tuple(sorted(drawn, key=lambda line: not line.counts))


def _logged(standing: Standing, mark: Mark, name: str) -> Line:
    exercise = standing.frame.catalog.exercises[mark.exercise_id]
    level = exercise.levels[min(mark.level, len(exercise.levels)) - 1]
    words = dose_text(exercise, level)
    return Line(mark.exercise_id, name, words, mark.level, mark.planned, level.minutes, mark.counts, mark)


def _planned(standing: Standing, dose: Dose, name: str) -> Line:
    item, catalog = dose.item, standing.frame.catalog
    level: Level = dose.level
    words = dose_text(catalog.exercises[item.exercise_id], level)
    return Line(item.exercise_id, name, words, level.level, dose.planned, level.minutes, item.role is Role.EXERCISE)


class StaleSheetError(ValueError):
    """The sheet was filled in before something else was logged for its day."""


def log_session(
    *,
    standing: Standing,
    sheet: Sheet,
    said: Iterable[Said],
    now: datetime,
    seen: int | None = None,
    note: str = "",
    key: UUID | None = None,
) -> Followed:
    """Write a day's session down as it was said; what nobody spoke of stays unknown.

    `seen` is the row that was shown when it was said: a sheet from before another entry overwrites nothing unseen.
    `key` is that of the form: sent again, it counts once.
    """
    lines = {line.exercise_id: line for line in sheet.lines}
    marks = tuple(_mark(lines[one.exercise_id], one) for one in said)
    entry = Session(_id(sheet.day), sheet.day, marks, sheet.planned)
    if seen is not None and seen != sheet.number and entry != sheet.old:
        raise StaleSheetError(entry.id)
    plan = standing.plan
    corrects, note = sheet.is_correction, note[:300]
    return record_entry(plan=plan, entry=entry, actor=plan.runner, now=now, corrects=corrects, note=note, key=key)


def _mark(line: Line, said: Said) -> Mark:
    return Mark(
        exercise_id=line.exercise_id,
        level=line.level,
        done=0 if said.skipped else said.done,
        planned=line.planned,
        pain=None if said.skipped else said.pain,
        effort=None if said.skipped else said.effort,
        spread=None if said.skipped else said.spread,
        skipped=said.skipped,
        counts=line.counts,
    )
