"""Adjusting: what a therapist saved in one go, as a step of the course with a decision for every difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..catalog import Rule
from ..conditions import Value
from . import exits
from .change import Change, ChangeKind
from .changing import before, changed, item_of
from .course import Course, Decision, Frame, Step
from .doses import label
from .locks import clear
from .log import Adjust, Clearance, Log
from .objecting import troubles
from .ruling import decision
from .runs import stage_words

KIND = ChangeKind
BY_RULE, FIXED, ASKS = "by rule", "fixed", "asks first"
GOES_ON, HELD, USUAL, PAUSED = "goes on", "held", "usual days", "paused"
STATES = {
    KIND.FIX: (BY_RULE, FIXED),
    KIND.LOOSE: (FIXED, BY_RULE),
    KIND.ASK_FIRST: (BY_RULE, ASKS),
    KIND.BY_RULE: (ASKS, BY_RULE),
}
BONE_STRESS = frozenset({"F32_bsi_severe", "F33_bsi"})
NO_IMPACT_DAYS = 42  # harris2016, fredericson2003: six to eight weeks of loading without impact
SLOW = Rule("clearance_bone_stress", "stage_1", sources=("harris2016", "fredericson2003"))
Said = tuple[str, tuple[str, str]]  # what it is about; before and after


def adjust(entry: Adjust, course: Course, log: Log, frame: Frame) -> Step:
    """All changes of an entry, or none if anything speaks against one; how it was before is kept for an undo."""
    if not entry.changes or troubles(entry.changes, course, log, frame):
        return Step(course)
    step = Step(course)
    for change in entry.changes:
        after = changed(change, step.course, log, frame)
        step = step.then(after, *_decisions(change, entry.reason, step.course, after, frame))
    is_undo = entry.changes[0].kind is KIND.UNDO
    return Step(replace(step.course, undo=None if is_undo else before(course)), step.decisions)


def clear_and_limit(entry: Clearance, course: Course, frame: Frame) -> Step:
    """What a clearance opens; and back, phase for phase, to the last one that it allows."""
    step = _slowed(entry, course, frame) if entry.flags & BONE_STRESS else clear(entry, course, frame)
    while step.course.phase > max(1, step.course.cleared_to):
        after = exits.drop_phase(step.course, frame)
        rule = Rule("clearance_limit", "drop_phase", sources=("expert",))
        step = step.then(after, exits.phase_decision(rule, {}, step.course, after, frame))
    return step


def _slowed(entry: Clearance, course: Course, frame: Frame) -> Step:
    """After bone stress: weeks without impact before the first run, and the run-walk ladder from its beginning."""
    signs = [lock.since for lock in course.locks if BONE_STRESS.intersection(lock.flags)]
    if signs and entry.runs:
        first = min(signs) + NO_IMPACT_DAYS
        entry = replace(entry, runs_from=max(first, first if entry.runs_from is None else entry.runs_from))
    step = clear(entry, course, frame)
    stage = None if step.course.stage is None else 1
    after = replace(step.course, after_bone_stress=True, stage=stage, stage_since=course.day)
    if after.stage == course.stage:
        return step.then(after)
    words = (stage_words(course), stage_words(after))
    return step.then(after, decision("clearance", SLOW, "stage", words, {}, course, frame))


def _decisions(change: Change, reason: str, course: Course, after: Course, frame: Frame) -> Iterator[Decision]:
    """Each difference with the reason, and that what spoke against it was confirmed."""
    rule = Rule(f"PT_{change.kind.value}", change.kind.value, sources=("expert",))
    inputs: list[tuple[str, Value | None]] = [("therapist_reason", reason)] if reason else []
    if change.confirmed:
        inputs.append(("confirmed_against", True))
    for subject, words in _said(change, course, after, frame):
        made = decision("therapist", rule, subject, words, {}, course, frame)
        yield replace(made, inputs=tuple(inputs))


def _said(change: Change, course: Course, after: Course, frame: Frame) -> Iterator[Said]:
    name = change.exercise_id
    match change.kind:
        case KIND.FIX | KIND.LOOSE:
            yield name, STATES[change.kind]
        case KIND.ASK_FIRST | KIND.BY_RULE:
            yield "plan", STATES[change.kind]
        case KIND.MOVE:
            yield name, (_place(name, course), _place(name, after))
        case KIND.HOLD:
            held = after.held_until >= after.day
            yield "plan", (GOES_ON, HELD) if held else (HELD, GOES_ON)
        case KIND.PAUSE:
            yield "plan", (USUAL, PAUSED) if after.is_paused else (PAUSED, USUAL)
        case KIND.EXCHANGE:
            yield name, (_label(name, course, frame), _label(change.for_id, after, frame))
        case KIND.DECLINE:
            found = next(proposal for proposal in course.proposals if proposal.subject == name)
            yield name, (found.before, found.before)
        case KIND.UNDO:
            yield from _differences(course, after, frame)
            yield from _states(course, after)
        case _:
            yield from _differences(course, after, frame)


def _differences(course: Course, after: Course, frame: Frame) -> Iterator[Said]:
    """Every exercise, the phase and the stage that are other than before."""
    if course.phase != after.phase:
        yield "phase", (f"phase {course.phase}", f"phase {after.phase}")
        return
    if course.stage != after.stage:
        yield "stage", (stage_words(course), stage_words(after))
    for name in dict.fromkeys(item.exercise_id for item in (*course.items, *after.items)):
        words = (_label(name, course, frame), _label(name, after, frame))
        if words[0] != words[1]:
            yield name, words


def _states(course: Course, after: Course) -> Iterator[Said]:
    """What is other in the order, in what is fixed, and in how the whole plan goes on."""
    if moved := _moved(course, after):
        yield moved, (_place(moved, course), _place(moved, after))
    for item in course.items:
        then = item_of(item.exercise_id, after)
        if then is not None and then.fixed != item.fixed:
            yield item.exercise_id, STATES[KIND.FIX if then.fixed else KIND.LOOSE]
    if course.held_until != after.held_until:
        yield "plan", (_at(course.held_until, after, HELD, GOES_ON), _at(after.held_until, after, HELD, GOES_ON))
    if course.paused_until != after.paused_until:
        yield "plan", (_at(course.paused_until, after, PAUSED, USUAL), _at(after.paused_until, after, PAUSED, USUAL))
    if course.asks_first != after.asks_first:
        yield "plan", STATES[KIND.ASK_FIRST if after.asks_first else KIND.BY_RULE]


def _at(until: int, course: Course, then: str, otherwise: str) -> str:
    return then if until >= course.day else otherwise


def _moved(course: Course, after: Course) -> str:
    """The one exercise by whose place two orders of the same exercises differ; empty if none does."""
    old, new = ([item.exercise_id for item in one.items] for one in (course, after))
    if old == new or sorted(old) != sorted(new):
        return ""
    return next((n for n in old if [x for x in old if x != n] == [x for x in new if x != n]), "")


def _label(name: str, course: Course, frame: Frame) -> str:
    item = item_of(name, course)
    return label(frame.catalog, item) if item is not None else ""


def _place(name: str, course: Course) -> str:
    return f"place {1 + [item.exercise_id for item in course.items].index(name)}"
