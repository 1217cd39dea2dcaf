"""What changes an intake. Safety answers are written first; an emergency ends it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from rehab.engine.answers import Problem, read_value
from rehab.engine.catalog import CheckKind, Kind
from rehab.engine.conditions import holds
from rehab.library.mapping import catalog_of
from rehab.library.models import Protocol

from . import selectors
from .clearing import cleared_flags, known_clearances
from .denial import kept_flags
from .finishing import refer, screen_saved
from .models import Intake, SafetyAnswer
from .steps import AGAIN, DECIDING, OSTEOPOROSIS, SAFETY
from .wizard import ASKED_AGAIN, Wizard


class Sent(Enum):
    """How a screen's answers came: sent to go on, sent to go back, or saved by itself while they are given."""

    ON = auto()
    BACK = auto()
    DRAFT = auto()


@dataclass(frozen=True, slots=True)
class ScreenAnswers:
    """What a screen sends: raw answers by field, how they came, and for a draft the turn it was begun in."""

    given: Mapping[str, Any]
    sent: Sent = Sent.ON
    turn: str = ""

    def is_late_for(self, intake: Intake) -> bool:
        """Whether this draft was begun before another screen was sent."""
        return self.sent is Sent.DRAFT and self.turn != str(intake.turn)


NOTES = "notes"
OWN_FIELDS = ("psfs_scores",)  # kept beside the engine's answers: scores of further activities


@dataclass(frozen=True, slots=True)
class Wrong:
    """Answers that were not saved; each with what to do."""

    problems: tuple[Problem, ...]


@transaction.atomic
def start_intake(*, runner: User, now: datetime) -> Intake:
    """The runner's open intake, begun if there is none."""
    found = Intake.objects.filter(runner=runner, state=Intake.State.OPEN).first()
    if found is not None:
        return found
    protocol = Protocol.objects.get(status=Protocol.Status.PUBLISHED)
    # Two tabs may begin at once: the constraint lets one through, and both get that one.
    row = Intake(runner=runner, protocol=protocol, started_at=now, saved_at=now)
    Intake.objects.bulk_create([row], ignore_conflicts=True)
    return Intake.objects.get(runner=runner, state=Intake.State.OPEN)


def wizard_of(intake: Intake, parts: Mapping[str, str], now: datetime) -> Wizard:
    """The wizard for an intake as it is stored."""
    catalog, clearances = catalog_of(intake.protocol), known_clearances(intake)
    kept = kept_flags(selectors.standing_flags(intake.runner, clearances), now)
    cleared = cleared_flags(intake, catalog) - {*kept} if clearances else set[str]()
    return Wizard(catalog, parts, intake.answers, intake.done, kept, cleared)


def save_step(
    *, intake: Intake, parts: Mapping[str, str], number: int, answers: ScreenAnswers, now: datetime
) -> Intake | Wrong | None:
    """Save a screen; None if the intake is over, or a draft comes after its screen was sent.

    Safety answers are written down first, in a transaction of their own: whatever fails after it, they are there. Only
    what is sent to go on has to be complete; what is sent to go back is screened all the same.
    """
    if answers.sent is not Sent.DRAFT:
        store_safety(intake, parts, answers.given, now)
    return _save(intake.pk, parts, number, answers, now)


@transaction.atomic
def _save(
    pk: UUID, parts: Mapping[str, str], number: int, answers: ScreenAnswers, now: datetime
) -> Intake | Wrong | None:
    intake = lock_open(pk)
    if intake is None or answers.is_late_for(intake):
        return None
    before = wizard_of(intake, parts, now)
    good, problems = _read(before, _counting(answers, before))
    contradictions = _merge(intake, before, good)
    here = [found for found in contradictions if found.field in before.steps[number - 1].questions]
    if answers.sent is Sent.ON and (problems or here):
        return Wrong(tuple(problems or here))
    _mark(intake, before, number, good, contradictions, answers.sent)
    intake.saved_at = now
    intake.turn += answers.sent is not Sent.DRAFT
    intake.save(update_fields=["answers", "done", "turn", "saved_at"])
    if answers.sent is not Sent.DRAFT:
        screen_saved(intake, wizard_of(intake, parts, now), now)
    return intake


def store_safety(intake: Intake, parts: Mapping[str, str], given: Mapping[str, Any], now: datetime) -> None:
    """Safety answers as they were given. A draft's are not among them: a finger on its way is no answer."""
    SafetyAnswer.objects.bulk_create(
        SafetyAnswer(intake=intake, question=name, answer=str(value)[:8], given_at=now)
        for name, value in given.items()
        if parts.get(name) == SAFETY and value is not None
    )


