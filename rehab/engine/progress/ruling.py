"""Ruling: the first rule that holds, as a decision; and the facts that rules read."""

from __future__ import annotations

from ..catalog import Rule
from ..conditions import Facts, Value
from ..reasons import inputs_of
from ..ruling import first_rule
from . import pain, training
from .course import Cause, Course, Decision, Frame
from .log import Log

Metrics = dict[str, Value | None]


def decide(rules: tuple[Rule, ...], facts: Facts, otherwise: str = "hold") -> Rule:
    """The first rule that holds; in a list whose rules all fail, a rule that leads to `otherwise`."""
    return first_rule(rules, facts) or Rule("none", otherwise)


def decision(
    step: str, rule: Rule, subject: str, change: tuple[str, str], facts: Facts, course: Course, frame: Frame
) -> Decision:
    """A decision by a rule: the facts it read, before → after."""
    return Decision(
        day=course.day,
        step=step,
        rule=rule.id,
        outcome=rule.result,
        subject=subject,
        before=change[0],
        after=change[1],
        inputs=inputs_of(rule.when.fields(), facts),
        sources=rule.sources,
        version=frame.catalog.version,
    )


def common_facts(course: Course, log: Log, frame: Frame) -> Metrics:
    """The metrics that do not hang on one session or run, on the course's day."""
    day, facts = course.day, frame.start.facts
    return {
        "phase": course.phase,
        "days_in_plan": day,
        "days_in_phase": day - course.phase_since,
        "nprs_now": pain.nprs_now(log, day),
        "nprs_avg7": pain.nprs_avg7(log, day, facts),
        "nprs_worst7": pain.nprs_worst7(log, day, facts),
        "nprs_rise_vs_7d": pain.nprs_rise_vs_7d(log, day, facts),
        "nprs_improved": pain.nprs_improved(log, day, facts),
        "delta_avg": pain.delta_avg(log, day, facts),
        "avg_rise_2wk": pain.avg_rise_2wk(log, day, facts),
        "delta_psfs": pain.delta_psfs(log, day, facts, course.first_scores),
        "psfs_run": pain.psfs_run(log, day, facts),
        "morning_stiffness_min": pain.morning_stiffness_min(log, day, facts),
        "walk_tolerance_min": pain.walk_tolerance_min(log, day, facts),
        "walk_pain": training.walk_pain(log, day, facts),
        "red_days7": training.red_days7(log, day),
        "adherence_pct": training.adherence_pct(course, log, frame, day),
        "quiet_weeks": course.quiet_weeks,
        "stage": course.stage,
        "stages_up_last_7d": training.stages_up_last_7d(course, day),
        "run_lock": course.is_locked(Cause.RUNNING),
        "tier": frame.start.tier,
        "start_phase": frame.start.start_phase,
        "run_allowance": frame.start.run_allowance,
        "category": course.category,
    }
