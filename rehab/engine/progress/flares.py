"""Flares: calm days, and the way back one level and one stage lower (E.6; dahm2010, expert).

A flare is pain of 5 or more now and 2 or more above the week, or a red session that has not settled in a day, or the
runner's own word. It is looked at again only when pain is rated: what nobody rated is unknown, and calm days go on.
"""

from __future__ import annotations

from dataclasses import replace

from ..catalog import Rule
from ..outcomes import FlareOutcome
from . import pain, training
from .course import RUN_PHASE, Cause, Course, Flare, Frame, Step
from .doses import label, step_down
from .exits import drop_phase
from .locks import see_clinician
from .log import Log
from .ruling import Metrics, decide, decision

SIX_WEEKS = 42
RED_FLARE = Rule("FL_red_unsettled", "flare", sources=("dahm2010", "expert"))
OWN_WORD = Rule("FL_button", "flare", sources=("dahm2010", "expert"))
CALM, USUAL = "calm days", "usual days"


def begin_flare(rule: Rule, facts: Metrics, course: Course, log: Log, frame: Frame) -> Step:
    """Calm days from now on; a flare that is on already goes on. Three in six weeks: see a clinician."""
    if course.flare is not None:
        return Step(course)
    before = pain.nprs_avg7(log, course.day - 1, frame.start.facts)
    usual = before if before is not None else pain.number(frame.start.facts, "nprs_avg7") or 0
    flares = (*(day for day in course.flares if day > course.day - SIX_WEEKS), course.day)
    after = replace(course, flare=Flare(course.day, usual), flares=flares)
    step = Step(after, (decision("flare", rule, "plan", (USUAL, CALM), facts, course, frame),))
    return _rule(step, log, frame)


def look_at_flare(course: Course, log: Log, frame: Frame) -> Step:
    """Apply the flare rules when pain was rated today."""
    rated = any(r.day == course.day and r.average is not None for r in log.ratings)
    rated = rated or any(c.day == course.day for c in log.checkins)
    return _rule(Step(course), log, frame) if course.flare is not None and rated else Step(course)


def flare_facts(course: Course, log: Log) -> Metrics:
    """What the flare rules read."""
    now = pain.nprs_now(log, course.day)
    flare = course.flare
    return {
        "flare_days": None if flare is None else course.day - flare.since,
        "above_baseline": None if flare is None or now is None else now - flare.baseline,
        "flares_6wk": sum(1 for day in course.flares if day > course.day - SIX_WEEKS),
    }


def _rule(step: Step, log: Log, frame: Frame) -> Step:
    course, facts = step.course, flare_facts(step.course, log)
    flare = course.flare
    if flare is None:
        return step
    rule = decide(frame.catalog.flare_rules, facts, FlareOutcome.CALM)
    match FlareOutcome(rule.result):
        case FlareOutcome.SEE_CLINICIAN if not flare.sent:
            after = see_clinician(Cause.CONTACT, replace(course, flare=replace(flare, sent=True)), frame)
            change = ("open", "locked" if after.is_locked(Cause.CONTACT) else "open")
            return step.then(after, decision("flare", rule, "running", change, facts, course, frame))
        case FlareOutcome.DROP if not flare.dropped:
            after = replace(drop_phase(course, frame), flare=replace(flare, dropped=True))
            change = (f"phase {course.phase}", f"phase {after.phase}")
            return step.then(after, decision("flare", rule, "phase", change, facts, course, frame))
        case FlareOutcome.RESUME:
            return _resume(rule, facts, step, frame)
        case _:
            return step


def _resume(rule: Rule, facts: Metrics, step: Step, frame: Frame) -> Step:
    """Back to the plan, every exercise one level lower, and one run stage lower."""
    course = step.course
    lower = tuple(step_down(item, course.day) for item in course.items)
    stage = course.stage
    if stage is not None and course.phase >= RUN_PHASE:
        stage = max(1, stage - 1)
    after = replace(course, flare=None, items=lower, stage=stage, stage_since=course.day)
    said = [decision("flare", rule, "plan", (CALM, USUAL), facts, course, frame)]
    for old, new in zip(course.items, lower, strict=True):
        if old != new:
            change = (label(frame.catalog, old), label(frame.catalog, new))
            said.append(decision("flare", rule, new.exercise_id, change, facts, course, frame))
    if stage != course.stage:
        said.append(decision("flare", rule, "stage", (f"stage {course.stage}", f"stage {stage}"), facts, course, frame))
    return step.then(after, *said)


def red_and_unsettled(rated: int, course: Course, log: Log, frame: Frame) -> Step:
    """A session or run at 6 or more that had not settled a day later is a flare; the safety questions come first.

    `rated` is the day whose morning was just rated.
    """
    days = {s.day for s in log.sessions for m in s.marks if (m.pain or 0) >= training.RED_PAIN}
    days |= {run.day for run in log.runs if (run.pain or 0) >= training.RED_PAIN}
    for day in (rated - 2, rated - 1):
        hours = pain.hours_to_settle(log, day)
        begun = course.flare is not None or any(since > day for since in course.flares)
        if day in days and hours is not None and hours > pain.HOURS_A_DAY and not begun:
            asks = replace(course, has_to_rescreen=True)
            return begin_flare(RED_FLARE, {"hours_to_settle": hours}, asks, log, frame)
    return Step(course)
