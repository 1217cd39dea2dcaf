"""The one-tap check-in in the engine: remembered, never moved up by, and corrected by a whole check-in."""

from __future__ import annotations

import pytest

from rehab.engine.progress.following import follow, replay
from rehab.engine.progress.log import CheckIn, Log, Rating, Tap
from rehab.engine.progress.pain import nprs_worst7
from rehab.engine.progress.plain import kind_of, read_entry, to_plain
from tests.engine.courses import frame_of


def tap(day: int, worst: int, sessions: int = 3) -> Tap:
    """A tap of a day."""
    return Tap(f"tap-{day}", day, sessions, worst)


@pytest.mark.parametrize(
    ("entries", "worst"),
    [
        ([tap(10, 6)], 6),
        ([Rating("r", 9, worst=7), tap(10, 6)], 7),
        ([Rating("r", 9, worst=2), tap(10, 6)], 6),
        ([tap(3, 9)], None),  # more than a week ago
        ([tap(9, 9), CheckIn("c", 10, {}, 2, 4)], 4),  # said anew
        ([tap(10, 9), CheckIn("c", 10, {}, 2, 4)], 4),
        ([CheckIn("c", 8, {}, 2, 4), tap(10, 9)], 9),
    ],
)
def test_its_worst_pain_counts_until_a_check_in_says_it_anew(entries, worst) -> None:
    """With the ratings of the last seven days."""
    assert nprs_worst7(Log().with_entries(entries), 10, {}) == worst


def test_it_decides_nothing_and_moves_nothing() -> None:
    """The course is that of the day without it."""
    frame = frame_of(2)
    with_tap, made = replay([tap(5, 0, 7)], frame)
    without, others = replay([Rating("r", 5)], frame)
    assert [d for d in made if d not in others] == []
    assert with_tap.course == without.course
    assert follow(with_tap, tap(5, 0, 7), frame).course == with_tap.course


def test_it_is_written_down_as_it_was() -> None:
    """And read again."""
    one = tap(4, 8, 0)
    assert read_entry(kind_of(one), to_plain(one)) == one
