"""Volume: how a week grows, its long run, its one new stressor, and when faster running opens."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rehab.engine.progress.volume import (
    Pace,
    Stressor,
    long_run_limit,
    pace_open,
    terrain_order,
    warnings,
    weekly_limit,
)

from .mileage import DAY, frame, growing, log, rules


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
