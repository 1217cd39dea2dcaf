"""A step of the engine as rows: the course, its events, locks and the doses of the present phase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from rehab.engine.catalog import Exercise, Level
from rehab.engine.progress.course import STAY_WELL, Course, Decision, Frame, Held, Item
from rehab.engine.progress.doses import level_of
from rehab.engine.progress.following import Followed
from rehab.engine.progress.plain import to_plain
from rehab.engine.progress.sessions import STOPS
from rehab.engine.progress.training import sessions_a_week

from .models import Lock, LogEntry, Plan, PlanEvent, PlanPhase, Prescription
from .state import write_state
from .telling import tell_of_proposals, tell_of_warning

SESSION = "session"


def write_step(
    *, plan: Plan, entry: LogEntry, after: Followed, frame: Frame, actor: User | None, now: datetime
) -> None:
    """Everything that follows from an entry, in the transaction of the entry."""
    events = [_event(plan, entry, made, actor, now) for made in after.decisions if _is_kept(made)]
    before = plan.course or {}
    items_before = before.get("items")
    plan.course = to_plain(after.course)
    has_moved = plan.phase != after.course.phase or items_before != plan.course["items"]
    plan.phase, plan.revision = after.course.phase, plan.revision + bool(events)
    plan.save(update_fields=["course", "phase", "revision"])
    PlanEvent.objects.bulk_create(events)
    if plan.course.get("locks") != before.get("locks"):
        _write_locks(plan, after.course.locks, now)
    if _has_new(plan.course.get("proposals"), before.get("proposals")):
        tell_of_proposals(plan=plan, day=after.course.day, now=now)
    if has_moved:
        _write_doses(plan, after.course, frame)
    write_state(plan=plan, after=after, frame=frame, now=now)


def _has_new(after: Sequence[Any] | None, before: Sequence[Any] | None) -> bool:
    return any(proposal not in (before or ()) for proposal in after or ())


def _is_kept(made: Decision) -> bool:
    """A dose that was held is no event of the plan: the log has it, and the page of that day says so.

    What stopped an exercise is one, also where its dose could go no lower.
    """
    return made.step != SESSION or made.has_changed or made.outcome in STOPS


def _event(plan: Plan, entry: LogEntry, made: Decision, actor: User | None, now: datetime) -> PlanEvent:
    reason: dict[str, Any] = {
        "step": made.step,
        "rule": made.rule,
        "outcome": made.outcome,
        "version": made.version,
        "inputs": {name: to_plain(value) for name, value in made.inputs},
        "source": list(made.sources),
    }
    return PlanEvent(
        plan=plan,
        at=now,
        kind=PlanEvent.Kind.DECIDED,
        actor=actor,
        entry=entry,
        day=made.day,
        step=made.step,
        rule=made.rule,
        subject=made.subject,
        before=made.before,
        after=made.after,
        reasons=[reason],
    )


def _write_locks(plan: Plan, held: Iterable[Held], now: datetime) -> None:
    """The open locks as rows: those that are gone are lifted, new ones placed, flags taken in."""
    wanted = {lock.cause.value: lock for lock in held}
    open_rows = {row.cause: row for row in plan.locks.filter(lifted_at=None)}
    for cause, row in open_rows.items():
        if cause not in wanted:
            row.lifted_at = now
            row.save(update_fields=["lifted_at"])
        elif list(wanted[cause].flags) != row.flags:
            row.flags, row.tier = list(wanted[cause].flags), wanted[cause].tier
            row.save(update_fields=["flags", "tier"])
    safety = wanted.get(Lock.Cause.SAFETY.value)
    if safety is not None:
        tell_of_warning(runner=plan.runner, tier=safety.tier, now=now)
    Lock.objects.bulk_create(
        Lock(plan=plan, cause=cause, tier=lock.tier, flags=list(lock.flags), placed_at=now)
        for cause, lock in wanted.items()
        if cause not in open_rows
    )


def _write_doses(plan: Plan, course: Course, frame: Frame) -> None:
    """The present phase's prescriptions as the course has them; those of other phases stay as they were drafted."""
    plan.prescriptions.filter(phase=course.phase).delete()
    first = course.phase * PLACES
    Prescription.objects.bulk_create(
        prescription_row(plan, course.phase, first + number, item, frame) for number, item in enumerate(course.items)
    )
    if course.phase == STAY_WELL or course.phase < plan.start_phase:
        weeks = {"weeks": 0, "sessions_per_week": sessions_a_week(course, frame, course.day)}
        PlanPhase.objects.get_or_create(plan=plan, phase=course.phase, defaults=weeks)


PLACES = 1000  # positions of a phase: far from those of the draft, which were counted through


def prescription_row(plan: Plan, phase: int, position: int, item: Item, frame: Frame) -> Prescription:
    """One item at its level as a row."""
    exercise = frame.catalog.exercises[item.exercise_id]
    return Prescription(
        plan=plan,
        phase=phase,
        position=position,
        role=item.role.value,
        exercise_id=exercise.id,
        replaces_id=item.replaces or None,
        **dose_fields(exercise, level_of(frame.catalog, item)),
    )


def dose_fields(exercise: Exercise, level: Level) -> dict[str, Any]:
    """The columns of a dose: sets, reps, holds and rests in seconds, minutes, metres, sides, times and days."""
    return {
        "level": level.level,
        "sets": level.sets,
        "reps": level.reps,
        "hold_s": level.hold_s,
        "minutes": level.minutes,
        "metres": level.metres,
        "rest_s": exercise.rest_s,
        "per_side": exercise.per_side,
        "times_per_day": exercise.times_per_day,
        "days_per_week": exercise.days_per_week,
    }
