"""Rules asked about metrics."""

from __future__ import annotations

import pytest

from rehab.engine.followup import RuleSet, matching_rule, read_metrics

from .seeded import shipped_catalog

READY = {
    "phase": 1,
    "days_in_phase": 3,
    "nprs_avg7": 4,
    "nprs_worst7": 7,
    "walk_tolerance_min": 10,
    "walk_pain": 4,
    "red_days7": 0,
    "new_flag_tier": "none",
}


def _exit(**changes: object) -> str | None:
    metrics = read_metrics({**READY, **changes})
    assert not isinstance(metrics, tuple)
    return matching_rule(RuleSet.PHASE_EXIT, metrics, shipped_catalog())


def test_a_phase_is_left_when_all_its_criteria_hold() -> None:
    """The exit of the metrics' phase, and no other."""
    assert _exit() == "P1_to_P2"


@pytest.mark.parametrize(
    "changes",
    [
        {"days_in_phase": 2},
        {"days_in_phase": None},
        {"nprs_avg7": 4.1},
        {"nprs_avg7": None},
        {"red_days7": 1},
        {"red_days7": False},
        {"new_flag_tier": "clinician_parallel"},
        {"phase": 2},
        {"phase": None},
        {"phase": 9},
    ],
)
def test_a_missing_or_failed_criterion_keeps_the_phase(changes: dict[str, object]) -> None:
    """Without data no progression: a missing metric is never a met one."""
    assert _exit(**changes) is None


@pytest.mark.parametrize("rules", [RuleSet.SESSION, RuleSet.WEEKLY, RuleSet.RUN])
def test_without_metrics_the_last_rule_holds(rules: RuleSet) -> None:
    """A rule with no condition always holds: hold, hold, repeat."""
    defaults = {RuleSet.SESSION: "X7_default", RuleSet.WEEKLY: "W10_default", RuleSet.RUN: "RR7"}
    assert matching_rule(rules, {}, shipped_catalog()) == defaults[rules]


def test_a_missing_morning_value_never_advances() -> None:
    """X6 needs the next morning; without it the level holds."""
    good = {"pain_during": 1, "completion_pct": 100, "rpe": 5, "consecutive_good": 3}
    assert matching_rule(RuleSet.SESSION, good, shipped_catalog()) == "X7_default"
    assert matching_rule(RuleSet.SESSION, {**good, "next_morning_rise": 0}, shipped_catalog()) == "X6_progress"


@pytest.mark.parametrize("bad", [{"mood": 3}, {"rpe": [1]}, {"rpe": float("nan")}])
def test_metrics_that_are_none_are_refused(bad: dict[str, object]) -> None:
    """An unknown name or a value that is no number, flag or word is told."""
    assert isinstance(read_metrics(bad), tuple)
