"""The handout: a plan's week or phase in finished words for paper. Doses and answers are those of the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rehab.checkins.mayrun import run_answer
from rehab.checkins.planned import all_doses, dose_text, exercise_of, moving_on, weekly_days
from rehab.checkins.standing import Standing
from rehab.engine.catalog import Catalog, Kind, TierId
from rehab.engine.conditions import holds
from rehab.engine.progress.course import Role
from rehab.engine.progress.doses import Dose, level_of
from rehab.engine.week import DAYS, picked
from rehab.library.figure_pictures import Strip, strips_of
from rehab.library.models import Exercise, Question
from rehab.plans.clearance_words import limit_words
from rehab.plans.daypart import shared_banners
from rehab.plans.shared import WHOLE, Shared
from rehab.plans.words import PHASES

WEEK, PLAN = "week", "plan"
HURT_IS_NOT_HARM = (
    "Hurt is not harm up to 5 of 10, if it has settled by the next morning. Above that, stop the exercise for today."
)
CALL = (
    "If you would say yes to one of these, call 112 (US and Canada 911, UK 999, Australia 000) "
    "or go to an emergency department. Do not drive yourself."
)
RESTS = "Rests for now. Leave it out until Today in the app shows it again."
RENEW = "Doses change at the check-in: print a new page after it."
CALM_ENDS = "Calm days end by themselves: Today in the app says when."


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise: its dose as on the screen, how it starts, one cue, and the days with a box to tick."""

    name: str
    dose: str
    start: str
    cue: str
    days: tuple[str, ...]
    rests: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """Walking or aerobic work: its dose and on how many days."""

    name: str
    dose: str
    days: int


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything that stands on the paper; `notes` are headings with what they say, `strips` the lines' figures."""

    span: str
    title: str
    dates: str
    name: str
    notes: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    strips: tuple[Strip | None, ...]
    beside: tuple[Beside, ...]
    today: str
    run_head: str
    run_text: str
    pain_rule: str
    call: str
    signs: tuple[str, ...]
    address: str
    renew: str
    foot: str
    printed_on: date


def handout_of(*, standing: Standing, span: str, address: str, shared: Shared = WHOLE) -> Handout:
    """The handout of a plan that may be trained, for whom so much is shared; `address` is where its QR code leads."""
    plan, today, run = standing.plan, standing.today, run_answer(standing)
    doses, now = _doses(standing, span)
    figures = strips_of(dose.item.exercise_id for dose in doses)
    return Handout(
        span=span,
        title=_title(standing, span),
        dates=_dates(standing, span),
        name=plan.runner.display_name,
        notes=_notes(standing, shared),
        lines=_lines(standing, span, doses, now),
        strips=tuple(figures.get(dose.item.exercise_id) for dose in doses),
        beside=_beside(standing),
        today=f"{today:%A} {today.day} {today:%B}",
        run_head=run.head,
        run_text=run.text,
        pain_rule=HURT_IS_NOT_HARM,
        call=CALL,
        signs=emergency_signs(standing.frame.catalog, plan.protocol_id),
        address=address,
        renew=CALM_ENDS if _is_calm(standing) else RENEW,
        foot=f"Plan version {plan.revision}, protocol version {plan.protocol.version}, printed {_day(today)}",
        printed_on=today,
    )


def _notes(standing: Standing, shared: Shared) -> tuple[tuple[str, str], ...]:
    """What a clinician limits, then what else holds now."""
    cleared = limit_words(standing.plan, standing.today)
    now = [(banner.heading, banner.text) for banner in shared_banners(standing.plan, standing.course, shared)]
    return (*([cleared] if cleared else []), *now)


def _is_calm(standing: Standing) -> bool:
    return standing.course.flare is not None


