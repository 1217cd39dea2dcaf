"""The worked cases of the rule base: each expectation is one a therapist can read in the seed file."""

from __future__ import annotations

from typing import Any

import pytest

from rehab.engine.followup import RuleSet, matching_rule, read_metrics

from .cases import answer
from .seeded import read, shipped_catalog

VIGNETTES = read("vignettes")["vignettes"]
EXPECTED = [(case, key) for case in VIGNETTES for key in case["expect"]]
FOLLOWUPS = [(case, step) for case in VIGNETTES for step in case.get("followup", ())]


def _met(key: str, expected: Any, found: dict[str, Any]) -> bool:
    """Say whether an answer meets an expectation; lists of flags and exclusions are "at least"."""
    match key:
        case "must_exclude":
            return set(expected) <= set(found["excluded"])
        case "first_week_ids":
            return [item["id"] for item in found["first_week"]] == [*expected, "walk_easy"]
        case "first_week_dose":
            doses = {item["id"]: item["dose"] for item in found["first_week"]}
            return expected.items() <= doses.items()
        case "weeks" if expected is not None:
            return expected.items() <= found["weeks"].items()
        case "fired" | "consistency":
            return set(expected) <= set(found[key])
        case _:
            return found[key] == expected


@pytest.mark.parametrize(("case", "key"), EXPECTED, ids=lambda v: v["id"] if isinstance(v, dict) else v)
def test_a_worked_case_gets_its_answer(case: dict[str, Any], key: str) -> None:
    """Each expectation of each worked case holds."""
    found = answer(**case["inputs"])
    assert _met(key, case["expect"][key], found), (case["title"], key, found)


@pytest.mark.parametrize(("case", "step"), FOLLOWUPS, ids=lambda v: v.get("id") or v["expect"])
def test_a_worked_follow_up_meets_its_rule(case: dict[str, Any], step: dict[str, Any]) -> None:
    """The first rule that holds for the metrics is the expected one."""
    metrics = read_metrics(step["metrics"])
    assert not isinstance(metrics, tuple)
    assert matching_rule(RuleSet(step["set"]), metrics, shipped_catalog()) == step["expect"]


def test_all_twelve_cases_are_read() -> None:
    """No case is lost on the way."""
    assert [case["id"] for case in VIGNETTES] == [f"V{number:02}" for number in range(1, 13)]
    assert len(FOLLOWUPS) == 10
