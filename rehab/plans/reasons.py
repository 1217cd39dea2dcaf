"""Why a plan is as it is: each reason of an event as a row with words, rule, answers and sources."""

from __future__ import annotations

from typing import Any

from rehab.library.models import CategoryText, Question, SecondaryRegion, Source
from rehab.library.rule_words import fact_words

from .models import Plan
from .words import ALLOWANCES, value_words

SECOND_PLACES = "secondary_regions"
CONDITION_FIELDS = (SECOND_PLACES, "medical", "pregnancy_status")
STEPS = {
    "flag": "Safety screen",
    "consistency": "Answers that did not fit together",
    "category": "Your pattern",
    "mixed": "Both directions hurt",
    "exclusion": "A health condition",
    "start_phase": "Where you start",
    "run_allowance": "How much running",
    "entry_stage": "Where running starts again",
}
OUTCOMES = {
    "clinician_parallel": "see a clinician alongside",
    "mixed": "bending and arching are both left out at first",
    "barred": "some exercises are left out",
    **ALLOWANCES,
}


def reason_rows(plan: Plan, reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reasons in the order the engine left them, advice apart."""
    asked = {row.key: row for row in Question.objects.filter(protocol_id=plan.protocol_id)}
    patterns = dict(CategoryText.objects.filter(protocol_id=plan.protocol_id).values_list("category", "label"))
    shown = [reason for reason in reasons if reason["step"] in STEPS]
    cites = Source.objects.in_bulk({source for reason in shown for source in reason["source"]})
    return [
        {
            "heading": STEPS[reason["step"]],
            "outcome": patterns.get(str(reason["outcome"])) or _outcome(reason),
            "rule": reason["rule"],
            "version": reason["version"],
            "inputs": [
                (_name(name, asked), value_words(asked[name].labels if name in asked else {}, value))
                for name, value in reason["inputs"].items()
            ],
            "sources": [cites[id_] for id_ in reason["source"] if id_ in cites],
        }
        for reason in shown
    ]


def _outcome(reason: dict[str, Any]) -> str:
    outcome = str(reason["outcome"])
    if reason["step"] == "start_phase":
        return f"phase {outcome}"
    if reason["step"] == "entry_stage":
        return f"stage {outcome} of the run-walk programme"
    return OUTCOMES.get(outcome, outcome.replace("_", " "))


def _name(name: str, asked: dict[str, Question]) -> str:
    if name in asked:
        return asked[name].text
    try:
        words = fact_words(name)
    except KeyError:
        words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def cause_words(plan: Plan) -> dict[str, str]:
    """Why exercises are left out, by category or health condition.

    A second painful place is named as such: it is no second pattern.
    """
    own = CategoryText.objects.filter(protocol_id=plan.protocol_id, category=plan.category).first()
    words = {"FLX": "Bending hurts you as well", "EXT": "Arching hurts you as well"} if plan.is_mixed else {}
    asked = {row.key: row for row in Question.objects.filter(protocol_id=plan.protocol_id, key__in=CONDITION_FIELDS)}
    for row in SecondaryRegion.objects.filter(protocol_id=plan.protocol_id):
        if row.region in (plan.baseline.get(SECOND_PLACES) or ()):
            place = asked[SECOND_PLACES].labels.get(row.region, row.region)
            words[row.category] = f"It hurts there too: {place.lower()}"
    for field in ("medical", "pregnancy_status"):
        given = plan.baseline.get(field) or []
        for item in given if isinstance(given, list) else [given]:
            words[str(item)] = f"You told us: {asked[field].labels.get(str(item), item)}"
    return words | ({plan.category: f"Your answers fit: {own.label[:1].lower()}{own.label[1:]}"} if own else {})
