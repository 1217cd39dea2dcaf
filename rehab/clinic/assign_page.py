"""What the pages of assigning say: where a plan may come from, and what it would change for this runner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404

from accounts.access import links_of
from accounts.models import CareLink, User
from accounts.services import note_view
from rehab.checkins.standing import Standing
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.changing import item_of
from rehab.engine.progress.course import RUN_PHASE, Course, Role
from rehab.engine.progress.doses import RUN_WALK, level_of
from rehab.engine.progress.objecting import CONFIRMABLE, Trouble
from rehab.plans.models import Plan
from rehab.plans.words import PHASES

from .assigning import Asked, difference_at, stamp_of, standing_now, under
from .differing import Difference, Wanted
from .models import Assignment, TemplateVersion
from .selectors import access_runner_plan
from .shelf import access_template, exercise_names, short_dose, version_of
from .sources import by_engine, by_plan, by_template
from .templating import Line

TEMPLATE, ENGINE, PLAN = "template", "engine", "plan"
TROUBLES = {
    Trouble.LOCKED: "The plan is closed by a safety answer.",
    Trouble.NOT_THERE: "The library of this plan does not have it.",
    Trouble.OUT_OF_BOUNDS: "This dose is outside what can be prescribed.",
    Trouble.BARRED: "It is barred for this runner.",
    Trouble.NO_KIT: "The runner does not have what it needs.",
    Trouble.OTHER_PHASE: "It is not meant for this phase.",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the plan comes from; `version` only for a template."""

    title: str
    wanted: tuple[Wanted, ...]
    version: TemplateVersion | None = None


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """One difference: what is done to an exercise, before and after."""

    did: str
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """What is left out, and whether it may be meant all the same."""

    exercise_id: str
    name: str
    why: str
    is_confirmable: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change. `stamp` holds all of it together, `seen` is the version of the plan."""

    phase: str
    changes: tuple[ChangeWords, ...]
    objections: tuple[Objection, ...]
    then: tuple[tuple[str, str], ...]
    stamp: str
    seen: int
    is_shut: bool
    is_empty: bool


def source_of(user: User, standing: Standing, kind: str, of: str, now: datetime) -> Source:
    """Where a plan is to come from, as an address says it; 404 for what the therapist may not see."""
    if kind == ENGINE:
        return Source("As the rules propose it", by_engine(standing.course, standing.frame))
    if kind == PLAN:
        return _copied(user, standing, of, now)
    version = assignable(user, of)
    return Source(f"From “{version.name}”", by_template(version, standing.course.phase), version)


def assignable(user: User, of: str) -> TemplateVersion:
    """The newest version of a template that is on the therapist's shelf."""
    template = access_template(user, uuid_of(of))
    if template.archived_at is not None:
        raise Http404
    return version_of(template)


def _copied(user: User, standing: Standing, of: str, now: datetime) -> Source:
    other = access_runner_plan(user, uuid_of(of))
    if other.pk == standing.plan.pk:
        raise Http404
    note_view(viewer=user, runner=other.runner, object_type="plan", object_id=str(other.pk), now=now)
    return Source(f"As {other.runner} has it", by_plan(standing_now(other, now)))


