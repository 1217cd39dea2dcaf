"""Days: what time alone does. Missed days lower doses; a stay in strength work ends; nothing else moves by itself."""

from __future__ import annotations

from dataclasses import replace

from ..catalog import Rule
from ..outcomes import MissedOutcome
from ..week import DAYS
from . import training
from .course import RUN_PHASE, Cause, Course, Decision, Frame, Step
from .doses import label, step_down
from .exits import enter, phase_decision
from .log import Log
from .ruling import decide, decision

LEVELS = {MissedOutcome.DOWN_1: 1, MissedOutcome.DOWN_2: 2}
LATE_DAYS = 14  # held up by a lock for longer, the entry to running is tested again, as after missed days
PROPOSAL_DAYS = 7  # expert
UNANSWERED = Rule("PT_unanswered", "hold", sources=("expert",))
BACK = Rule("ST1_back_twice", "back_to_running", sources=("expert",))


def begin_day(day: int, course: Course, log: Log, frame: Frame) -> Step:
    """The course at the beginning of a day, every day between counted once. A day that has begun stays as it is."""
    step = Step(course)
    while step.course.day < day:
        if step.course.has_to_restart:  # said once; nothing more can come of waiting
            return Step(replace(step.course, day=day), step.decisions)
        step = _next_day(step, log, frame)
    return step


def _next_day(step: Step, log: Log, frame: Frame) -> Step:
    course = _counted(replace(step.course, day=step.course.day + 1))
    step = Step(course, step.decisions)
    if course.back_on is not None and course.day >= course.back_on and not _is_shut(course):
        late = course.day - course.back_on > LATE_DAYS
        after = replace(enter(RUN_PHASE, course, log, frame), stage=course.stage, has_to_retest=late)
        step = step.then(after, phase_decision(BACK, {}, course, after, frame))
    return _missed(_expired(step, frame), frame)


def _expired(step: Step, frame: Frame) -> Step:
    """What waited for the therapist for a week is held; the rules may propose it again."""
    course = step.course
    for late in course.proposals:
        if course.day - late.since > PROPOSAL_DAYS:
            course = replace(course, proposals=tuple(p for p in course.proposals if p != late))
            change = (late.before, late.before)
            step = step.then(course, decision("therapist", UNANSWERED, late.subject, change, {}, course, frame))
    return step


def _counted(course: Course) -> Course:
    """Remember a day on which the plan was shut or paused, for a week."""
    kept = tuple(day for day in course.closed if day > course.day - DAYS)
    shut = (course.day,) if course.is_locked(Cause.SAFETY) or course.is_paused else ()
    if course.is_locked(Cause.SAFETY, Cause.RUNNING):
        course = replace(course, shut_days=course.shut_days + 1)
    return course if (*kept, *shut) == course.closed else replace(course, closed=(*kept, *shut))


def _is_shut(course: Course) -> bool:
    return course.is_locked() or course.flare is not None or course.has_to_rescreen or course.has_to_retest


def _missed(step: Step, frame: Frame) -> Step:
    """Lower the doses once for each bound of missed days that was passed."""
    course = step.course
    facts = {"gap_days": training.gap_days(course, course.day)}
    rule = decide(frame.catalog.missed_rules, facts, MissedOutcome.RESUME)
    outcome = MissedOutcome(rule.result)
    if outcome is MissedOutcome.RESTART:
        after = replace(course, has_to_restart=True)
        return step.then(after, decision("missed", rule, "plan", ("open", "begins again"), facts, course, frame))
    more = LEVELS.get(outcome, 0) - course.gap_down
    if more <= 0:
        return step
    after = _lowered(course, more)
    after = replace(after, has_to_retest=course.has_to_retest or outcome is MissedOutcome.DOWN_2)
    return step.then(after, *_said(rule, facts, course, after, frame))


def _lowered(course: Course, levels: int) -> Course:
    items = tuple(step_down(item, course.day, levels) for item in course.items)
    stage = course.stage
    if stage is not None and (course.phase >= RUN_PHASE or course.back_on is not None):
        stage = max(1, stage - levels)
    aside = {name: max(1, level - levels) for name, level in course.levels.items()}
    down = course.gap_down + levels
    return replace(course, items=items, levels=aside, stage=stage, stage_since=course.day, gap_down=down)


def _said(rule: Rule, facts: dict[str, int], course: Course, after: Course, frame: Frame) -> list[Decision]:
    said = [
        decision(
            "missed",
            rule,
            new.exercise_id,
            (label(frame.catalog, old), label(frame.catalog, new)),
            facts,
            course,
            frame,
        )
        for old, new in zip(course.items, after.items, strict=True)
        if old != new
    ]
    if course.stage != after.stage:
        change = (f"stage {course.stage}", f"stage {after.stage}")
        said.append(decision("missed", rule, "stage", change, facts, course, frame))
    return said or [decision("missed", rule, "plan", ("", ""), facts, course, frame)]


def trained(course: Course, day: int) -> Course:
    """The course after an exercise, a walk or a run on a day: the gap is over."""
    on = max(course.trained_on, day)
    return replace(course, trained_on=on, gap_down=0 if course.day - on <= DAYS else course.gap_down)
