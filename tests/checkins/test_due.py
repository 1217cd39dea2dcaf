"""When a check-in is due, and when it is not."""

from __future__ import annotations

import pytest

from rehab.checkins.due import due_day
from tests.engine.follower import Follower


@pytest.mark.parametrize(
    ("last", "due"), [(None, 7), (3, 7), (4, 14), (6, 14), (7, 14), (9, 14), (11, 21), (12, 21), (35, 42)]
)
def test_weekly_on_the_plans_weekday(last: int | None, due: int) -> None:
    """A check-in up to half a week early counts for its week; a late one does not move the weekday."""
    case = Follower()
    assert due_day(case.course, case.frame, last) == due


@pytest.mark.parametrize(("episodes", "every"), [(0, 28), (2, 28), (3, 14)])
def test_staying_well_every_four_weeks_or_two_for_half_a_year(episodes: int, every: int) -> None:
    """With more than two episodes before, twice as often; after six months no more."""
    case = Follower(previous_episodes=episodes)
    case.set_course(phase=5, phase_since=100)
    assert due_day(case.course, case.frame, 90) == 100 + every
    assert due_day(case.course, case.frame, 100 + every) == 100 + 2 * every
    assert due_day(case.course, case.frame, 280) is None
