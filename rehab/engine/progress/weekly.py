"""Weekly: the check-in's decision (W0 to W10), then the phase exit. Safety first, then flare, back, hold, on."""

from __future__ import annotations

from dataclasses import replace

from ..catalog import Rule, TierId
from ..outcomes import WeeklyOutcome
from . import pain
from .classing import reclassify
from .course import RUN_PHASE, Cause, Course, Decision, Frame, Step
from .exits import drop_phase, meets_entry, overdue, phase_decision, try_exit
from .flares import begin_flare, look_at_flare
from .locks import Found, lock_for, remember, rescreen, see_clinician, shut_by
from .log import CheckIn, Log
from .ruling import Metrics, common_facts, decide, decision
from .runs import stalled
from .sessions import upgrade

SHRUNK_DAYS = 7
LEAST_DAYS_BETWEEN, MOST_DAYS_BETWEEN = 6, 10  # check-ins of neighbouring weeks
# After these the phase exit is not tried: the week's answer was to stop or step back.
ENDS_THERE = frozenset(
    {
        WeeklyOutcome.LOCK,
        WeeklyOutcome.PAUSE,
        WeeklyOutcome.DROP,
        WeeklyOutcome.FLARE,
        WeeklyOutcome.PAUSE_PROGRESS,
    }
)


def check_in(checkin: CheckIn, course: Course, log: Log, frame: Frame) -> Step:
    """The decision of a whole check-in: what is new among the safety answers, the weekly rule, the exit."""
    # What an old entry says, a late one or a correction, does not answer today's question.
    course = replace(course, has_to_rescreen=course.has_to_rescreen and checkin.day < course.day)
    found = rescreen(checkin.answers, course, frame, limb=checkin.limb, now=checkin.average)
    course = remember(found, course)
    course = _count_quiet(checkin, course, log, frame, found)
    facts = {**common_facts(course, log, frame), "new_flag_tier": found.tier}
    course = replace(course, first_scores=course.first_scores or checkin.scores)
    rule = decide(frame.catalog.weekly_rules, facts)
    if course.decided.get(checkin.id) == rule.id:  # sent again, edited: what it led to is not done twice
        placed = lock_for(found, course, frame)
        return Step(placed.course, (_said(rule, facts, course, frame), *placed.decisions))
    course = replace(course, decided={**course.decided, checkin.id: rule.id})
    step = _apply(rule, facts, found, course, log, frame)
    step = _after_running(step, frame)
    if WeeklyOutcome(rule.result) in ENDS_THERE:
        return step
    return _then_exits(checkin, step, found, log, frame)


def _then_exits(checkin: CheckIn, step: Step, found: Found, log: Log, frame: Frame) -> Step:
    step = _retest(step, log, frame)
    flare = look_at_flare(step.course, log, frame)
    resumed = step.course.flare is not None and flare.course.flare is None
    step = step.then(flare.course, *flare.decisions)
    classed = reclassify(checkin, step.course, frame)
    step = step.then(classed.course, *classed.decisions)
    if resumed:  # one level lower now, and not a phase further on the same day
        return step
    left = try_exit(step.course, log, frame, found.tier)
    if left.course is not step.course:  # left, or proposed to the therapist
        return step.then(left.course, *left.decisions)
    late = overdue(step.course, log, frame)
    return step.then(late.course, *late.decisions)


def _count_quiet(checkin: CheckIn, course: Course, log: Log, frame: Frame, found: Found) -> Course:
    """Weeks in a row that were quiet: average at most 2, worst at most 3, no flare, no new flag (V8)."""
    week = range(checkin.day - SHRUNK_DAYS + 1, checkin.day + 1)
    calm = course.flare is None and not any(day in week for day in course.flares) and not found.flags
    if not (calm and pain.is_quiet(checkin, log, frame.start.facts)):
        return replace(course, quiet_weeks=0, quiet_on=checkin.day)
    apart = checkin.day - course.quiet_on
    if apart < LEAST_DAYS_BETWEEN:
        return course
    before = course.quiet_weeks if apart <= MOST_DAYS_BETWEEN else 0
    return replace(course, quiet_weeks=before + 1, quiet_on=checkin.day)


