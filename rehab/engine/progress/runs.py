"""Runs: what becomes of the run-walk stage after a run, and again when the next morning is known (RR1 to RR7).

Before phase 4 there is no stage: then a run can only stop, rest or hold what is allowed of it.
"""

from __future__ import annotations

from dataclasses import replace

from ..catalog import Rule, TierId
from ..conditions import Facts
from ..outcomes import RunOutcome, StallOutcome
from . import training
from .course import RUN_PHASE, Cause, Course, Frame, Step, propose
from .doses import enter_items, set_aside
from .locks import Found, see_clinician, shut_by
from .log import Log, Run
from .ruling import Metrics, decide, decision

WEEK = 7
REST_DAYS = 2  # 48 hours between runs (army_rtr, warden2021)
STALLED_DAYS = 7  # of strength work after going back twice
STAGES_BACK = 2
STOPS = frozenset({RunOutcome.LOCK, RunOutcome.RESCREEN, RunOutcome.DOWN_REST, RunOutcome.DOWN_WAIT})


def may_run(course: Course, frame: Frame, day: int) -> bool:
    """Whether any running is open today: no lock, no flare, no question pending, rested, and phase or allowance."""
    if _is_shut(course) or day <= course.paused_until or day < course.runs_from:
        return False
    if day < course.run_not_before or course.run_waits:
        return False
    if course.phase >= RUN_PHASE:
        return True
    return course.phase > 1 and course.back_on is None and frame.start.run_allowance != "stop"


def is_open(course: Course) -> bool:
    """Whether nothing stands against running: no lock, no calm days, no question, no pause; whatever the day."""
    return not _is_shut(course) and not course.is_paused and course.day >= course.runs_from


def _is_shut(course: Course) -> bool:
    # What a clinician should see alongside does not stop the reduced running of the phases before 4.
    causes = () if course.phase >= RUN_PHASE else (Cause.SAFETY, Cause.RUNNING, Cause.PROGRESS)
    asks = course.has_to_rescreen or course.has_to_restart or course.has_to_retest
    return course.is_locked(*causes) or course.flare is not None or asks


def judge_run(run: Run, course: Course, log: Log, frame: Frame, *, may_rise: bool = True) -> Step:
    """Apply the run rules to a run; a run that only waits for the morning says nothing yet."""
    rested = run.day + REST_DAYS
    course = course if course.run_not_before >= rested else replace(course, run_not_before=rested)
    facts: Metrics = {**training.run_facts(course, log, run)}
    facts["stages_up_last_7d"] = training.stages_up_last_7d(course, course.day)
    rule = decide(frame.catalog.run_rules, facts, RunOutcome.REPEAT)
    waits = facts["next_morning_rise"] is None and not rule.when.groups
    earlier = course.decided.get(run.id)
    if waits or earlier == rule.id or (earlier is not None and rule.result not in STOPS):
        return Step(course)
    if rule.result == RunOutcome.UP and not may_rise:
        return Step(course)
    course = replace(course, decided={**course.decided, run.id: rule.id})
    return _apply(rule, facts, run, course, frame)


def judge_earlier(day: int, course: Course, log: Log, frame: Frame) -> Step:
    """Judge the runs of the two days before a morning again, now that it is rated.

    A morning that is told on a later day goes up by no run after which another was run: that one decides.
    """
    step = Step(course)
    if course.run_waits and day >= course.day and training.is_back_to_usual(log, day):
        step = Step(replace(course, run_waits=False))
    for run in log.runs:
        if run.day in (day - 1, day - 2):
            may_rise = day >= course.day or all(other.day <= run.day for other in log.runs)
            found = judge_run(run, step.course, log, frame, may_rise=may_rise)
            step = step.then(found.course, *found.decisions)
    return step