def _title(standing: Standing, span: str) -> str:
    if _is_calm(standing):
        return "Calm days"
    return "This week" if span == WEEK else f"The plan now: {PHASES[standing.course.phase].lower()}"


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def _dates(standing: Standing, span: str) -> str:
    if span == PLAN or _is_calm(standing):
        return f"From {_day(standing.today)}"
    first, last = _first(standing), _first(standing) + timedelta(days=DAYS - 1)
    return f"{first:%A} {first.day} {first:%B} to {last:%A} {_day(last)}"


def _first(standing: Standing) -> date:
    """The first day of the plan's week in which today lies; of calm days, today."""
    return standing.today if _is_calm(standing) else standing.date_of(standing.day - standing.day % DAYS)


def _doses(standing: Standing, span: str) -> tuple[list[Dose], list[Dose]]:
    """What stands on the paper, and what of it is done now."""
    now = [dose for dose in all_doses(standing, standing.day) if dose.item.role is Role.EXERCISE]
    return (now if span == WEEK or _is_calm(standing) else _of_the_phase(standing, now)), now


def _lines(standing: Standing, span: str, doses: list[Dose], now: list[Dose]) -> tuple[Line, ...]:
    cues = _cues([dose.item.exercise_id for dose in doses])
    return tuple(_line(standing, dose, span, *cues[dose.item.exercise_id], rests=dose not in now) for dose in doses)


def _of_the_phase(standing: Standing, now: list[Dose]) -> list[Dose]:
    """Every exercise of the present phase in its order: those of now, and those that rest, at the level they have."""
    found = {dose.item.exercise_id: dose for dose in now}
    items = [item for item in standing.course.items if item.role is Role.EXERCISE]
    catalog = standing.frame.catalog
    return [found.get(item.exercise_id) or Dose(item, level_of(catalog, item)) for item in items]


def _line(standing: Standing, dose: Dose, span: str, name: str, cues: list[str], *, rests: bool) -> Line:
    exercise = exercise_of(standing, dose)
    start, cue = (*cues, "", "")[:2]
    return Line(
        name=name,
        dose=dose_text(exercise, dose.level),
        start=start,
        cue=cue,
        days=() if rests else tuple(_days(standing, exercise.days_per_week, span)),
        rests=RESTS if rests else "",
    )


def _days(standing: Standing, days_per_week: int, span: str) -> Iterable[str]:
    """The days of the plan's week on which an exercise falls; calm days have their set every day."""
    every_day = tuple(range(1, DAYS + 1))
    numbers = every_day if _is_calm(standing) else picked(weekly_days(standing), days_per_week)
    for number in numbers:
        when = _first(standing) + timedelta(days=number - 1)
        yield f"{when:%a} {when.day}" if span == WEEK else f"{when:%a}"


def _cues(ids: list[str]) -> dict[str, tuple[str, list[str]]]:
    """The name and the cues of exercises."""
    rows = Exercise.objects.filter(pk__in=ids).prefetch_related("hints")
    return {row.pk: (row.name, [hint.text for hint in row.hints.all() if hint.kind == "cue"]) for row in rows}


def _beside(standing: Standing) -> tuple[Beside, ...]:
    doses = moving_on(standing, standing.day)
    names = dict(Exercise.objects.filter(pk__in=[dose.item.exercise_id for dose in doses]).values_list("pk", "name"))
    found = [(names[dose.item.exercise_id], exercise_of(standing, dose), dose.level) for dose in doses]
    return tuple(Beside(name, dose_text(exercise, level), exercise.days_per_week) for name, exercise, level in found)


def emergency_signs(catalog: Catalog, protocol_id: int) -> tuple[str, ...]:
    """The safety questions of a protocol to which a yes alone is an emergency, in their words and order."""
    flags = [flag for flag in catalog.flags if flag.tier is TierId.EMERGENCY]
    asked = [question.id for question in catalog.questions if question.kind is Kind.YES_NO_UNSURE]
    alone = [id_ for id_ in asked if any(holds(flag.when, {id_: "yes"}) for flag in flags)]
    rows = Question.objects.filter(protocol_id=protocol_id, key__in=alone).order_by("position")
    return tuple(rows.values_list("text", flat=True))
