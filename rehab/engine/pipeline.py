"""Pipeline: answers in, a plan draft, a referral or a refusal out.

triage → classify → prescribe → advise. The first match for a rule wins, safety beats everything, each step leaves its
reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from .advise import advice_for
from .answers import Answers, Problem, read_answers
from .catalog import Catalog, Tier
from .classify import Pattern, classify, excluded
from .conditions import Facts
from .goal import Goal
from .prescribe import (
    Decided,
    PhasePlan,
    Prescription,
    Running,
    judge_goal,
    phase_plans,
    plan_running,
    run_allowance,
    start_level,
    start_phase,
    walk,
)
from .reasons import Reason
from .triage import BEFORE_START_RANK, URGENT_RANK, Triage, screen


@dataclass(frozen=True, slots=True)
class Refusal:
    """Answers that cannot be read; every problem, none hidden behind another."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Provisional:
    """What is kept for the clinician when a plan waits: never shown as a plan."""

    pattern: Pattern
    start_phase: int
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Referral:
    """Somebody has to be seen before any plan; `provisional` is None when it is urgent.

    `advice` is what may be said until then: nothing when it is urgent.
    """

    answers: Answers
    triage: Triage
    run_allowance: str
    provisional: Provisional | None
    reasons: tuple[Reason, ...]
    advice: tuple[Reason, ...]

    @property
    def tier(self) -> Tier:
        """How urgently."""
        return self.triage.tier


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A whole plan: start, phases, first week, running, race verdict, what is barred and why, and advice beside it."""

    answers: Answers
    triage: Triage
    pattern: Pattern
    start_phase: int
    start_level: int
    running: Running
    goal: Goal | None
    excluded: tuple[str, ...]
    first_week: tuple[Prescription, ...]
    phases: tuple[PhasePlan, ...]
    reasons: tuple[Reason, ...]
    advice: tuple[Reason, ...]

    @property
    def tier(self) -> Tier:
        """Whether a clinician should be seen alongside."""
        return self.triage.tier


def assess(
    raw: Mapping[str, object],
    catalog: Catalog,
    today: date,
    kept: Collection[str] = (),
    cleared: Collection[str] = (),
) -> PlanDraft | Referral | Refusal:
    """Assess raw answers by field id; `today` dates a race goal and nothing else; the rest as in `screen`."""
    answers = read_answers(raw, catalog.questions, catalog.checks, today)
    return assess_answers(answers, catalog, kept, cleared) if isinstance(answers, Answers) else Refusal(answers)


def assess_answers(
    answers: Answers, catalog: Catalog, kept: Collection[str] = (), cleared: Collection[str] = ()
) -> PlanDraft | Referral:
    """Assess checked answers."""
    triage = screen(answers, catalog, kept, cleared)
    if triage.tier.rank >= URGENT_RANK:
        return _referral(answers, triage, None, triage.reasons, catalog)
    pattern, triage = classify(triage, catalog)
    phase = start_phase(triage.facts, catalog)
    reasons = (*triage.reasons, *pattern.reasons, phase.reason)
    provisional = Provisional(pattern, int(phase.result), excluded(pattern, int(phase.result), catalog))
    if triage.tier.rank >= BEFORE_START_RANK:
        return _referral(answers, triage, provisional, reasons, catalog)
    return _draft(answers, triage, provisional, reasons, catalog)


def _referral(
    answers: Answers,
    triage: Triage,
    provisional: Provisional | None,
    reasons: tuple[Reason, ...],
    catalog: Catalog,
) -> Referral:
    start = provisional.start_phase if provisional else None
    facts = _ruling_facts(triage, start)
    allowance = run_allowance(facts, catalog)
    advice = _advice(facts, allowance, catalog)
    return Referral(answers, triage, allowance.result, provisional, (*reasons, allowance.reason), advice)


def _draft(
    answers: Answers, triage: Triage, found: Provisional, reasons: tuple[Reason, ...], catalog: Catalog
) -> PlanDraft | Referral:
    facts = _ruling_facts(triage, found.start_phase)
    allowance = run_allowance(facts, catalog)
    running = plan_running(facts, allowance.result, catalog)
    phases = tuple(phase_plans(facts, running, found.pattern, catalog))
    reasons = (*reasons, allowance.reason, *running.reasons)
    advice = _advice(facts, allowance, catalog)
    if any(not phase.exercises for phase in phases):
        # An empty session is no plan: a therapist has to choose. Nothing is relaxed to fill it.
        empty = Reason("builder", "no_exercise_left", "needs_therapist", catalog.version)
        return Referral(answers, triage, allowance.result, found, (*reasons, empty), advice)
    return PlanDraft(
        answers=answers,
        triage=triage,
        pattern=found.pattern,
        start_phase=found.start_phase,
        start_level=start_level(facts),
        running=running,
        goal=judge_goal(facts, running, catalog),
        excluded=found.excluded,
        first_week=(*phases[0].exercises, walk(facts, catalog)),
        phases=phases,
        reasons=reasons,
        advice=advice,
    )


def _ruling_facts(triage: Triage, phase: int | None) -> Facts:
    decided = {"tier": triage.tier.id.value, "run_lock": triage.run_lock, "start_phase": phase}
    return {**triage.facts, **decided}


def _advice(facts: Facts, allowance: Decided, catalog: Catalog) -> tuple[Reason, ...]:
    return advice_for({**facts, "run_allowance": allowance.result}, catalog)
