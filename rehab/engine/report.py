"""Report: an outcome as plain JSON values, always with the same keys."""

from __future__ import annotations

from .conditions import Value
from .pipeline import PlanDraft, Referral
from .prescribe import Prescription
from .reasons import Reason
from .triage import URGENT_RANK

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

KEYS = (
    "id tier fired category mixed start_phase start_level run_allowance run_lock entry_stage plan urgent_referral "
    "excluded weeks goal need_weeks consistency first_week phases followup reasons"
).split()


def report(outcome: PlanDraft | Referral, *, case_id: str | None, followup: list[str | None]) -> dict[str, Json]:
    """One answer of `assess`; what an outcome does not have is null."""
    match outcome:
        case Referral():
            found = _referral(outcome)
        case PlanDraft():
            found = _draft(outcome)
    triage = outcome.triage
    found |= {
        "id": case_id,
        "tier": triage.tier.id.value,
        "fired": list(triage.fired),
        "run_lock": triage.run_lock,
        "plan": triage.tier.plan,
        "urgent_referral": triage.tier.rank >= URGENT_RANK,
        "consistency": list(triage.consistency),
        "followup": list(followup),
        "reasons": [plain_reason(reason) for reason in outcome.reasons],
    }
    return {key: found.get(key) for key in KEYS}


def _referral(referral: Referral) -> dict[str, Json]:
    values: dict[str, Json] = {"run_allowance": referral.run_allowance}
    if (kept := referral.provisional) is not None:
        values |= {
            "category": kept.pattern.category.value,
            "mixed": kept.pattern.mixed,
            "start_phase": kept.start_phase,
            "excluded": list(kept.excluded),
        }
    return values


def _draft(draft: PlanDraft) -> dict[str, Json]:
    weeks: dict[str, Json] = {f"p{phase}": draft.running.weeks.get(phase) for phase in (1, 2, 3, 4)}
    weeks["total"] = sum(draft.running.weeks.values())
    return {
        "category": draft.pattern.category.value,
        "mixed": draft.pattern.mixed,
        "start_phase": draft.start_phase,
        "start_level": draft.start_level,
        "run_allowance": draft.running.allowance,
        "entry_stage": draft.running.entry_stage,
        "excluded": list(draft.excluded),
        "weeks": weeks,
        "goal": draft.goal.verdict.value if draft.goal else None,
        "need_weeks": draft.goal.need_weeks if draft.goal else None,
        "first_week": [_prescription(item) for item in draft.first_week],
        "phases": [
            {
                "phase": phase.phase,
                "weeks": phase.weeks,
                "exercises": [_prescription(item) for item in (*phase.exercises, phase.cardio)],
            }
            for phase in draft.phases
        ],
    }


def _prescription(item: Prescription) -> Json:
    return {"id": item.exercise_id, "dose": str(item.level)}


def plain_reason(reason: Reason) -> Json:
    """A reason as JSON values: step, rule, outcome, version, the facts it read, its sources."""
    return {
        "step": reason.step,
        "rule": reason.rule,
        "outcome": reason.outcome,
        "version": reason.version,
        "inputs": {name: _plain(value) for name, value in reason.inputs},
        "source": list(reason.sources),
    }


def _plain(value: Value | None) -> Json:
    return list(sorted(value)) if isinstance(value, frozenset) else value