def _apply(rule: Rule, facts: Metrics, found: Found, course: Course, log: Log, frame: Frame) -> Step:
    said = _said(rule, facts, course, frame)
    placed = lock_for(found, course, frame)
    match WeeklyOutcome(rule.result):
        case WeeklyOutcome.LOCK | WeeklyOutcome.PAUSE:
            shut = _surely_locked(rule, placed, frame)
            return Step(shut.course, (said, *shut.decisions))
        case WeeklyOutcome.DROP:
            return _drop(rule, facts, placed, frame)
        case WeeklyOutcome.FLARE:
            flare = begin_flare(rule, facts, placed.course, log, frame)
            return placed.then(flare.course, *(flare.decisions or (said,)))
        case WeeklyOutcome.PAUSE_PROGRESS:
            paused = see_clinician(Cause.CONTACT, see_clinician(Cause.PROGRESS, placed.course, frame), frame)
            return placed.then(paused, _locking(rule, facts, placed.course, paused, "progress", frame))
        case WeeklyOutcome.SEE_CLINICIAN:
            sent = see_clinician(Cause.CONTACT, placed.course, frame)
            return placed.then(sent, _locking(rule, facts, placed.course, sent, "running", frame))
        case WeeklyOutcome.SHRINK:
            shrunk = replace(placed.course, shrunk_until=course.day + SHRUNK_DAYS)
            return placed.then(shrunk, replace(said, before="whole plan", after="3 exercises on 3 days"))
        case WeeklyOutcome.UPGRADE if not _stays(placed.course):
            higher = upgrade(placed.course, log, frame)
            return Step(higher.course, (*placed.decisions, said, *higher.decisions))
        case _:
            return placed.then(placed.course, said)


def _stays(course: Course) -> bool:
    """Nothing goes up under a lock on the plan or its progress, in calm days, or while a question is open."""
    shut = course.is_locked(Cause.SAFETY, Cause.PROGRESS) or course.flare is not None
    return shut or course.has_to_retest or course.has_to_restart or course.back_on is not None


def _surely_locked(rule: Rule, placed: Step, frame: Frame) -> Step:
    """An administrator may let another rule lock: then the rule stands for the flag, and is cleared like one."""
    if placed.course.is_locked(Cause.SAFETY):
        return placed
    shut = shut_by(Found(TierId.BEFORE_START.value, (rule.id,), False, rule.sources), placed.course, frame)
    return placed.then(shut.course, *shut.decisions)


def _drop(rule: Rule, facts: Metrics, step: Step, frame: Frame) -> Step:
    course = step.course
    after = see_clinician(Cause.CONTACT, drop_phase(course, frame), frame)
    said = replace(phase_decision(rule, facts, course, after, frame), step="weekly")
    if after.is_locked(Cause.CONTACT) and not course.is_locked(Cause.CONTACT):
        return step.then(after, said, _locking(rule, facts, course, after, "running", frame))
    return step.then(after, said)


def _said(rule: Rule, facts: Metrics, course: Course, frame: Frame) -> Decision:
    return decision("weekly", rule, "plan", ("", ""), facts, course, frame)


def _locking(rule: Rule, facts: Metrics, course: Course, after: Course, subject: str, frame: Frame) -> Decision:
    cause = Cause.PROGRESS if subject == "progress" else Cause.CONTACT
    words = tuple("locked" if c.is_locked(cause) else "open" for c in (course, after))
    return decision("weekly", rule, subject, (words[0], words[1]), facts, course, frame)


def _after_running(step: Step, frame: Frame) -> Step:
    running = step.course.phase == RUN_PHASE and not step.course.is_locked() and step.course.flare is None
    return stalled(step, frame) if running else step


def _retest(step: Step, log: Log, frame: Frame) -> Step:
    """After more than 14 missed days the entry to the phase is met again, or it is one phase back."""
    course = step.course
    if not course.has_to_retest:
        return step
    met = meets_entry(course, log, frame)
    if not met and course.phase >= RUN_PHASE:
        return step  # running stays shut until the tests are passed
    after = replace(course if met else drop_phase(course, frame), has_to_retest=False)
    rule = Rule("MT_retest", "met" if met else "drop_phase", sources=("expert",))
    return step.then(after, phase_decision(rule, {}, course, after, frame))