def lock_open(pk: UUID) -> Intake | None:
    """An open intake, locked for this transaction."""
    own = selectors.with_clearance(Intake.objects.select_for_update(of=("self",)).select_related("protocol", "runner"))
    return own.filter(pk=pk, state=Intake.State.OPEN).first()


def _read(wizard: Wizard, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    good: dict[str, Any] = {}
    problems = []
    for name, value in given.items():
        question = wizard.questions.get(name)
        if question is None:
            good |= {name: value} if name in OWN_FIELDS else {}
            continue
        try:
            if value is not None and question.kind not in (Kind.TEXTS, Kind.DATE):
                read_value(question, value)
            good[name] = value
        except ValueError as error:
            problems.append(Problem(name, f"This {error}."))
    return good, problems


def _counting(answers: ScreenAnswers, before: Wizard) -> dict[str, Any]:
    """What of a screen is stored: no safety answer of a draft, and no bending test with osteoporosis."""
    if answers.sent is Sent.DRAFT:
        return {name: value for name, value in answers.given.items() if before.parts.get(name) != SAFETY}
    return _beside_the_test(answers.given, before.raw)


def _beside_the_test(given: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """With osteoporosis the bending test is not done, and the condition stands among the others."""
    answers = dict(given)
    said = answers.pop(OSTEOPOROSIS, None)
    if said is None:
        return answers
    medical = set(stored.get("medical", [])) - {"osteoporosis", "none"}
    if said:
        answers |= {"flex_test": "not_done", "medical": sorted({*medical, "osteoporosis"})}
    elif "osteoporosis" in stored.get("medical", []):
        answers["medical"] = sorted(medical) or None
    return answers


def _merge(intake: Intake, before: Wizard, good: Mapping[str, Any]) -> list[Problem]:
    merged = {**intake.answers, **good}
    intake.answers = {name: value for name, value in merged.items() if value is not None}
    after = Wizard(before.catalog, before.parts, intake.answers, intake.done)
    return [
        Problem(check.read_field, f"{check.reason[:1].upper()}{check.reason[1:]}.")
        for check in before.catalog.checks
        if check.kind is CheckKind.REFUSE and holds(check.when, after.facts)
    ]


def _mark(
    intake: Intake,
    before: Wizard,
    number: int,
    good: Mapping[str, Any],
    contradictions: list[Problem],
    sent: Sent,
) -> None:
    step = before.steps[number - 1]
    done = list(intake.done)
    if sent is Sent.ON and step.key == AGAIN:
        done += [f"{ASKED_AGAIN}{name}" for name in good]
    elif sent is Sent.ON and step.key != DECIDING and step.key not in done:
        done.append(step.key)
    # An answer given elsewhere no longer fits: its screen is asked again.
    wrong = {found.field for found in contradictions}
    if intake.answers.get(NOTES) != before.raw.get(NOTES):
        done = [key for key in done if not key.startswith(ASKED_AGAIN)]  # new words may ask again
    reopened = {other.key for other in before.steps if wrong.intersection(other.questions)}
    intake.done = [key for key in done if key not in reopened]


@transaction.atomic
def reopen_step(*, intake: Intake, key: str) -> None:
    """Ask a screen again: an answer on it has called for one more question."""
    _reopen(Intake.objects.select_for_update().get(pk=intake.pk), {key})


def _reopen(locked: Intake, keys: set[str]) -> None:
    locked.done = [key for key in locked.done if key not in keys]
    locked.save(update_fields=["done"])


@transaction.atomic
def submit_intake(*, runner: User, now: datetime, today: date) -> Intake | Wrong | None:
    """Make a plan or a referral of the open intake, once; a second call finds the first one's result."""
    locked = Intake.objects.select_for_update(of=("self",)).select_related("protocol", "runner", "plan")
    intake = selectors.with_clearance(locked).filter(runner=runner).first()
    if intake is None or intake.state != Intake.State.OPEN:
        return intake
    wizard = wizard_of(intake, selectors.parts(intake), now)
    if wizard.next_number() is not None:
        return Wrong(())  # a screen is still open, perhaps a safety question: nothing is presumed in its place
    problems = refer(intake, wizard, now, today)
    if not problems:
        return intake
    wrong = {problem.field for problem in problems}
    _reopen(intake, {step.key for step in wizard.steps if wrong.intersection(step.questions)})
    return Wrong(tuple(problems))
