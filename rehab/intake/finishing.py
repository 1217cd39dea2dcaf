"""How an intake ends: in a plan, or in a referral that also closes the plan there was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from rehab.engine.answers import Problem
from rehab.engine.catalog import Flag, Kind
from rehab.engine.conditions import Facts, holds
from rehab.engine.pipeline import PlanDraft, Referral, Refusal, assess
from rehab.engine.report import plain_reason
from rehab.engine.triage import BEFORE_START_RANK, Triage
from rehab.plans.clearing import clear_plan, is_limiting
from rehab.plans.models import Plan
from rehab.plans.selectors import standing_clearance
from rehab.plans.services import lock_open_plan, start_plan
from rehab.plans.telling import tell_of_warning

from .clearing import known_clearances
from .models import Intake, RaisedFlag
from .selectors import standing_flags
from .wizard import Wizard, told_by


def screen_saved(intake: Intake, wizard: Wizard, now: datetime) -> None:
    """After a screen was saved: write flags down, close the open plan, end the intake if its result is known.

    Until the end only flags behind a safety answer are written: other answers may still be a slip of the finger.
    """
    safety = {question.id for question in wizard.catalog.questions if question.kind is Kind.YES_NO_UNSURE}
    fired = [
        flag
        for flag in wizard.catalog.flags
        if flag.id in wizard.triage.fired and (wizard.must_stop or safety.intersection(flag.when.fields()))
    ]
    raise_flags(intake, fired, wizard.triage.facts, now)
    if wizard.must_stop:
        finish_as_referral(intake, wizard, now)
    elif any(wizard.catalog.tiers[flag.tier].rank >= BEFORE_START_RANK for flag in fired):
        # Whether or not the intake is ever finished, nobody exercises on with this answer.
        _lock(intake, wizard.triage.tier.id.value, wizard.triage, now)


def raise_flags(intake: Intake, flags: Iterable[Flag], facts: Facts, now: datetime) -> None:
    """Write down that flags fired by these answers; one that is written already stays as it was, unless it was cleared.

    A flag that only counts because of an earlier answer is not raised anew: its time began with that answer.
    """
    rows = [
        RaisedFlag(runner_id=intake.runner_id, intake=intake, flag=f.id, tier=f.tier.value, raised_at=now)
        for f in flags
        if holds(f.when, facts)
    ]
    _set_cleared_aside(intake, [row.flag for row in rows], now)
    RaisedFlag.objects.bulk_create(rows, ignore_conflicts=True)


def _set_cleared_aside(intake: Intake, firing: Iterable[str], now: datetime) -> None:
    """What was cleared and fires again makes room for a row of its own time, and stays as history."""
    if known := known_clearances(intake):
        standing = [flag.pk for flag in standing_flags(intake.runner, known)]
        written = intake.raised_flags.filter(flag__in=firing, correction=None, superseded_at=None)
        written.exclude(pk__in=standing).update(superseded_at=now)


def finish_as_referral(intake: Intake, wizard: Wizard, now: datetime) -> None:
    """End the intake early: what is known already asks for a clinician."""
    triage = wizard.triage
    outcome = {
        "fired": list(triage.fired),
        "run_lock": triage.run_lock,
        "consistency": list(triage.consistency),
        "told": wizard.told(),
        "reasons": [plain_reason(reason) for reason in triage.reasons],
        "advice": [],
    }
    _finish(intake, Intake.State.REFERRED, triage.tier.id.value, outcome, now)
    _lock(intake, intake.tier, triage, now)


def finish_recheck(intake: Intake, wizard: Wizard, flags: Iterable[Flag], tier: str, now: datetime) -> None:
    """End an intake that holds a plan's answers with today's safety answers: these flags are new and close the plan."""
    found = list(flags)
    fired = {flag.id for flag in found}
    outcome = {
        "fired": sorted(fired),
        "run_lock": any(flag.run_lock for flag in found),
        "consistency": list(wizard.triage.consistency),
        "told": told_by([flag.when for flag in found], wizard.triage.facts, wizard.questions),
        "reasons": [plain_reason(reason) for reason in wizard.triage.reasons if reason.rule in fired],
        "advice": [],
    }
    _finish(intake, Intake.State.REFERRED, tier, outcome, now)


def refer(intake: Intake, wizard: Wizard, now: datetime, today: date) -> tuple[Problem, ...]:
    """Assess the whole intake and end it; the problems if it cannot be read."""
    raw = wizard.counted
    result = assess(raw, wizard.catalog, today, wizard.kept, wizard.cleared)
    if isinstance(result, Refusal):
        return result.problems
    fired = [flag for flag in wizard.catalog.flags if flag.id in result.triage.fired]
    raise_flags(intake, fired, result.triage.facts, now)
    outcome = _outcome(result, wizard, fired)
    if isinstance(result, PlanDraft):
        intake.plan = start_plan(
            runner=intake.runner,
            draft=result,
            catalog=wizard.catalog,
            protocol_id=intake.protocol_id,
            baseline=raw,
            now=now,
            today=today,
        )
        if known_clearances(intake):
            _hold_to_clearance(intake.plan, wizard, result.triage.facts, now)
        _finish(intake, Intake.State.PLANNED, result.tier.id.value, outcome, now)
    else:
        _finish(intake, Intake.State.REFERRED, result.tier.id.value, outcome, now)
        _lock(intake, intake.tier, result.triage, now)
    return ()


def _hold_to_clearance(plan: Plan, wizard: Wizard, facts: Facts, now: datetime) -> None:
    """What the standing clearance limits holds for a new plan too; what it cleared and still holds is known to it."""
    clearance = standing_clearance(plan.runner)
    if clearance is None:
        return
    catalog = wizard.catalog
    rules = {flag.id: flag.when for flag in catalog.flags} | {rule.id: rule.when for rule in catalog.category_rules}
    still = [name for name in wizard.cleared if holds(rules[name], facts)]
    if still or is_limiting(clearance):
        clear_plan(plan=plan, clearance=clearance, flags=still, now=now)


def _outcome(result: PlanDraft | Referral, wizard: Wizard, fired: list[Flag]) -> dict[str, Any]:
    rules = [flag.when for flag in fired]
    categories = {reason.rule for reason in result.reasons if reason.step == "category"}
    rules += [rule.when for rule in wizard.catalog.category_rules if rule.id in categories and rule.tier_floor]
    return {
        "fired": list(result.triage.fired),
        "run_lock": result.triage.run_lock,
        "consistency": list(result.triage.consistency),
        "told": told_by(rules, result.triage.facts, wizard.questions),
        "reasons": [plain_reason(reason) for reason in result.reasons],
        "advice": [reason.rule for reason in result.advice],
    }


def _finish(intake: Intake, state: str, tier: str, outcome: dict[str, Any], now: datetime) -> None:
    intake.state, intake.tier, intake.outcome, intake.finished_at, intake.saved_at = state, tier, outcome, now, now
    intake.save(update_fields=["state", "tier", "outcome", "finished_at", "saved_at", "plan"])
    if state == Intake.State.REFERRED:
        tell_of_warning(runner=intake.runner, tier=tier, now=now)


def _lock(intake: Intake, tier: str, triage: Triage, now: datetime) -> None:
    lock_open_plan(runner=intake.runner, tier=tier, flags=triage.fired, now=now, today=timezone.localdate(now))
