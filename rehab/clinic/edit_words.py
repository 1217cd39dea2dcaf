"""What the editor says of a change: what speaks against it, and which bounds a dose has."""

from __future__ import annotations

from collections.abc import Iterable

from rehab.checkins.standing import Standing
from rehab.engine.catalog import Exercise, Level
from rehab.engine.progress.changing import item_of
from rehab.engine.progress.course import RUN_PHASE, Item
from rehab.engine.progress.doses import level_of
from rehab.engine.progress.objecting import CONFIRMABLE, MOST, Trouble
from rehab.plans.reasons import cause_words
from rehab.plans.words import PHASES

UNITS = {
    "sets": "Sets",
    "reps": "Times in a set",
    "hold_s": "Seconds held",
    "minutes": "Minutes",
    "metres": "Metres in a set",
}
REFUSED = {
    Trouble.NOT_THERE: "It is not in the plan any more, so nothing was changed.",
    Trouble.THERE_ALREADY: "It is in the plan already. Change its dose there.",
    Trouble.OUT_OF_BOUNDS: "That cannot be chosen here. Look at the bounds and send it again.",
    Trouble.NOTHING_NEW: "That is how it is already, so nothing was saved.",
}
SHUT = "A warning sign has closed this plan. It opens with a clearance record; no reason opens it."
NOT_NOW = "A lock, calm days, open safety questions or a birth less than 12 weeks ago stand against it."
UNMET = "What this phase asks for before it is left is not met yet."


def refusal(trouble: Trouble, standing: Standing) -> str:
    """Why a change was refused for good."""
    if trouble is Trouble.LOCKED:
        return SHUT if standing.is_shut else NOT_NOW
    return REFUSED[trouble]


def warning(trouble: Trouble, standing: Standing, exercise_id: str) -> str:
    """What speaks against a change that may be meant all the same; empty for what may not."""
    if trouble not in CONFIRMABLE:
        return ""
    exercise = standing.frame.catalog.exercises.get(exercise_id)
    return UNMET if trouble is Trouble.UNMET or exercise is None else " ".join(against(exercise, standing))


def against(exercise: Exercise, standing: Standing, causes: dict[str, str] | None = None) -> tuple[str, ...]:
    """What speaks against an exercise for this runner in the present phase; nothing if it may be chosen freely."""
    start, phase = standing.frame.start, min(standing.course.phase, RUN_PHASE)
    said = []
    if start.barred.get(exercise.id, 0) >= phase:
        said.append(_barred(exercise, standing, cause_words(standing.plan) if causes is None else causes))
    if phase not in exercise.phases:
        said.append(f"Made for {_phases(exercise.phases)}, not for {PHASES[phase].lower()}.")
    if missing := exercise.equipment - start.equipment:
        said.append(f"Needs {kit_words(missing)}, which this runner does not have.")
    return tuple(said)


def _barred(exercise: Exercise, standing: Standing, causes: dict[str, str]) -> str:
    through = standing.frame.start.barred[exercise.id]
    until = "for good" if through >= RUN_PHASE else f"to the end of phase {through}"
    because = next((row[1] for row in standing.plan.barred if row[0] == exercise.id), "")
    why = f" The runner reads: “{causes[because]}.”" if because in causes else ""
    return f"Blocked for this runner {until}.{why}"


def _phases(phases: Iterable[int]) -> str:
    return " and ".join(f"phase {phase}" for phase in sorted(phases))


def kit_words(kit: Iterable[str]) -> str:
    """Equipment as words."""
    return " and ".join(item.replace("_", " ") for item in sorted(kit)) or "no kit"


def trouble_named(value: object) -> Trouble | None:
    """What a form says was shown to speak against it; None for anything else."""
    return next((trouble for trouble in Trouble if trouble.value == value), None)


def item_in(standing: Standing, exercise_id: str) -> Item | None:
    """An exercise of the present phase."""
    return item_of(exercise_id, standing.course)


def dose_now(standing: Standing, item: Item) -> Level:
    """The dose an exercise has."""
    return level_of(standing.frame.catalog, item)


def has_stage(standing: Standing) -> bool:
    """Whether there is a run-walk stage to choose."""
    return standing.course.stage is not None and standing.course.phase >= RUN_PHASE


def bounds_of(exercise: Exercise) -> dict[str, tuple[str, int]]:
    """The fields of an own dose of an exercise, in its unit: what each counts, and the most."""
    first: Level = exercise.levels[0]
    return {field: (UNITS[field], most) for field, most in MOST.items() if getattr(first, field) is not None}
