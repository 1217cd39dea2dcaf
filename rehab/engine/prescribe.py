"""Prescribe: start phase, running allowance, entry stage, weeks, and the exercises of each phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .catalog import Catalog, Exercise, Level
from .classify import Pattern
from .conditions import Facts
from .derive import chosen
from .goal import Goal, judge, starting_run_km
from .reasons import Reason
from .ruling import first_rule, reason_for

PHASES = (1, 2, 3, 4)
RUN_PHASE = 4
WALK = "walk_easy"
WHEN_WALKING_HURTS = ("cycle_upright", "deep_water_running")
LEAST_WALK_MIN = 10
SESSIONS_PER_STAGE = 2
STOP = "stop"


@dataclass(frozen=True, slots=True)
class Prescription:
    """One exercise at one dose; `replaces` names the template's exercise it stands in for, for want of equipment."""

    exercise_id: str
    level: Level
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """A phase of the plan: its forecast weeks, sessions a week, exercises, and its aerobic work as the last item."""

    phase: int
    weeks: int
    sessions_per_week: int
    exercises: tuple[Prescription, ...]
    cardio: Prescription


@dataclass(frozen=True, slots=True)
class Decided:
    """A rule's result as text with the reason for it."""

    result: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Running:
    """What may be run now and the stage the run-walk programme will start at (1-10)."""

    allowance: str
    entry_stage: int
    weeks: Mapping[int, int]
    reasons: tuple[Reason, ...]


def start_phase(facts: Facts, catalog: Catalog) -> Decided:
    """The phase a plan starts in (1-4), by the start-phase rules."""
    return _decide("start_phase", catalog, facts)


def run_allowance(facts: Facts, catalog: Catalog) -> Decided:
    """How much of the running the person already does may go on."""
    return _decide("run_allowance", catalog, facts)


def start_level(facts: Facts) -> int:
    """Level 2 for a chronic, quiet pain in somebody who already lifts twice a week; else 1."""
    quiet = _number(facts, "nprs_avg7", 10) <= 2
    return 2 if facts.get("duration_class") == "chronic" and quiet and _number(facts, "strength_per_week") >= 2 else 1