def _apply(rule: Rule, facts: Metrics, run: Run, course: Course, frame: Frame) -> Step:
    outcome = RunOutcome(rule.result)
    if outcome is RunOutcome.LOCK:
        return shut_by(Found(TierId.URGENT.value, (rule.id,), False, rule.sources), course, frame)
    after = course
    match outcome:
        case RunOutcome.RESCREEN:
            after = replace(course, has_to_rescreen=True)
        case RunOutcome.DOWN_REST:
            after = replace(stage_down(course, run), run_not_before=max(course.run_not_before, course.day + REST_DAYS))
        case RunOutcome.DOWN_WAIT:
            after = replace(stage_down(course, run), run_waits=True)
        case RunOutcome.UP if run.stage == course.stage and course.phase >= RUN_PHASE and not _is_shut(course):
            after = stage_up(course, frame)
            if course.asks_first:
                after = propose("stage", rule.id, stage_words(course), stage_words(after), course)
    change = (stage_words(course), stage_words(after))
    if outcome is RunOutcome.RESCREEN:
        change = ("open", "asks again")
    subject = "running" if course.stage is None else "stage"
    step = Step(after, (decision("run", rule, subject, change, facts, course, frame),))
    left = course.stage if after.drops != course.drops else None
    return stalled(step, frame, left) if course.phase == RUN_PHASE else step


def stage_words(course: Course) -> str:
    """The stage as text; without one, that there is none."""
    return f"stage {course.stage}" if course.stage is not None else "no stage"


def stage_up(course: Course, frame: Frame) -> Course:
    """The next stage; the last stays."""
    last = frame.catalog.last_stage
    if course.stage is None or course.stage >= last:
        return course
    ups = (*(day for day in course.stages_up if day > course.day - WEEK), course.day)
    return replace(course, stage=course.stage + 1, stage_since=course.day, stages_up=ups)


def stage_down(course: Course, run: Run | None = None) -> Course:
    """One stage down, never below the first; after too much at an easier stage, down to that one at least.

    A run beyond the present stage moves nothing.
    """
    ran = course.stage if run is None or run.stage is None else run.stage
    if course.stage is None or ran is None or course.phase < RUN_PHASE or ran > course.stage:
        return course
    counted = {**course.drops, str(course.stage): course.drops.get(str(course.stage), 0) + 1}
    stage = max(1, min(course.stage - 1, ran))
    since = course.stage_since if stage == course.stage else course.day
    return replace(course, stage=stage, stage_since=since, drops=counted)


def stalled(step: Step, frame: Frame, left: int | None = None) -> Step:
    """Whether the stage has stuck: twice back from the same one, or three weeks at it. After the last comes none.

    `left` is the stage that was just gone back from.
    """
    course = step.course
    stuck_days = 0 if course.stage == frame.catalog.last_stage else course.day - course.stage_since
    facts: Facts = {
        "drops_at_stage": course.drops.get(str(left), 0),
        "weeks_at_stage": stuck_days // WEEK,
    }
    rule = decide(frame.catalog.stall_rules, facts, StallOutcome.GO_ON)
    match StallOutcome(rule.result):
        case StallOutcome.BACK:
            after = _back_to_strength(course, left or course.stage or 1, frame)
            change = (f"phase {course.phase}", f"phase {after.phase}")
            return step.then(after, decision("stall", rule, "phase", change, facts, course, frame))
        case StallOutcome.SEE_CLINICIAN:
            after = see_clinician(Cause.CONTACT, course, frame)
            if after is course:
                return step
            return step.then(after, decision("stall", rule, "running", ("open", "locked"), facts, course, frame))
        case _:
            return step


def _back_to_strength(course: Course, left: int, frame: Frame) -> Course:
    back = replace(set_aside(course), phase=RUN_PHASE - 1, phase_since=course.day)
    return replace(
        back,
        items=enter_items(RUN_PHASE - 1, back, frame),
        stage=max(1, left - STAGES_BACK),
        stage_since=course.day,
        back_on=course.day + STALLED_DAYS,
        drops={stage: count for stage, count in course.drops.items() if stage != str(left)},
    )