def uuid_of(text: str) -> UUID:
    """The key an address names; 404 for anything that is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def preview_of(standing: Standing, source: Source) -> Preview:
    """What would change for this runner, and what speaks against it."""
    made = difference_at(standing, source.wanted)
    names = exercise_names()
    return Preview(
        phase=phase_words(standing.course.phase),
        changes=tuple(_change(change, standing.course, made.after, standing, names) for change in made.changes),
        objections=tuple(_objection(name, trouble, names) for name, trouble in made.objected),
        then=items_in_words(standing, made.after),
        stamp=stamp_of(made),
        seen=standing.plan.revision,
        is_shut=standing.is_shut,
        is_empty=_is_empty(made, source),
    )


def _is_empty(made: Difference, source: Source) -> bool:
    """Whether there is nothing to save, even if everything that may be is confirmed."""
    may = {name for name, trouble in made.objected if trouble in CONFIRMABLE}
    return not source.wanted or not (made.changes or may) or (made.is_empty_session and not may)


def _change(change: Change, course: Course, after: Course, standing: Standing, names: Mapping[str, str]) -> ChangeWords:
    name = change.exercise_id
    said = names.get(name, name)
    match change.kind:
        case ChangeKind.REMOVE:
            return ChangeWords("Taken out", said, before=_dose(name, course, standing))
        case ChangeKind.ADD:
            return ChangeWords("Added", said, after=_dose(name, after, standing))
        case ChangeKind.MOVE:
            return ChangeWords("Another place", said, after=f"number {(change.place or 0) + 1}")
    return ChangeWords("Another dose", said, _dose(name, course, standing), _dose(name, after, standing))


def _dose(name: str, course: Course, standing: Standing) -> str:
    item = item_of(name, course)
    return short_dose(level_of(standing.frame.catalog, item)) if item is not None else ""


def _objection(name: str, trouble: Trouble, names: Mapping[str, str]) -> Objection:
    why = TROUBLES.get(trouble, "It does not fit this plan.")
    return Objection(name, names.get(name, name), why, trouble in CONFIRMABLE)


def items_in_words(standing: Standing, course: Course) -> tuple[tuple[str, str], ...]:
    """The exercises of a course with their doses."""
    names = exercise_names()
    return tuple(
        (names.get(item.exercise_id, item.exercise_id), short_dose(level_of(standing.frame.catalog, item)))
        for item in course.items
        if item.exercise_id != RUN_WALK
    )


def phase_words(phase: int) -> str:
    """A phase by its number and name."""
    return f"phase {phase}, {PHASES[phase].lower()}"


def lines_of(standing: Standing) -> tuple[Line, ...]:
    """The present phase as a template has it: exercises and doses, nothing of the runner."""
    phase = min(standing.course.phase, RUN_PHASE)
    kept = [item for item in standing.course.items if item.exercise_id != RUN_WALK and item.role is not Role.WALK]
    return tuple(Line(phase, item.exercise_id, None if item.own else max(1, item.level), item.own) for item in kept)


def others_with_plans(therapist: User, runner: User) -> list[User]:
    """The therapist's other runners who have a plan to copy."""
    links = links_of(therapist).exclude(runner=runner).select_related("runner").order_by("runner__display_name")
    runners = [link.runner for link in links]
    has_plan = set(Plan.objects.filter(runner__in=runners, closed_at=None).values_list("runner_id", flat=True))
    return [one for one in runners if one.pk in has_plan]


@dataclass(frozen=True, slots=True)
class AssignmentWords:
    """An assignment with what was left out."""

    row: Assignment
    left_out: tuple[str, ...]


def assignments_in_words(link: CareLink, latest: int = 5) -> list[AssignmentWords]:
    """What a therapist assigned under a consent, newest first."""
    rows = Assignment.objects.filter(under(link)).select_related("version").order_by("-made_at")[:latest]
    names = exercise_names()
    return [AssignmentWords(row, tuple(_left_out_words(row, names))) for row in rows]


def access_assignment(link: CareLink, pk: UUID) -> Assignment:
    """An assignment under this very consent; 404 for anything else."""
    found = Assignment.objects.filter(under(link), pk=pk).first()
    if found is None:
        raise Http404
    return found


def _left_out_words(row: Assignment, names: Mapping[str, str]) -> list[str]:
    return [f"{names.get(name, name)}: {TROUBLES.get(Trouble(why), 'it did not fit.')}" for name, why in row.left_out]


def asked_of(source: Source, given: Mapping[str, object]) -> Asked:
    """What was sent of a preview."""
    confirmed = given["confirmed"]
    assert isinstance(confirmed, list)
    return Asked(
        source.wanted,
        str(given["reason"]),
        frozenset(confirmed),
        int(str(given["seen"])),
        str(given["stamp"]),
        UUID(str(given["key"])),
    )
