"""Which days a week's sessions and runs fall on."""

from __future__ import annotations

import pytest

from rehab.engine.week import picked, run_days, spread


@pytest.mark.parametrize("count", range(8))
def test_sessions_are_spread_evenly(count: int) -> None:
    """As many different days as sessions; the gaps between them differ by a day at most."""
    days = spread(count)
    assert len(set(days)) == len(days) == count
    gaps = {b - a for a, b in zip(days, [*days[1:], *[d + 7 for d in days[:1]]], strict=True)}
    assert not gaps or max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize("available", range(2, 8))
@pytest.mark.parametrize("wanted", range(8))
def test_runs_are_never_on_days_in_a_row(available: int, wanted: int) -> None:
    """48 hours between runs, the last of a week and the first of the next included; three at most."""
    training = spread(available)
    days = run_days(training, wanted)
    assert len(days) <= min(wanted, 3)
    assert set(days) <= set(training)
    assert all((b - a) % 7 >= 2 for a, b in zip(days, [*days[1:], *days[:1]], strict=True) if len(days) > 1)


@pytest.mark.parametrize(("count", "days"), [(0, ()), (1, (1,)), (2, (1, 4)), (9, (1, 2, 4, 6))])
def test_an_exercise_takes_its_share_of_the_sessions(count: int, days: tuple[int, ...]) -> None:
    """Three days of four sessions are three of them, never a day without a session."""
    assert picked((1, 2, 4, 6), count) == days
