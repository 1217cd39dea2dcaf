"""Following: one entry at a time, the course goes on. The same entries in the same order give the same course."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..catalog import Rule
from ..outcomes import RunOutcome
from . import flares, locks, pain, runs, sessions
from .adjusting import adjust, clear_and_limit
from .beginning import begin
from .course import RUN_PHASE, Cause, Course, Decision, Frame, Step
from .days import begin_day, trained
from .doses import label, replaced, swap_choices, swapped
from .exits import meets_entry, phase_decision, try_exit
from .log import (
    KEPT_DAYS,
    Adjust,
    CheckIn,
    Clearance,
    Contact,
    Entry,
    FlareReport,
    Log,
    Rating,
    Recheck,
    Run,
    SelfTest,
    Session,
    Shut,
    Swap,
    Tap,
)
from .ruling import decide, decision
from .weekly import check_in

EARLY_EXIT_FROM_DAY, EARLY_EXIT_RATINGS, WEEK = 3, 4, 7
REJUDGED_DAYS = 7
SWAP = Rule("SW_own_choice", "swap", sources=("expert",))
RETEST = Rule("MT_retest", "met", sources=("expert",))


@dataclass(frozen=True, slots=True)
class Followed:
    """A course with the log it rests on and the decisions of the last entry."""

    course: Course
    log: Log
    decisions: tuple[Decision, ...] = ()


def first_day(frame: Frame) -> Followed:
    """The plan as it begins."""
    return Followed(begin(frame), Log())


def follow(before: Followed, entry: Entry, frame: Frame) -> Followed:
    """The course after an entry, with every decision that came of it.

    An entry of an earlier day (a correction, a late morning) is written into the log and judged today: it may lower a
    dose, and never brings back what was decided before.
    """
    known = before.log.since(max(entry.day, before.course.day) - KEPT_DAYS)
    log = known.with_entry(entry)
    step = begin_day(entry.day, before.course, known, frame)
    made = _apply(entry, step.course, log, frame)
    decided = _recent(made.course, log)
    course = made.course if decided == made.course.decided else replace(made.course, decided=decided)
    decisions = (*step.decisions, *made.decisions)
    if course.undo is not None and not isinstance(entry, Adjust) and any(d.has_changed for d in decisions):
        course = replace(course, undo=None)  # it would take back more than the therapist's change
    return Followed(_with_valid_proposals(course, frame), log, decisions)


def _with_valid_proposals(course: Course, frame: Frame) -> Course:
    """What waits for the therapist goes when its premise does: what it would raise is other, or nothing may rise."""
    shut = course.is_locked(Cause.SAFETY, Cause.PROGRESS) or course.flare is not None
    now = {item.exercise_id: label(frame.catalog, item) for item in course.items}
    now |= {"phase": f"phase {course.phase}", "stage": runs.stage_words(course)}
    kept = () if shut else tuple(p for p in course.proposals if now.get(p.subject) == p.before)
    return course if kept == course.proposals else replace(course, proposals=kept)


def replay(entries: Iterable[Entry], frame: Frame) -> tuple[Followed, tuple[Decision, ...]]:
    """Follow a whole log from the first day; every decision on the way."""
    state, decisions = first_day(frame), list[Decision]()
    for entry in entries:
        state = follow(state, entry, frame)
        decisions += state.decisions
    return state, tuple(decisions)


def _apply(entry: Entry, course: Course, log: Log, frame: Frame) -> Step:
    match entry:
        case Rating():
            return _rated(entry, course, log, frame)
        case Session():
            return _trained(entry, course, log, frame)
        case Run():
            return _ran(entry, course, log, frame)
        case CheckIn():
            return check_in(entry, course, log, frame)
        case SelfTest():
            return _tested(entry, course, log, frame)
        case FlareReport():
            return _flared(entry, course, log, frame)
        case Tap():
            return Step(course)  # a word on the week, without safety answers: it is remembered and decides nothing
        case _:
            return _act(entry, course, log, frame)


def _act(entry: Recheck | Swap | Contact | Clearance | Shut | Adjust, course: Course, log: Log, frame: Frame) -> Step:
    """What a runner or a clinician does apart from exercise."""
    match entry:
        case Recheck():
            return _rechecked(entry, course, log, frame)
        case Swap():
            return _swapped(entry, course, frame)
        case Contact():
            return locks.record_contact(entry, course, frame)
        case Clearance():
            return clear_and_limit(entry, course, frame)
        case Adjust():
            return adjust(entry, course, log, frame)
        case Shut():
            return locks.shut(entry, course, frame)


def _rated(rating: Rating, course: Course, log: Log, frame: Frame) -> Step:
    """A day's rating: the two days before are judged again, a flare is looked at, phase 1 may be left early."""
    step = Step(course)
    for look in (sessions.judge_earlier, runs.judge_earlier):
        found = look(rating.day, step.course, log, frame)
        step = step.then(found.course, *found.decisions)
    red = flares.red_and_unsettled(rating.day, step.course, log, frame)
    step = step.then(red.course, *red.decisions)
    flare = flares.look_at_flare(step.course, log, frame)
    step = step.then(flare.course, *flare.decisions)
    rated = sum(1 for r in log.ratings if course.day - WEEK < r.day <= course.day and r.average is not None)
    if course.phase == 1 and course.day >= EARLY_EXIT_FROM_DAY and rated >= EARLY_EXIT_RATINGS:
        left = try_exit(step.course, log, frame)
        step = step.then(left.course, *left.decisions)
    return step


