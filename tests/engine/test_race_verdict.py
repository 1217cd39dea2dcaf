"""The race verdict as weeks go by: the intake's on the first day, then from where the course is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import begin, start_of
from rehab.engine.progress.course import Cause, Frame, Held
from rehab.engine.progress.log import Log
from rehab.engine.progress.outlook import goal_now, plan_weeks_left, start_km_now

from .mileage import DAY, frame, growing, log
from .seeded import read, shipped_catalog


def test_the_verdict_of_the_first_day_is_the_intakes() -> None:
    """Recomputed on day 0 nothing has changed."""
    seed = read("vignettes")
    for case in seed["vignettes"]:
        given = {**seed["defaults"], **case["inputs"]}
        draft = assess(given, shipped_catalog(), date(2026, 11, 25))
        if isinstance(draft, PlanDraft) and draft.goal is not None:
            own = Frame(start_of(draft, shipped_catalog()), shipped_catalog())
            assert goal_now(begin(own), Log(), own, draft.goal.weeks_to_goal) == draft.goal


def test_weeks_go_by_and_stages_count_down() -> None:
    """In phase 4 what is left are two runs a stage; after stage 10 growth alone."""
    left = [plan_weeks_left(growing(stage=stage), frame()) for stage in range(1, 11)]
    assert left[0] == 7
    assert left == sorted(left, reverse=True)
    assert plan_weeks_left(growing(), frame()) == 0


def test_days_spent_shorten_a_phase_but_never_below_its_least() -> None:
    """A phase stuck for months still takes a week; one begun today its forecast."""
    course = replace(begin(frame()), phase=3)
    fresh, late = (plan_weeks_left(replace(course, day=day, phase_since=0), frame()) for day in (0, 300))
    assert 0 < late < fresh


def test_growth_starts_from_the_longest_known_run() -> None:
    """Five km, or the longest of the last 30 days with today's."""
    assert start_km_now(growing(), Log(), frame()) == 5
    assert start_km_now(growing(), log((DAY, 9.9)), frame()) == Fraction(99, 10)
    near = goal_now(growing(), log((DAY, 9.9)), frame(), 1)
    assert near is not None
    assert near.need_weeks == 0


def test_a_closed_plan_has_no_verdict() -> None:
    """Under a safety lock nothing is said of a date."""
    locked = growing(locks=(Held(Cause.SAFETY, "urgent_24_48h", ("F1",), 3),))
    assert goal_now(locked, Log(), frame(), 30) is None
