"""Sessions: what becomes of each exercise after it was done, and again when the next morning is known (X0 to X7).

Two points decide: the pain during it, and the morning after. Steps down take effect at once; steps up wait for the
weekly rule. Without the morning's rating an exercise is repeated and never advanced.
"""

from __future__ import annotations

from dataclasses import replace

from ..catalog import Rule, TierId
from ..outcomes import SessionOutcome
from . import pain, training
from .course import Course, Decision, Frame, Item, Step, propose
from .doses import is_swap, label, replaced, step_down, step_up, to_easier
from .locks import Found, shut_by
from .log import Log, Mark, Session
from .ruling import Metrics, decide, decision

WEEK = 7
LADDER_SWAPS_A_WEEK = 2
TWICE = 2
# What a second look, with the next morning known, may still do to what was decided at the session itself.
STOPS = frozenset({SessionOutcome.LOCK, SessionOutcome.REGRESS, SessionOutcome.DOWN_RED, SessionOutcome.DOWN_REST})


def session_facts(mark: Mark, session: Session, item: Item | None, log: Log) -> Metrics:
    """What the session rules read of one exercise."""
    since = item.changed_on if item else 0
    return {
        "pain_during": mark.pain,
        "rpe": mark.effort,
        "limb_symptoms_spread": mark.spread,
        "completion_pct": training.completion_pct(mark),
        "next_morning_rise": pain.next_morning_rise(log, session.day),
        "hours_to_settle": pain.hours_to_settle(log, session.day),
        "consecutive_good": training.consecutive_good(log, mark.exercise_id, mark.level, since, session.day),
    }


def judge_session(session: Session, course: Course, log: Log, frame: Frame) -> Step:
    """Apply the session rules to every exercise of a session; what only waits for the morning says nothing yet."""
    step = Step(course)
    for mark in session.marks:
        if not mark.skipped:
            found = _judge(mark, session, step.course, log, frame)
            step = step.then(found.course, *found.decisions)
    return step


def judge_earlier(day: int, course: Course, log: Log, frame: Frame) -> Step:
    """Judge the sessions of the two days before a morning again, now that it is rated."""
    step = Step(course)
    for session in log.sessions:
        if session.day in (day - 1, day - 2):
            found = judge_session(session, step.course, log, frame)
            step = step.then(found.course, *found.decisions)
    return step


def _judge(mark: Mark, session: Session, course: Course, log: Log, frame: Frame) -> Step:
    item = next((i for i in course.items if i.exercise_id == mark.exercise_id), None)
    facts = session_facts(mark, session, item, log)
    rule = decide(frame.catalog.session_rules, facts)
    key = f"{session.id}/{mark.exercise_id}"
    earlier = course.decided.get(key)
    if _waits(rule, facts) or earlier == rule.id or (earlier is not None and rule.result not in STOPS):
        return Step(course)
    course = replace(course, decided={**course.decided, key: rule.id})
    if rule.result == SessionOutcome.LOCK:
        return shut_by(Found(TierId.URGENT.value, (rule.id,), False, rule.sources), course, frame)
    if item is None:
        return _asked_again(rule, facts, course, frame)
    return _apply(rule, facts, item, mark, course, log, frame)


def _asked_again(rule: Rule, facts: Metrics, course: Course, frame: Frame) -> Step:
    """Of an exercise that is no longer, or only in calm days, in the plan: symptoms that spread still ask again."""
    if rule.result != SessionOutcome.REGRESS:
        return Step(course)
    said = decision("session", rule, "plan", ("open", "asks again"), facts, course, frame)
    return Step(replace(course, has_to_rescreen=True), (said,))


def _waits(rule: Rule, facts: Metrics) -> bool:
    """Whether nothing but the next morning is missing: no rule with a condition holds yet."""
    return facts["next_morning_rise"] is None and not rule.when.groups


def _apply(rule: Rule, facts: Metrics, item: Item, mark: Mark, course: Course, log: Log, frame: Frame) -> Step:
    after = _moved(SessionOutcome(rule.result), item, mark, course, log, frame)
    made = _said(rule, facts, item, after, course, frame)
    asks = rule.result == SessionOutcome.REGRESS
    # What has been exchanged for something easier begins again at level 1 when a phase brings it back.
    levels = {**course.levels, item.exercise_id: 1} if is_swap(item, after) else course.levels
    moved = replace(course, items=replaced(course.items, item, after), levels=levels)
    return Step(replace(moved, has_to_rescreen=moved.has_to_rescreen or asks), (made,))


def _moved(outcome: SessionOutcome, item: Item, mark: Mark, course: Course, log: Log, frame: Frame) -> Item:
    day = course.day
    match outcome:
        case SessionOutcome.REGRESS:
            return to_easier(item, course, frame, day)
        case SessionOutcome.DOWN_RED:
            if training.red_times(log, item.exercise_id, day) >= TWICE:
                return to_easier(item, course, frame, day)
            lower = _down_once(item, day)
            return lower if lower != item else replace(item, rest_until=max(item.rest_until, day + 1))
        case SessionOutcome.DOWN_REST:
            return replace(_down_once(item, day), rest_until=max(item.rest_until, day))
        case SessionOutcome.HOLD_CUES:
            poor = training.poor_in_a_row(log, item.exercise_id, mark.level)
            return _down_once(item, day) if poor >= TWICE else item
        case _:
            return item


def _down_once(item: Item, day: int) -> Item:
    """One level down, once within 7 days; a rise within them is always taken back."""
    return item if day - item.lowered_on < WEEK else step_down(item, day)


def _said(rule: Rule, facts: Metrics, item: Item, after: Item, course: Course, frame: Frame) -> Decision:
    change = (label(frame.catalog, item), label(frame.catalog, after))
    return decision("session", rule, item.exercise_id, change, facts, course, frame)


def upgrade(course: Course, log: Log, frame: Frame) -> Step:
    """Every exercise whose last session meets X6 goes one level up; at most two change by the ladder in 7 days."""
    step = Step(replace(course, laddered=tuple(day for day in course.laddered if day > course.day - WEEK)))
    for item in course.items:
        found = _latest_judged(item, course.day, log, frame)
        if found is None or found[0].result != SessionOutcome.UP:
            continue
        after, laddered = step_up(item, step.course, frame, course.day), step.course.laddered
        if is_swap(item, after):
            laddered = (*laddered, course.day)
        if after == item or len(laddered) > LADDER_SWAPS_A_WEEK:
            continue
        if step.course.asks_first:
            words = (label(frame.catalog, item), label(frame.catalog, after))
            step = step.then(propose(item.exercise_id, found[0].id, *words, step.course))
            continue
        moved = replace(step.course, items=replaced(step.course.items, item, after), laddered=laddered)
        step = step.then(moved, _said(*found, item, after, course, frame))
    return step


def _latest_judged(item: Item, day: int, log: Log, frame: Frame) -> tuple[Rule, Metrics] | None:
    """The rule of an exercise's latest session of this week; today's is passed over while its morning is to come.

    A morning that has come and was not rated is unknown: the exercise is repeated.
    """
    for session, mark in reversed(training.marks_of(log, item.exercise_id)):
        if session.day <= day - WEEK or mark.level != item.level:
            return None
        facts = session_facts(mark, session, item, log)
        rule = decide(frame.catalog.session_rules, facts)
        if session.day < day or not _waits(rule, facts):
            return rule, facts
    return None
