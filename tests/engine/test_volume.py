"""Volume: the single-run limit and its neighbours, over generated runs; and the race verdict as weeks go by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import begin, start_of
from rehab.engine.progress.course import Cause, Course, Frame, Held
from rehab.engine.progress.log import Log, Run
from rehab.engine.progress.outlook import goal_now, plan_weeks_left, start_km_now
from rehab.engine.progress.volume import (
    Pace,
    Stressor,
    flagged,
    km,
    long_run_limit,
    longest_30d,
    pace_open,
    run_limit,
    single_run_limit,
    terrain_order,
    warnings,
    weekly_km,
    weekly_limit,
)

from .seeded import read, shipped_catalog
from .strategies import often

DAY = 100
LENGTHS = st.integers(0, 4220).map(lambda n: n / 100)


@cache
def _frame() -> Frame:
    seed = read("vignettes")
    draft = assess({**seed["defaults"], **seed["vignettes"][0]["inputs"]}, shipped_catalog(), date(2026, 11, 25))
    assert isinstance(draft, PlanDraft)
    return Frame(start_of(draft, shipped_catalog()), shipped_catalog())


def frame(**facts: Any) -> Frame:
    start = _frame().start
    own = {"longest_run_30d_km": 0, "prev_weekly_km": 30, "goal_distance_km": 10, **facts}
    return replace(_frame(), start=replace(start, run_allowance="stop", facts={**start.facts, **own}))


def growing(**changes: Any) -> Course:
    return replace(begin(frame()), **{"day": DAY, "phase": 4, "stage": 10, "stage_since": 70, **changes})


def log(*runs: tuple[int, float | None]) -> Log:
    return Log(runs=tuple(Run(f"r{number}", day, length) for number, (day, length) in enumerate(runs)))


def rules(found: tuple[Any, ...]) -> list[str]:
    return [caution.rule for caution in found]


runs = st.lists(st.tuples(st.integers(DAY - 60, DAY - 1), LENGTHS), max_size=12)


@often
@given(runs, st.tuples(st.integers(DAY - 30, DAY - 1), LENGTHS))
def test_one_more_run_never_lowers_the_limit(before: list[Any], more: tuple[int, float]) -> None:
    """V1 is monotone in the log: a run more, or a longer one, allows as much or more."""
    low, high = (single_run_limit(log(*entries), DAY, frame()) for entries in (before, [*before, more]))
    assert high is not None
    assert low is None or low <= high


@often
@given(runs, LENGTHS)
def test_the_limit_is_exact_and_never_rounded_up(before: list[Any], planned: float) -> None:
    """A run is warned of if and only if it is longer than both a tenth and half a km above the longest, exactly."""
    recent = [km(length) for day, length in before if day >= DAY - 30]
    found = warnings(planned, DAY, begin(frame()), log(*before), frame())
    if not recent:
        assert not found
        return
    longest = max(recent)
    assert ("V1" in rules(found)) == (km(planned) * 10 > longest * 11 and km(planned) * 2 > longest * 2 + 1)
    for caution in found:
        assert caution.value > caution.limit
        assert caution.ratio is None or caution.ratio == caution.value / longest


@often
@given(runs, LENGTHS, LENGTHS)
def test_a_longer_run_is_never_warned_of_less(before: list[Any], one: float, other: float) -> None:
    """The guard is monotone in the run."""
    short, long = sorted((one, other))
    low, high = (warnings(length, DAY, growing(), log(*before), frame()) for length in (short, long))
    assert set(rules(low)) <= set(rules(high))


@given(st.integers(0, 500).map(lambda n: n / 100))
def test_up_to_five_km_half_a_km_is_added(longest: float) -> None:
    """Below 5 km a tenth would be less than half a kilometre: half a kilometre holds."""
    assert single_run_limit(log((DAY - 1, longest)), DAY, frame()) == km(longest) + Fraction(1, 2)


@often
@given(runs, st.lists(st.tuples(st.integers(0, DAY - 31), LENGTHS), max_size=4))
def test_runs_older_than_30_days_do_not_count(recent: list[Any], old: list[Any]) -> None:
    """The look-back is 30 days: the thirty-first changes nothing."""
    recent = [entry for entry in recent if entry[0] >= DAY - 30]
    assert single_run_limit(log(*recent, *old), DAY, frame()) == single_run_limit(log(*recent), DAY, frame())


@often
@given(runs, LENGTHS)
def test_a_run_does_not_raise_its_own_limit(before: list[Any], length: float) -> None:
    """After it is logged a run is flagged exactly as it was warned of before."""
    run = Run("own", DAY, length)
    warned = warnings(length, DAY, growing(), log(*before), frame())
    assert flagged(run, growing(), log(*before).with_entry(run), frame()) == warned


def test_the_decimal_that_a_float_would_let_through() -> None:
    """3 × 1.1 is more than 3.3 in binary; 6 × 1.1 = 6.6000000000000005: exact tenths are the limit."""
    assert single_run_limit(log((DAY - 1, 6)), DAY, frame()) == Fraction(66, 10)
    assert rules(warnings(6.61, DAY, begin(frame()), log((DAY - 1, 6)), frame())) == ["V1"]
    assert warnings(6.6, DAY, begin(frame()), log((DAY - 1, 6)), frame()) == ()


def test_a_spike_is_told_with_its_ratio() -> None:
    """15 km after a longest of 10 is half as much again."""
    (found,) = warnings(15, DAY, begin(frame()), log((DAY - 2, 10)), frame())
    assert (found.rule, found.limit, found.ratio) == ("V1", 11, Fraction(3, 2))
    assert found.sources == ("frandsen2025",)


def test_the_intake_speaks_for_the_first_30_days() -> None:
    """The longest run of before the plan counts while the plan is younger than 30 days, then the log alone."""
    known = frame(longest_run_30d_km=20)
    assert single_run_limit(log((10, 5)), 29, known) == 22
    assert single_run_limit(log((10, 5)), 30, known) == Fraction(55, 10)
    assert single_run_limit(Log(), 30, known) is None


def test_before_phase_four_a_reduced_amount_is_the_limit() -> None:
    """Half is allowed: 6 km of a longest of 10 is warned of although V1 would let it be."""
    kept = frame(longest_run_30d_km=10)
    kept = replace(kept, start=replace(kept.start, run_allowance="reduce_50"))
    assert rules(warnings(6, 5, begin(kept), Log(), kept)) == ["RA_share"]
    assert warnings(5, 5, begin(kept), Log(), kept) == ()
    assert (run_limit(Log(), 5, 2, kept), run_limit(Log(), 5, 4, kept)) == (5, 11)


def test_the_neck_and_midback_rule_limits_the_week_alone() -> None:
    """RA5 names no share of a single run: V1 alone holds."""
    kept = frame(longest_run_30d_km=10)
    kept = replace(kept, start=replace(kept.start, run_allowance="reduce_70", category="THO"))
    assert run_limit(Log(), 5, 2, kept) == 11
    assert warnings(11, 5, begin(kept), Log(), kept) == ()


def test_a_run_without_a_distance_is_unknown() -> None:
    """It adds to no sum, sets no limit, and is not flagged."""
    assert longest_30d(log((DAY - 1, None)), DAY) is None
    assert weekly_km(log((DAY - 2, None), (DAY - 1, 3.3)), DAY) == Fraction(33, 10)
    assert flagged(Run("x", DAY, None), growing(), log((DAY - 1, 5)), frame()) == ()


# Day 98 begins a week of the plan; growth since day 70 makes it the fifth, day 91 the fourth.
@pytest.mark.parametrize(
    ("weeks", "day", "limit"),
    [
        ((16, 20), 98, Fraction(208, 10)),
        ((10, 10), 98, Fraction(11)),
        ((6, 6), 98, Fraction(7)),
        ((20, 20), 98, Fraction(23)),
        ((19, 20), 98, Fraction(23)),
        ((0, 20), 98, Fraction(23)),
        ((20, 0), 98, None),
        ((20, 20), 91, Fraction(16)),
    ],
)
def test_a_week_grows_by_its_rule(weeks: tuple[int, int], day: int, limit: Fraction | None) -> None:
    """V2: +10 % and 1 km at least below 20 km, +15 % from there, +30 % over two weeks at most. V3: a fifth less."""
    entries = log((day - 14, weeks[0] / 2), (day - 8, weeks[0] / 2), (day - 7, weeks[1] / 2), (day - 1, weeks[1] / 2))
    assert weekly_limit(growing(), entries, day + 3) == limit


def test_a_week_over_its_limit_names_its_rule() -> None:
    """The week with the run is measured: V2 in a usual week, V3 in a cut-back week."""
    usual = log((92, 6), (94, 6), (96, 8), (98, 8), (99, 8))
    assert "V2" in rules(warnings(8, DAY, growing(), usual, frame()))
    cut = log((85, 6), (87, 6), (89, 8), (91, 8), (92, 8))
    assert "V3" in rules(warnings(1, 93, growing(), cut, frame()))


@pytest.mark.parametrize(("count", "share"), [(2, None), (3, 40), (4, 35), (5, 30), (6, 30)])
def test_the_long_run_is_a_share_of_the_week(count: int, share: int | None) -> None:
    """V4: 40 % at three runs a week, 35 % at four, 30 % from five."""
    entries = log(*((91 + number, 24 / count) for number in range(count)))
    week = weekly_limit(growing(), entries, DAY)
    assert week is not None
    assert long_run_limit(growing(), entries, DAY) == (share and week * share / 100)


def test_one_new_stressor_a_week() -> None:
    """V5: a longer run and a run more are two; on declared ground three."""
    before = log((91, 5), (93, 5), (98, 5), (99, 5))
    assert "V5" not in rules(warnings(5, DAY, growing(), before, frame()))
    assert "V5" in rules(warnings(5.4, DAY, growing(), before, frame()))
    declared = frozenset({Stressor.TERRAIN})
    assert "V5" in rules(warnings(5, DAY, growing(), before, frame(), declared))


def test_stages_say_how_much_until_they_are_through() -> None:
    """V2 to V5 are silent before stage 10; V1 never is."""
    busy = log((92, 3), (98, 5), (99, 5))
    assert rules(warnings(9, DAY, growing(stage=9), busy, frame())) == ["V1"]


def test_the_last_ground_is_the_one_the_pattern_minds() -> None:
    """V6: downhill last for EXT, uphill last for FLX."""
    assert terrain_order("EXT")[-1] == "downhill"
    assert terrain_order("FLX")[-1] == "gentle_uphill"
    assert set(terrain_order("FLX")) == set(terrain_order("NSP"))


@pytest.mark.parametrize(
    ("quiet", "week", "pace"),
    [(3, 30, Pace.EASY), (4, 20, Pace.EASY), (4, 21, Pace.STRIDES), (7, 30, Pace.STRIDES), (8, 21, Pace.INTERVALS)],
)
def test_faster_running_waits_for_quiet_weeks_and_volume(quiet: int, week: int, pace: Pace) -> None:
    """V7: strides from 4 quiet weeks at 70 % of the weekly km of before, intervals from 8."""
    assert pace_open(growing(quiet_weeks=quiet), log((92, week)), DAY, frame()) is pace
    assert pace_open(growing(quiet_weeks=quiet, stage=9), log((92, week)), DAY, frame()) is Pace.EASY


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
