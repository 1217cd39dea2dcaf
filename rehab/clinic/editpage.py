"""The editor: the plan as it stands, with a form for each thing that may be changed. Finished values."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rehab.checkins.planned import dose_text
from rehab.checkins.standing import Standing
from rehab.engine.progress.course import Cause, Item, Proposal, Role
from rehab.engine.progress.doses import level_of
from rehab.plans.decisions import wording_of
from rehab.plans.event_words import SUBJECTS, rule_words, side_words
from rehab.plans.words import PHASES

from .change_form import ChangeForm
from .course_forms import PARTS, ProposalForm
from .edit_words import has_stage
from .since import last_change

LOCKS = {
    Cause.CONTACT: "Running waits until a clinician has seen the runner.",
    Cause.RUNNING: "A warning sign stops running.",
    Cause.PROGRESS: "Nothing goes up until a clinician has seen the runner.",
}
HEADS = {
    "phase": "Phase",
    "stage": "Run stage",
    "hold": "Hold",
    "pause": "Pause",
    "mode": "Who decides",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An exercise of the present phase: its dose in words, its marks, its place from 0 (none for walking), its form."""

    id: str
    name: str
    dose: str
    marks: tuple[str, ...]
    place: int | None
    up: int
    down: int
    key: uuid.UUID
    form: ChangeForm | None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing about the whole plan: how it is now, and its form."""

    name: str
    heading: str
    now: str
    form: ChangeForm
    is_open: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal in words with its form."""

    about: str
    before: str
    after: str
    because: str
    since: str
    form: ChangeForm


def editor(standing: Standing, opened: ChangeForm | None = None) -> dict[str, Any]:
    """Everything the editor shows; `opened` is the form that is open, with what was typed into it."""
    course, runner = standing.course, standing.plan.runner
    may_undo, day = _may_undo(standing), standing.day - course.phase_since + 1
    return {
        "standing": standing,
        "runner": runner,
        "heading": f"{runner}: {PHASES[course.phase].lower()}, day {day} of this phase",
        "shut_since": _shut_since(standing),
        "notes": _notes(standing),
        "rows": rows(standing, opened),
        "pick": opened if opened is not None and opened.slot == "add" else None,
        "waiting": [_waiting(standing, proposal, opened) for proposal in course.proposals],
        "parts": list(_parts(standing, opened)),
        "undo": _part("undo", standing, opened) if may_undo else None,
        "undone": last_change(standing.plan) if may_undo else [],
        "problem": _problem(opened, standing),
    }


def _may_undo(standing: Standing) -> bool:
    return standing.course.undo is not None and not standing.is_shut


def _problem(opened: ChangeForm | None, standing: Standing) -> str:
    """What stands against a change that has no form on the page to say it in."""
    is_homeless = opened is not None and (
        opened.slot.startswith("move-") or (opened.slot == "undo" and not _may_undo(standing))
    )
    if opened is None or not is_homeless:
        return ""
    return " ".join(str(error) for errors in opened.errors.values() for error in errors)


def rows(standing: Standing, opened: ChangeForm | None = None) -> list[Row]:
    """The exercises of the present phase in their order, walking and aerobic work last."""
    names = wording_of(standing.plan.protocol_id).names
    return [_row(standing, place, item, names, opened) for place, item in enumerate(standing.course.items)]


def _row(standing: Standing, place: int, item: Item, names: Mapping[str, str], opened: ChangeForm | None) -> Row:
    id_, catalog = item.exercise_id, standing.frame.catalog
    count = sum(1 for other in standing.course.items if other.role is Role.EXERCISE)
    is_open = opened is not None and opened.slot in (f"item-{id_}", f"exchange-{id_}")
    return Row(
        id=id_,
        name=names.get(id_, id_),
        dose=dose_text(catalog.exercises[id_], level_of(catalog, item)),
        marks=tuple(_marks(standing, item)),
        place=place if item.role is Role.EXERCISE and count > 1 else None,
        up=max(0, place - 1),
        down=min(count - 1, place + 1),
        key=uuid.uuid4(),
        form=opened if is_open else None,
    )


def _marks(standing: Standing, item: Item) -> Iterable[str]:
    if item.fixed:
        yield "Kept as it is"
    if item.own is not None:
        yield "Your own dose"
    if item.chosen:
        yield "Chosen all the same"
    if item.rest_until >= standing.day:
        yield f"Rests until {_date(standing, item.rest_until)}"


def _date(standing: Standing, day: int) -> str:
    when = standing.date_of(day)
    return f"{when.day} {when:%B}"


def _shut_since(standing: Standing) -> str:
    found = [lock.since for lock in standing.course.locks if lock.cause is Cause.SAFETY]
    return _date(standing, min(found)) if found else ""


def _notes(standing: Standing) -> list[str]:
    course = standing.course
    said = [LOCKS[lock.cause] for lock in course.locks if lock.cause in LOCKS]
    if course.flare is not None:
        said.append(f"Calm days since {_date(standing, course.flare.since)}: nothing goes up until they end.")
    if standing.has_to_answer:
        said.append("Safety questions wait for the runner’s answer.")
    return said


def _parts(standing: Standing, opened: ChangeForm | None) -> Iterable[Part]:
    course = standing.course
    now = {
        "phase": f"{course.phase}. {PHASES[course.phase]}, since {_date(standing, course.phase_since)}",
        "stage": f"stage {course.stage}, since {_date(standing, course.stage_since)}",
        "hold": _until(standing, course.held_until, "in this phase until", "the rules say when it goes on"),
        "pause": _until(standing, course.paused_until, "paused until", "not paused"),
        "mode": "what would go up waits for approval" if course.asks_first else "the rules, by themselves",
    }
    for name, heading in HEADS.items():
        if name != "stage" or has_stage(standing):
            form = _part(name, standing, opened)
            yield Part(name, heading, now[name], form, is_open=form is opened)


def _until(standing: Standing, day: int, words: str, otherwise: str) -> str:
    return f"{words} {_date(standing, day)}" if day >= standing.day else otherwise


def _part(name: str, standing: Standing, opened: ChangeForm | None) -> ChangeForm:
    return opened if opened is not None and opened.slot == name else PARTS[name](standing, name=name)


def _waiting(standing: Standing, proposal: Proposal, opened: ChangeForm | None) -> Waiting:
    words = wording_of(standing.plan.protocol_id)
    is_open = opened is not None and opened.slot == f"proposal-{proposal.subject}"
    about = SUBJECTS.get(proposal.subject) or words.names.get(proposal.subject, proposal.subject)
    return Waiting(
        about=about,
        before=side_words(proposal.before, words.names).removeprefix(f"{about} "),
        after=side_words(proposal.after, words.names).removeprefix(f"{about} "),
        because=rule_words("", proposal.rule, words.texts),
        since=_date(standing, proposal.since),
        form=opened if opened is not None and is_open else ProposalForm(standing, subject=proposal.subject),
    )