def plan_running(facts: Facts, allowance: str, catalog: Catalog) -> Running:
    """Entry stage and forecast weeks; facts must hold `start_phase`.

    The gap before running is 0 while a reduced amount is run, else weeks since the last run plus the weeks of phases
    1 to 3 still ahead.
    """
    first = int(_number(facts, "start_phase"))
    weeks = {phase: _weeks(phase, facts, catalog) for phase in PHASES if first <= phase < RUN_PHASE}
    gap = _number(facts, "weeks_since_last_run") + sum(weeks.values()) if allowance == STOP else 0
    with_gap: Facts = {**facts, "run_allowance": allowance, "gap_weeks": gap}
    entry = _decide("entry_stage", catalog, with_gap)
    runs_per_week = 2 if _number(facts, "days_available", 7) < 4 else 3
    stages = catalog.last_stage + 1 - int(entry.result)
    weeks[RUN_PHASE] = -(-stages * SESSIONS_PER_STAGE // runs_per_week)
    return Running(allowance, int(entry.result), weeks, (entry.reason,))


def judge_goal(facts: Facts, running: Running, catalog: Catalog) -> Goal | None:
    """The verdict on the race; None without a distance or a date."""
    weeks_to_goal = facts.get("weeks_to_goal")
    distance = _number(facts, "goal_distance_km")
    if not isinstance(weeks_to_goal, int) or not distance:
        return None
    start_km: Fraction = starting_run_km(running.allowance, _number(facts, "longest_run_30d_km"))
    plan_weeks = sum(running.weeks.values())
    return judge(distance, weeks_to_goal, plan_weeks=plan_weeks, start_km=start_km, needs=catalog.goal_needs)


def build_phase(phase: int, facts: Facts, pattern: Pattern, catalog: Catalog) -> tuple[Prescription, ...]:
    """The exercises of a phase at the start level if it is the start phase, else at level 1.

    Walks the template in order. A barred exercise is skipped, never replaced; one whose equipment is not owned gives
    way to its substitute, if that is allowed. Stops at what the minutes and the phase allow.
    """
    level = start_level(facts) if phase == facts.get("start_phase") else 1
    picks: dict[str, Prescription] = {}
    most = _most_exercises(phase, facts, catalog)
    for wanted in catalog.templates.get((pattern.category, phase), ()):
        if len(picks) == most:
            break
        exercise = _usable(wanted, phase, facts, pattern, catalog)
        if exercise is not None and exercise.id not in picks:
            replaces = wanted if exercise.id != wanted else None
            picks[exercise.id] = Prescription(exercise.id, _level(exercise, level), replaces)
    return tuple(picks.values())


def walk(facts: Facts, catalog: Catalog) -> Prescription:
    """Easy walking at the longest dose not above what the runner tolerates, at least 10 minutes."""
    limit = max(LEAST_WALK_MIN, _number(facts, "walk_tolerance_min"))
    levels = catalog.exercises[WALK].levels
    fitting = [level for level in levels if level.minutes is not None and level.minutes <= limit]
    return Prescription(WALK, fitting[-1] if fitting else levels[0])


def cardio(phase: int, facts: Facts, pattern: Pattern, catalog: Catalog) -> Prescription:
    """The phase's aerobic work: the first allowed; cycling, else deep-water running, when walking hurts."""
    hurts = "walking" in chosen(facts, "aggravating")
    for id_ in WHEN_WALKING_HURTS if hurts else catalog.cardio.get(phase, ()):
        exercise = catalog.exercises.get(id_)
        if exercise is not None and _allowed(exercise, phase, facts, pattern):
            return _first_walk(phase, facts, catalog) if id_ == WALK else Prescription(id_, exercise.levels[0])
    return _first_walk(phase, facts, catalog)


def _first_walk(phase: int, facts: Facts, catalog: Catalog) -> Prescription:
    if phase == facts.get("start_phase"):
        return walk(facts, catalog)
    return Prescription(WALK, catalog.exercises[WALK].levels[0])


def phase_plans(facts: Facts, running: Running, pattern: Pattern, catalog: Catalog) -> Iterator[PhasePlan]:
    """Every phase from the start phase on, in order."""
    for phase, weeks in sorted(running.weeks.items()):
        yield PhasePlan(
            phase=phase,
            weeks=weeks,
            sessions_per_week=sessions_a_week(phase, facts, catalog),
            exercises=build_phase(phase, facts, pattern, catalog),
            cardio=cardio(phase, facts, pattern, catalog),
        )


def _decide(step: str, catalog: Catalog, facts: Facts) -> Decided:
    rules = {
        "start_phase": catalog.start_phase_rules,
        "run_allowance": catalog.run_allowance_rules,
        "entry_stage": catalog.entry_stage_rules,
    }[step]
    rule = first_rule(rules, facts)
    if rule is None:
        raise LookupError(f"protocol version {catalog.version} has no {step} rule for these answers")
    return Decided(rule.result, reason_for(step, rule, facts, catalog.version))


def _weeks(phase: int, facts: Facts, catalog: Catalog) -> int:
    length = catalog.plan_lengths[phase]
    if facts.get("duration_class") == "acute":
        return length.severe_acute if _number(facts, "nprs_avg7") >= 7 else length.acute
    return length.subacute if facts.get("duration_class") == "subacute" else length.chronic


def _most_exercises(phase: int, facts: Facts, catalog: Catalog) -> int:
    minutes = int(_number(facts, "minutes_per_session"))
    return min(catalog.exercises_by_minutes[minutes], catalog.session_plans[phase].exercises_max)


def sessions_a_week(phase: int, facts: Facts, catalog: Catalog) -> int:
    """Sessions a week of a phase (1-7): the phase's number, or the days the runner has if those are fewer."""
    return min(catalog.session_plans[phase].sessions_per_week, int(_number(facts, "days_available", 7)))


def _usable(wanted: str, phase: int, facts: Facts, pattern: Pattern, catalog: Catalog) -> Exercise | None:
    exercise = catalog.exercises.get(wanted)
    if exercise is None or pattern.blocks(exercise, phase):
        return None
    seen = {wanted}
    while not _owned(exercise, facts):
        following = exercise.substitute
        if following is None or following in seen or following not in catalog.exercises:
            return None
        seen.add(following)
        exercise = catalog.exercises[following]
    return exercise if _allowed(exercise, phase, facts, pattern) else None


def _allowed(exercise: Exercise, phase: int, facts: Facts, pattern: Pattern) -> bool:
    return phase in exercise.phases and _owned(exercise, facts) and not pattern.blocks(exercise, phase)


def _owned(exercise: Exercise, facts: Facts) -> bool:
    return exercise.equipment <= chosen(facts, "equipment")


def _level(exercise: Exercise, level: int) -> Level:
    return exercise.levels[min(level, len(exercise.levels)) - 1]


def _number(facts: Facts, field: str, absent: float = 0) -> float:
    value = facts.get(field)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else absent
