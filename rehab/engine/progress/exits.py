"""Exits: when a phase may be left, what the next one begins with, one phase back, and the tests before running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..catalog import EntryTest, PhaseExit, Rule
from ..conditions import Comparison, Facts, Value, holds, is_true
from ..outcomes import FallbackOutcome
from ..ruling import first_rule
from . import pain, training
from .course import RUN_PHASE, Cause, Course, Decision, Frame, Step, propose
from .doses import enter_items, set_aside
from .locks import has_limb_symptoms, see_clinician
from .log import Log, SelfTest
from .ruling import Metrics, common_facts, decide, decision

WEEK = 7
EARLY_PHASE = 1
TEST_PAIN = 2
OLDER_FROM, OLDER_CALF, OLDER_BRIDGE, BRIDGE = 60, 12, 8, 10  # goom2019
PLANK_S = 45  # mcgill1999
POSTPARTUM_DAYS = 84  # no running before 12 weeks (goom2019); counted from the plan's first day


def exit_facts(course: Course, log: Log, frame: Frame, new_tier: str = "none") -> Metrics:
    """What a phase's exit reads on the course's day."""
    passed = all(entry_results(course, log, frame).values())
    return {**common_facts(course, log, frame), "new_flag_tier": new_tier, "run_entry_tests_passed": passed}


def exit_of(phase: int, frame: Frame) -> PhaseExit | None:
    """The exit of a phase."""
    return next((exit_ for exit_ in frame.catalog.phase_exits if exit_.phase == phase), None)


def try_exit(course: Course, log: Log, frame: Frame, new_tier: str = "none") -> Step:
    """Leave the phase if its days are over, its exit holds, and nothing stands against the next one."""
    exit_ = exit_of(course.phase, frame)
    shut = course.is_locked(Cause.SAFETY, Cause.PROGRESS) or course.flare is not None
    waiting = course.has_to_rescreen or course.has_to_retest or course.has_to_restart or course.back_on is not None
    waiting = waiting or course.day <= course.held_until or course.is_paused
    if exit_ is None or shut or waiting or course.day - course.phase_since < exit_.min_days:
        return Step(course)
    facts = exit_facts(course, log, frame, new_tier)
    if not holds(exit_.when, facts) or not may_enter(course.phase + 1, course, frame):
        return Step(course)
    if course.asks_first:
        words = (f"phase {course.phase}", f"phase {course.phase + 1}")
        return Step(propose("phase", exit_.id, *words, course))
    after = enter(course.phase + 1, course, log, frame)
    rule = Rule(exit_.id, "next_phase", exit_.when, exit_.sources)
    return Step(after, (phase_decision(rule, facts, course, after, frame),))


def may_enter(phase: int, course: Course, frame: Frame) -> bool:
    """No lock of any kind leads into running or past it, nor a plan begun within 12 weeks after birth before them.

    And none goes past what a clinician allows, nor into running before the day a clinician set.
    """
    if phase > course.cleared_to:
        return False
    if phase < RUN_PHASE:
        return True
    young = frame.start.facts.get("pregnancy_status") == "postpartum_lt_12w"
    too_early = course.day < course.runs_from or (young and course.day < POSTPARTUM_DAYS)
    return not course.is_locked() and not too_early


def meets_exit(course: Course, log: Log, frame: Frame) -> bool:
    """Whether the exit of the present phase holds today, whatever stands against leaving it."""
    exit_ = exit_of(course.phase, frame)
    return exit_ is None or holds(exit_.when, exit_facts(course, log, frame))


def phase_decision(rule: Rule, facts: Facts, course: Course, after: Course, frame: Frame) -> Decision:
    """That the phase changed, by which rule."""
    return decision("phase", rule, "phase", (f"phase {course.phase}", f"phase {after.phase}"), facts, course, frame)


def enter(phase: int, course: Course, log: Log, frame: Frame) -> Course:
    """The course in another phase: its items at the levels reached; in phase 4 the stage its rule gives today."""
    kept = replace(set_aside(course), phase=phase, phase_since=course.day, fallback_phase=0)
    stage = kept.stage
    if phase == RUN_PHASE and course.phase < RUN_PHASE:
        stage = _entry_stage(kept, log, frame)
    return replace(kept, items=enter_items(phase, kept, frame), stage=stage, stage_since=course.day, back_on=None)


def _entry_stage(course: Course, log: Log, frame: Frame) -> int:
    gap = training.gap_weeks(course, log, frame, course.day)
    allowance = frame.start.run_allowance if gap == 0 else "stop"
    facts = {**frame.start.facts, "gap_weeks": gap, "run_allowance": allowance}
    facts["after_bone_stress"] = course.after_bone_stress
    rule = first_rule(frame.catalog.entry_stage_rules, facts)
    found = int(rule.result) if rule else 1
    # Whoever was in the running phase before does not come back above one stage below where that was left.
    return found if course.stage is None else min(found, max(1, course.stage - 1))


def drop_phase(course: Course, frame: Frame) -> Course:
    """One phase back, never below the first, at the levels reached; the stage is left behind with phase 4."""
    if course.phase == EARLY_PHASE:
        return course
    kept = replace(set_aside(course), phase=course.phase - 1, phase_since=course.day, fallback_phase=0)
    return replace(kept, items=enter_items(kept.phase, kept, frame), back_on=None)


def overdue(course: Course, log: Log, frame: Frame) -> Step:
    """A phase that has lasted its longest: go on if it is better, else see a clinician; said once a phase."""
    exit_ = exit_of(course.phase, frame)
    if exit_ is None or exit_.max_days is None or course.fallback_phase == course.phase:
        return Step(course)
    if course.day - course.phase_since < exit_.max_days:
        return Step(course)
    facts = common_facts(course, log, frame)
    rule = decide(frame.catalog.fallback_rules, facts, FallbackOutcome.GO_ON)
    after = replace(course, fallback_phase=course.phase)
    if rule.result == FallbackOutcome.SEE_CLINICIAN:
        after = see_clinician(Cause.CONTACT, after, frame)
    words = tuple("locked" if c.is_locked(Cause.CONTACT) else "open" for c in (course, after))
    return Step(after, (decision("fallback", rule, "running", (words[0], words[1]), facts, course, frame),))


def meets_entry(course: Course, log: Log, frame: Frame) -> bool:
    """Whether the entry to the present phase is met again: the exit of the phase before, adherence apart.

    For phase 4 that means the entry tests. (Missed time of more than 14 days.)
    """
    if course.phase >= RUN_PHASE:
        return all(entry_results(course, log, frame).values())
    exit_ = exit_of(course.phase - 1, frame)
    if exit_ is None:
        return True
    facts = exit_facts(course, log, frame)
    groups = (group for group in exit_.when.groups if all(leaf.field != "adherence_pct" for leaf in group))
    return all(any(is_true(leaf, facts) for leaf in group) for group in groups)


def entry_results(course: Course, log: Log, frame: Frame) -> dict[str, bool]:
    """Each entry test (E1 to E9) by id: passed within the last 7 days, or met today."""
    return {test.id: _passed(test, course, log, frame) for test in frame.catalog.entry_tests}


def _passed(test: EntryTest, course: Course, log: Log, frame: Frame) -> bool:
    if test.needs.field in ("nprs_avg7", "run_lock"):
        return _met_today(test, course, log, frame)
    recent = [t for t in log.tests if course.day - WEEK < t.day <= course.day and test.needs.field in t.measures]
    last = max(recent, key=lambda done: done.day, default=None)
    return last is not None and _passed_on(test, last, log, frame)


def _met_today(test: EntryTest, course: Course, log: Log, frame: Frame) -> bool:
    facts = frame.start.facts
    if test.needs.field == "run_lock":
        return not course.is_locked(Cause.RUNNING) and not has_limb_symptoms(log, course.day)
    average, worst = pain.nprs_avg7(log, course.day, facts), pain.nprs_worst7(log, course.day, facts)
    return is_true(test.needs, {"nprs_avg7": average}) and worst is not None and worst <= TEST_PAIN + 1


def _passed_on(test: EntryTest, done: SelfTest, log: Log, frame: Frame) -> bool:
    needs = _for_age(test.needs, frame.start.facts)
    return is_true(needs, done.measures) and _also(test.needs.field, done, log, frame)


def _is_older(facts: Facts) -> bool:
    return (pain.number(facts, "age_years") or 0) >= OLDER_FROM


def _for_age(needs: Comparison, facts: Facts) -> Comparison:
    if needs.field == "calf_reps" and _is_older(facts):
        return replace(needs, value=OLDER_CALF)
    return needs


def _also(field: str, done: SelfTest, log: Log, frame: Frame) -> bool:
    """What a test needs beside its main measure: pain at most 2, a quiet morning after, both parts done."""
    measures = done.measures
    match field:
        case "walk30_pain":
            rise = pain.next_morning_rise(log, done.day)
            return rise is not None and rise <= training.GOOD_RISE
        case "sls_reps":
            return _at_most(measures, "sls_pain")
        case "calf_reps":
            bridge = OLDER_BRIDGE if _is_older(frame.start.facts) else BRIDGE
            return _at_least(measures, "bridge_reps", bridge) and _at_most(measures, "calf_pain")
        case "hop_pain":
            return measures.get("hop_sharp") is False
        case "side_plank_s":
            return _at_least(measures, "plank_s", PLANK_S) and _at_most(measures, "plank_pain")
        case _:
            return True


def _at_most(measures: Mapping[str, Value], name: str) -> bool:
    value = pain.number(measures, name)
    return value is not None and value <= TEST_PAIN


def _at_least(measures: Mapping[str, Value], name: str, bound: int) -> bool:
    value = pain.number(measures, name)
    return value is not None and value >= bound
