"""What the page of one exercise says to everybody: finished values for its template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .figure_pictures import Shown, figures_of
from .ladders import Rung, ladder_of
from .models import Block, CategoryText, Exclusion, Exercise, Hint, Question, Source
from .words import (
    LOADS,
    amount_words,
    cautions,
    confidence_words,
    joined,
    kit_words,
    lowered,
    phases_words,
    places_words,
)

LAST_PHASE = 4
ANSWERS = ("medical", "pregnancy_status")


@dataclass(frozen=True, slots=True)
class ExercisePage:
    """An exercise in words."""

    exercise_id: str
    name: str
    purpose: str
    aliases: str
    figure: Shown | None
    cues: list[str]
    errors: list[str]
    cautions: list[str]
    levels: list[str]
    days_per_week: int
    kit: str
    stands_in: tuple[str, str] | None
    load: str
    suits: list[str]
    waits: list[tuple[str, str]]
    left_out_after: list[str]
    ladder: list[Rung]
    sources: list[Source]
    confidence: str
    reviewer: str
    reviewed_on: date | None


def exercise_page(exercise: Exercise) -> ExercisePage:
    """The page of an exercise, in a number of queries that grows with nothing."""
    patterns, ladder = _patterns(), ladder_of(exercise.pk)
    figures = {rung.exercise_id: rung.figure for rung in ladder} or figures_of([exercise.pk])
    hints = list(exercise.hints.all())
    instead = exercise.substitute
    return ExercisePage(
        exercise_id=exercise.pk,
        name=exercise.name,
        purpose=_purpose(exercise),
        aliases=joined(exercise.aliases),
        figure=figures.get(exercise.pk),
        cues=[hint.text for hint in hints if hint.kind == Hint.Kind.CUE],
        errors=[hint.text for hint in hints if hint.kind == Hint.Kind.ERROR],
        cautions=cautions(exercise.caution, patterns),
        levels=[", ".join(amount_words(level, exercise)) for level in exercise.levels.all()],
        days_per_week=exercise.days_per_week,
        kit=kit_words(exercise.equipment) if exercise.equipment else "",
        stands_in=(instead.pk, instead.name) if instead else None,
        load=LOADS.get(exercise.load, ""),
        suits=[lowered(patterns[code]) for code in exercise.indicated if code in patterns],
        waits=_waits(exercise.blocks.all(), patterns),
        left_out_after=_answers_against(exercise),
        ladder=ladder,
        sources=list(exercise.sources.all()),
        confidence=confidence_words(exercise.confidence),
        reviewer=exercise.reviewer,
        reviewed_on=exercise.reviewed_on,
    )


def _purpose(exercise: Exercise) -> str:
    """“Stabilisation for the low back, in phases 2 and 3.”"""
    where, when = places_words(exercise.regions), phases_words(exercise.phases)
    return f"{exercise.get_kind_display()} for {where}, in {when}."


def _patterns() -> dict[str, str]:
    return dict(CategoryText.objects.filter(protocol__status="published").values_list("category", "label"))


def _waits(blocks: Iterable[Block], patterns: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each pattern that has to wait for the exercise, with how long: the shortest wait first."""
    known = sorted((block.through_phase, block.category) for block in blocks if block.category in patterns)
    return [(lowered(patterns[code]), _until(through)) for through, code in known]


def _until(through: int) -> str:
    return "left out of the programme" if through >= LAST_PHASE else f"from phase {through + 1} on"


def _answers_against(exercise: Exercise) -> list[str]:
    """The answers of the intake after which no plan has the exercise, as they stand there."""
    keys = Exclusion.objects.filter(protocol__status="published", exercises=exercise).values_list("key", flat=True)
    asked = Question.objects.filter(protocol__status="published", key__in=ANSWERS).values_list("labels", flat=True)
    labels = {answer: label for found in asked for answer, label in found.items()}
    return sorted(str(labels.get(key, key.replace("_", " "))) for key in keys)
