"""Volume: the limit of a single run and its warnings, over generated runs and at their bounds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rehab.engine.progress.beginning import begin
from rehab.engine.progress.log import Log, Run
from rehab.engine.progress.volume import (
    flagged,
    km,
    longest_30d,
    run_limit,
    single_run_limit,
    warnings,
    weekly_km,
)

from .mileage import DAY, LENGTHS, frame, growing, log, rules, runs
from .strategies import often


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