def _trained(session: Session, course: Course, log: Log, frame: Frame) -> Step:
    if any(mark.done > 0 for mark in session.marks):
        course = trained(course, session.day)
    return sessions.judge_session(session, course, log, frame) if _is_fresh(session.day, course) else Step(course)


def _ran(run: Run, course: Course, log: Log, frame: Frame) -> Step:
    course = replace(trained(course, run.day), last_run_on=max(course.last_run_on, run.day))
    return runs.judge_run(run, course, log, frame) if _is_fresh(run.day, course) else Step(course)


def _is_fresh(day: int, course: Course) -> bool:
    return day > course.day - REJUDGED_DAYS


def _rechecked(recheck: Recheck, course: Course, log: Log, frame: Frame) -> Step:
    now = pain.nprs_now(log, course.day)
    limb = _limb(log, course)
    found = locks.rescreen(recheck.answers, course, frame, limb=limb, now=None if now is None else int(now))
    return locks.lock_for(found, locks.remember(found, _answered(recheck.day, course)), frame)


def _limb(log: Log, course: Course) -> str:
    """What the last check-in told of arm or leg; the same at every re-check, or what is cleared would be forgotten."""
    last = pain.latest_checkin(log, course.day)
    return last.limb if last else ""


def _answered(day: int, course: Course) -> Course:
    """The safety questions are answered, if it was today: what an old entry says does not answer today's question."""
    return replace(course, has_to_rescreen=False) if day >= course.day else course


def _flared(report: FlareReport, course: Course, log: Log, frame: Frame) -> Step:
    found = locks.rescreen(report.answers, course, frame, limb=_limb(log, course), now=report.pain_now)
    step = locks.lock_for(found, locks.remember(found, _answered(report.day, course)), frame)
    flare = flares.begin_flare(flares.OWN_WORD, {"nprs_now": report.pain_now}, step.course, log, frame)
    return step.then(flare.course, *flare.decisions)


def _tested(test: SelfTest, course: Course, log: Log, frame: Frame) -> Step:
    """Entry tests passed again end the wait after missed time; the phase itself is left at the weekly check-in.

    One spot that hurts sharply on landing counts as it does on a run: running stops until the questions are answered.
    """
    facts = {"sharp_focal_hop": test.measures.get("hop_sharp")}
    rule = decide(frame.catalog.run_rules, facts)
    if facts["sharp_focal_hop"] is True and rule.result == RunOutcome.RESCREEN:
        said = decision("run", rule, "running", ("open", "asks again"), facts, course, frame)
        return Step(replace(course, has_to_rescreen=True), (said,))
    if course.has_to_retest and course.phase >= RUN_PHASE and meets_entry(course, log, frame):
        after = replace(course, has_to_retest=False)
        return Step(after, (phase_decision(RETEST, {}, course, after, frame),))
    return Step(course)


def _swapped(swap: Swap, course: Course, frame: Frame) -> Step:
    """Exchange an exercise if the other is an allowed one of its class; anything else changes nothing."""
    item = next((i for i in course.items if i.exercise_id == swap.exercise_id), None)
    if item is None:
        return Step(course)
    choice = next((e for e in swap_choices(item, course, frame) if e.id == swap.for_id), None)
    if choice is None:
        return Step(course)
    after = swapped(item, choice, course, frame)
    change = (label(frame.catalog, item), label(frame.catalog, after))
    said = decision("swap", SWAP, item.exercise_id, change, {}, course, frame)
    return Step(replace(course, items=replaced(course.items, item, after)), (said,))


def _recent(course: Course, log: Log) -> dict[str, str]:
    oldest = course.day - REJUDGED_DAYS
    fresh = {s.id for s in log.sessions if s.day >= oldest} | {run.id for run in log.runs if run.day >= oldest}
    fresh |= {checkin.id for checkin in log.checkins if checkin.day >= oldest}
    return {key: rule for key, rule in course.decided.items() if key.split("/")[0] in fresh}
