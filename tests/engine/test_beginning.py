"""Where a plan begins and how long it takes: phases, running, weeks and the race verdict."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rehab.engine.goal import growth_weeks

from .cases import answer, outcome

QUIET = {"nprs_avg7": 2, "nprs_worst7": 4, "nprs_now": 2}


@pytest.mark.parametrize(
    ("changes", "phase"),
    [
        ({"nprs_avg7": 5}, 1),
        ({"nprs_worst7": 8}, 1),
        ({"nprs_now": 6, "nprs_worst7": 7}, 1),
        ({"walk_tolerance_min": 9}, 1),
        ({"nprs_avg7": 2, "nprs_worst7": 4}, 3),
        ({"nprs_avg7": 2, "nprs_worst7": 4, "morning_stiffness_min": 30}, 2),
        ({"nprs_avg7": 2, "nprs_worst7": 5}, 2),
        ({"nprs_avg7": 2, "nprs_worst7": 4, "walk_tolerance_min": 29}, 2),
        ({}, 2),
    ],
)
def test_the_start_phase_follows_pain_walking_and_stiffness(changes: dict[str, object], phase: int) -> None:
    """SP1, SP3, SP2 in that order."""
    assert answer(**changes)["start_phase"] == phase


@pytest.mark.parametrize(
    ("changes", "allowance"),
    [
        ({}, "reduce_50"),
        (QUIET, "reduce_70"),
        ({"primary_region": "neck"}, "reduce_70"),
        ({"run_status": "stopped"}, "stop"),
        ({"run_pain": 4}, "stop"),
        ({"run_pain": 3}, "reduce_50"),
        ({"run_pain": None}, "reduce_50"),
        ({"run_pain_settles_24h": False}, "stop"),
        ({"hop_test": "sharp_focal"}, "stop"),
        ({"nprs_avg7": 5}, "stop"),
        ({"reds_bsi_2y": "high_risk_1plus"}, "stop"),
    ],
)
def test_how_much_running_may_go_on(changes: dict[str, object], allowance: str) -> None:
    """RA1 to RA7, the first that holds."""
    assert answer(**changes)["run_allowance"] == allowance


@pytest.mark.parametrize(
    ("changes", "stage", "weeks"),
    [
        ({}, 7, 3),
        ({"days_available": 3}, 7, 4),
        ({"prev_weekly_km": 9.9}, 1, 7),
        ({"run_status": "stopped", "weeks_since_last_run": 0}, 3, 6),
        ({"run_status": "stopped", "weeks_since_last_run": 0.1}, 1, 7),
        ({"sex_at_birth": "female", "pregnancy_status": "postpartum_12_52w"}, 1, 7),
    ],
)
def test_the_entry_stage_follows_the_gap(changes: dict[str, object], stage: int, weeks: int) -> None:
    """S0 to S5; phase 4 lasts two sessions a stage at two or three runs a week."""
    found = answer(**changes)
    assert (found["entry_stage"], found["weeks"]["p4"]) == (stage, weeks)


@pytest.mark.parametrize(
    ("weeks", "average", "length"), [(5.9, 6, 1), (5.9, 7, 2), (6, 6, 2), (12, 6, 2), (12.1, 6, 2)]
)
def test_phase_1_is_longer_for_severe_or_lasting_pain(weeks: float, average: int, length: int) -> None:
    """Acute below 6 weeks; from average pain 7 an acute phase 1 takes two weeks."""
    assert answer(duration_weeks=weeks, nprs_avg7=average, nprs_worst7=8)["weeks"]["p1"] == length


def test_the_start_level_is_2_only_for_quiet_chronic_pain_in_lifters() -> None:
    """All three parts are needed, and only the start phase is raised."""
    lifter = {**QUIET, "duration_weeks": 13, "strength_per_week": 2}
    found = answer(**lifter)
    assert found["start_level"] == 2
    assert answer(**{**lifter, "strength_per_week": 1})["start_level"] == 1
    assert answer(**{**lifter, "duration_weeks": 12})["start_level"] == 1
    assert {i["id"]: i["dose"] for i in found["phases"][0]["exercises"]}["bridge"] == "3x8x3s"
    assert {i["id"]: i["dose"] for i in found["phases"][1]["exercises"]}["side_plank"] == "3x1x10s"


@pytest.mark.parametrize(
    ("weeks", "verdict"), [(15, "realistic"), (14, "borderline"), (13, "borderline"), (12, "defer")]
)
def test_the_verdict_on_a_race(weeks: int, verdict: str) -> None:
    """Realistic from need_weeks (15), borderline from 85 % of it (12.75, not rounded), else defer."""
    found = answer(weeks_to_goal=weeks)
    assert (found["need_weeks"], found["goal"]) == (15, verdict)


@pytest.mark.parametrize("changes", [{"goal_distance_km": 0, "weeks_to_goal": 20}, {"goal_distance_km": 10}])
def test_no_race_no_verdict(changes: dict[str, object]) -> None:
    """Without a distance or a date goal and need_weeks are null."""
    found = answer(**changes)
    assert (found["goal"], found["need_weeks"]) == (None, None)


@pytest.mark.parametrize(("start", "required", "weeks"), [(5, 5, 0), (6, 5, 0), (5, 8, 7), (5, 16, 18), (13, 29, 12)])
def test_growth_is_ten_percent_with_cut_back_weeks(start: int, required: int, weeks: int) -> None:
    """ceil(ceil(ln(required ÷ start) ÷ ln 1.1) × 4 ÷ 3)."""
    assert growth_weeks(Fraction(start), Fraction(required)) == weeks


def test_a_deferred_race_names_the_longest_realistic_one() -> None:
    """A runner told to defer the marathon learns what fits."""
    draft = outcome(goal_distance_km=42.2, weeks_to_goal=16)
    assert draft.goal.verdict == "defer"
    assert draft.goal.realistic_km == 10
