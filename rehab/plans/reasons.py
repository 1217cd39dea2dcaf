"""Why a plan is as it is: each reason of an event as a row with words, rule, answers and sources."""

from __future__ import annotations

from typing import Any

from rehab.library.models import CategoryText, Question, Source
from rehab.library.rule_words import fact_words

from .models import Plan

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
    "stop": "no running for now",
    "reduce_50": "half of your usual running",
    "reduce_70": "70 % of your usual running",
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
            "inputs": [(_name(name, asked), _value(name, value, asked)) for name, value in reason["inputs"].items()],
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


def _value(name: str, value: Any, asked: dict[str, Question]) -> str:
    labels = asked[name].labels if name in asked else {}
    if value is None:
        return "not answered"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(labels.get(item, item)) for item in value) or "nothing"
    return str(labels.get(str(value), value)).replace("_", " ")
