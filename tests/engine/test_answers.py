"""Reading answers: defaults, absences, contradictions, junk."""

from __future__ import annotations

import pytest

from .cases import answer, problems, raw
from .seeded import shipped_catalog

REQUIRED = [q.id for q in shipped_catalog().questions if q.required and q.default is None and q.id != "psfs_activities"]


@pytest.mark.parametrize("field", REQUIRED)
def test_a_required_answer_may_not_be_missing(field: str) -> None:
    """Null and absent are the same, and a required field without a default needs an answer."""
    assert problems(**{field: None}) == {field: "needs an answer"}


def test_an_absent_safety_answer_is_no() -> None:
    """For the engine an absent rf_* is "no"; only the wizard insists on all 26."""
    assert not any(name.startswith("rf_") for name in raw())
    assert answer()["tier"] == "none"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("age_years", 15, "from 16 to 90"),
        ("age_years", 91, "from 16 to 90"),
        ("age_years", 35.5, "whole number"),
        ("age_years", "35", "needs a number"),
        ("age_years", True, "needs a number"),
        ("nprs_now", 11, "from 0 to 10"),
        ("nprs_now", -1, "from 0 to 10"),
        ("duration_weeks", float("nan"), "not NaN"),
        ("duration_weeks", float("inf"), "not NaN"),
        ("duration_weeks", 10**400, "from 0 to 1560"),
        ("side", "middle", "needs one of"),
        ("side", ["left"], "needs one of"),
        ("first_episode", "yes", "true or false"),
        ("rf_bladder", True, "yes, no or not_sure"),
        ("rf_bladder", "maybe", "yes, no or not_sure"),
        ("medical", "none", "needs a list"),
        ("medical", ["none", "psoriasis"], '"none" beside'),
        ("easing", ["nothing", "heat"], '"nothing" beside'),
        ("medical", ["plague"], "not on its list"),
        ("minutes_per_session", 12, "needs one of"),
        ("goal_distance_km", 21, "needs one of"),
        ("goal_date", "2026-11-23", "in the past"),
        ("goal_date", "next week", "YYYY-MM-DD"),
        ("notes", "x" * 1001, "at most 1000"),
        ("notes", "\ud800", "cannot be stored"),
        ("notes", 7, "needs text"),
        ("psfs_activities", [], "1 to 3"),
        ("psfs_activities", ["a", "b", "c", "d"], "1 to 3"),
        ("shoe_size", 42, "not a question"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(field: str, value: object, says: str) -> None:
    """A value out of range or not on its list is an error that names the field."""
    found = problems(**{field: value})
    assert set(found) == {field}
    assert says in found[field]


def test_all_problems_are_told_at_once() -> None:
    """One problem never hides another, C5 among them."""
    found = problems(age_years=5, side="middle", nprs_now=8, nprs_worst7=6)
    assert set(found) == {"age_years", "side", "nprs_worst7"}


@pytest.mark.parametrize(("now", "worst", "refused"), [(7, 6, True), (7, 7, False), (6, 5, False), (10, 0, True)])
def test_c5_refuses_only_severe_pain_above_the_worst(now: int, worst: int, refused: bool) -> None:
    """C5 is exactly "now 7 or more and worst below 7"; a lower contradiction passes."""
    if refused:
        assert "nprs_worst7" in problems(nprs_now=now, nprs_worst7=worst)
    else:
        assert answer(nprs_now=now, nprs_worst7=worst)["id"] is None


def test_a_goal_is_dated_once() -> None:
    """A date beside weeks is a contradiction; a date gives whole weeks, rounded down."""
    assert "goal_date" in problems(goal_date="2027-06-01", weeks_to_goal=20)
    # 14 weeks and 6 days from 24 November 2026 are 14 weeks; this plan needs 15.
    assert answer(goal_date="2027-03-08")["goal"] == answer(weeks_to_goal=14)["goal"] == "borderline"
    assert answer(goal_date="2027-03-09")["goal"] == answer(weeks_to_goal=15)["goal"] == "realistic"


def test_today_is_not_in_the_past() -> None:
    """A race today leaves no weeks and is answered with "defer"."""
    assert answer(goal_date="2026-11-24")["goal"] == "defer"


@pytest.mark.parametrize("empty", ["secondary_regions", "equipment", "medical"])
def test_an_empty_list_is_an_answer(empty: str) -> None:
    """Choosing nothing is not a contradiction."""
    assert answer(**{empty: []})["tier"] == "none"


def test_whole_floats_are_whole_numbers() -> None:
    """JSON writers may send 35.0 for 35 and 10 for 10.0."""
    assert answer(age_years=35.0, goal_distance_km=10.0) == answer()


def test_questions_the_wizard_would_not_ask_are_used_as_given() -> None:
    """A test result in high pain still counts, as semantics ask."""
    assert answer(nprs_now=6, ext_test="centralised")["category"] == "FLX"
    assert answer(sex_at_birth="male", reds_period_gap_months=6)["fired"] == ["F34_reds"]
