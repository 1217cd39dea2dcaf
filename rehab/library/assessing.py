"""The machine's door: JSON cases in, the engine's answers out, no database writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rehab.engine.catalog import Catalog
from rehab.engine.conditions import Facts
from rehab.engine.followup import RuleSet, matching_rule, read_metrics
from rehab.engine.pipeline import Refusal, assess
from rehab.engine.report import report

SETS = tuple(rule_set.value for rule_set in RuleSet)


class BadCasesError(ValueError):
    """Cases that cannot be assessed; `problems` holds one line for each thing wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule list and the metrics it is asked about."""

    rules: RuleSet
    metrics: Facts


def assess_text(text: str, catalog: Catalog, today: date) -> Any:
    """The answers to a JSON case or list of cases, in order. BadCasesError carries all problems of all cases."""
    cases, is_list = read_cases(text)
    problems: list[str] = []
    answers = [_answer(case, number, catalog, today, problems) for number, case in enumerate(cases, 1)]
    if problems:
        raise BadCasesError(problems)
    return answers if is_list else answers[0]


def read_cases(text: str) -> tuple[list[Any], bool]:
    """The cases of a JSON text, and whether they came as a list. BadCasesError if it is no JSON."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadCasesError([f"input: is not JSON ({error})" if text.strip() else "input: is empty"]) from None
    return (given, True) if isinstance(given, list) else ([given], False)


def _answer(case: Any, number: int, catalog: Catalog, today: date, problems: list[str]) -> Any:
    if not isinstance(case, dict):
        problems.append(f"case {number}: is not a JSON object")
        return None
    name, found = _name(case, number), []
    if case.get("id") is not None and not isinstance(case["id"], str):
        found.append("id: needs text")
    asked = _read_followup(case.get("followup"), found)
    inputs = case.get("inputs")
    if not isinstance(inputs, dict):
        found.append("inputs: needs an object of answers by field")
    outcome = assess(inputs, catalog, today) if isinstance(inputs, dict) else Refusal(())
    if isinstance(outcome, Refusal):
        found.extend(f"{problem.field}: {problem.message}" for problem in outcome.problems)
    if found or isinstance(outcome, Refusal):
        problems.extend(f"{name}: {line}" for line in found)
        return None
    rules = [matching_rule(item.rules, item.metrics, catalog) for item in asked]
    return report(outcome, case_id=case.get("id"), followup=rules)


def _name(case: Mapping[str, Any], number: int) -> str:
    given = case.get("id")
    return ascii(given)[1:-1] if isinstance(given, str) and given else f"case {number}"


def _read_followup(given: Any, problems: list[str]) -> list[Asked]:
    if given is None:
        return []
    if not isinstance(given, list):
        problems.append("followup: needs a list")
        return []
    return [asked for number, item in enumerate(given, 1) if (asked := _read_asked(item, number, problems))]


def _read_asked(item: Any, number: int, problems: list[str]) -> Asked | None:
    where = f"followup {number}"
    if not isinstance(item, dict) or item.get("set") not in SETS:
        problems.append(f"{where}: set needs one of: {', '.join(SETS)}")
        return None
    metrics = item.get("metrics")
    if not isinstance(metrics, dict):
        problems.append(f"{where}: metrics needs an object of values by name")
        return None
    facts = read_metrics(metrics)
    if isinstance(facts, tuple):
        problems.extend(f"{where}: {problem}" for problem in facts)
        return None
    return Asked(RuleSet(item["set"]), facts)
