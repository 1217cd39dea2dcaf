"""Outlook: the race verdict again as the weeks go by, from where the plan stands now."""

from __future__ import annotations

from fractions import Fraction

from ..goal import KEPT_SHARE, START_KM, Goal, judge
from ..prescribe import SESSIONS_PER_STAGE, plan_running
from .course import RUN_PHASE, STAY_WELL, Cause, Course, Frame
from .exits import exit_of
from .log import Log
from .pain import number
from .training import runs_a_week
from .volume import LOOK_BACK_DAYS, is_growing, km, longest_30d

WEEK = 7
STOP = "stop"


def goal_now(course: Course, log: Log, frame: Frame, weeks_left: int) -> Goal | None:
    """The verdict on the race of the intake with `weeks_left` (0 up) to it.

    None without a race whose need is known, and while the plan is closed or has to begin again: then nothing can be
    said of a date. Weeks still needed are those of the plan from here and of growth after it (F, goal_feasibility).
    """
    distance = number(frame.start.facts, "goal_distance_km")
    if not distance or course.is_locked(Cause.SAFETY) or course.has_to_restart:
        return None
    weeks, start_km = plan_weeks_left(course, frame), start_km_now(course, log, frame)
    return judge(distance, weeks_left, plan_weeks=weeks, start_km=start_km, needs=frame.catalog.goal_needs)


def plan_weeks_left(course: Course, frame: Frame) -> int:
    """Whole weeks until stage 10 is through, by the forecast lengths of the phases; 0 once it is.

    The days spent in a phase are taken off its length, never below the least its exit asks for; a phase that has
    outlasted its forecast may end any day and counts as one more day. The run-walk stages take two runs each.
    """
    if course.phase >= STAY_WELL or (course.phase >= RUN_PHASE and is_growing(course, frame)):
        return 0
    runs = runs_a_week(frame)
    if course.phase >= RUN_PHASE:
        return _stage_weeks(course.stage or 1, runs, frame)
    facts = {**frame.start.facts, "start_phase": course.phase}
    if frame.start.run_allowance == STOP:
        # The weeks of the plan so far are weeks without running.
        facts["weeks_since_last_run"] = (number(facts, "weeks_since_last_run") or 0) + course.day / WEEK
    running = plan_running(facts, frame.start.run_allowance, frame.catalog)
    stage = running.entry_stage if course.stage is None else min(running.entry_stage, max(1, course.stage - 1))
    later = sum(weeks for phase, weeks in running.weeks.items() if course.phase < phase < RUN_PHASE)
    days = _days_left(running.weeks[course.phase] * WEEK, course, frame)
    return -(-days // WEEK) + later + _stage_weeks(stage, runs, frame)


def start_km_now(course: Course, log: Log, frame: Frame) -> Fraction:
    """The run growth starts from, in km: 5 (stage 10), or more if a longer one is known.

    From the log the longest of the last 30 days, today's among them; while the plan is younger than 30 days the share
    of the intake's longest run that is kept. Runs without a distance are unknown and add nothing.
    """
    known = [START_KM, longest_30d(log, course.day + 1) or Fraction(0)]
    share, before = KEPT_SHARE.get(frame.start.run_allowance), number(frame.start.facts, "longest_run_30d_km")
    if share is not None and before and course.day < LOOK_BACK_DAYS:
        known.append(share * km(before))
    return max(known)


def _days_left(forecast_days: int, course: Course, frame: Frame) -> int:
    spent = course.day - course.phase_since
    exit_ = exit_of(course.phase, frame)
    least = exit_.min_days - spent if exit_ else 0
    return max(1, least, forecast_days - spent)


def _stage_weeks(stage: int, runs: int, frame: Frame) -> int:
    return -(-(frame.catalog.last_stage + 1 - stage) * SESSIONS_PER_STAGE // runs)
