"""A week of the plan by days. Which weekday is today is left to the page: the rest changes only with an event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from rehab.engine.progress.course import RUN_PHASE
from rehab.engine.week import picked, run_days, spread

from .models import Plan, PlanPhase, Prescription

RUNS_IF_UNSAID = 3
FEW_DAYS = 4  # F, delaware


@dataclass(slots=True)
class Day:
    """A day: its weekday (0 Monday to 6 Sunday), its exercises, whether these are all, whether a run may be had."""

    weekday: int
    name: str
    exercises: list[str] = field(default_factory=list)
    has_run: bool = False
    is_whole: bool = False


def week_of(plan: Plan, phase: PlanPhase, doses: list[Prescription]) -> list[Day]:
    """Seven days from the plan's first weekday on. `doses` are the phase's session exercises."""
    days = [_day(plan.started_on + timedelta(days=number)) for number in range(7)]
    training = spread(_whole(plan, "days_available", 7))
    sessions = picked(training, phase.sessions_per_week)
    for dose in doses:
        for number in picked(sessions, dose.days_per_week):
            days[number - 1].exercises.append(dose.exercise.name)
    for day in days:
        day.is_whole = len(day.exercises) == len(doses)
    if plan.phase >= RUN_PHASE or plan.run_allowance != "stop":
        for number in run_days(training, _runs(plan)):
            days[number - 1].has_run = True
    return days


def _runs(plan: Plan) -> int:
    """Runs in a week: in phases 4 and 5 three, or two with few days free; before them what was usual."""
    if plan.phase >= RUN_PHASE:
        return 2 if _whole(plan, "days_available", 7) < FEW_DAYS else RUNS_IF_UNSAID
    return _whole(plan, "runs_per_week", RUNS_IF_UNSAID)


def _day(when: date) -> Day:
    return Day(weekday=when.weekday(), name=f"{when:%A}")


def _whole(plan: Plan, name: str, absent: int) -> int:
    value = plan.baseline.get(name)
    return int(value) if isinstance(value, int | float) else absent


def session_days(plan: Plan, count: int) -> tuple[int, ...]:
    """On which days of a plan's week (1 to 7, from its first weekday on) so many sessions fall."""
    return picked(spread(_whole(plan, "days_available", 7)), count)


def running_days(plan: Plan) -> tuple[int, ...]:
    """On which days of a plan's week the running before phase 4 falls."""
    training = spread(_whole(plan, "days_available", 7))
    return run_days(training, _whole(plan, "runs_per_week", RUNS_IF_UNSAID))
