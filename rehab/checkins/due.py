"""When a check-in is due: weekly on the plan's weekday; when staying well every four weeks, or two, for half a year."""

from __future__ import annotations

from rehab.engine.progress.course import STAY_WELL, Course, Frame
from rehab.engine.progress.pain import number

WEEK, FOUR_WEEKS, TWO_WEEKS, HALF_A_YEAR = 7, 28, 14, 182
MANY_EPISODES = 2  # with more of them before, two weeks (dasilva2019)


def due_day(course: Course, frame: Frame, last: int | None) -> int | None:
    """The plan day the next check-in falls on, `last` being the last one's; None when none is asked any more.

    One that was sent up to half a turn early counts for its turn.
    """
    every, since = WEEK, 0
    if course.phase == STAY_WELL:
        often = (number(frame.start.facts, "previous_episodes") or 0) > MANY_EPISODES
        every, since = (TWO_WEEKS if often else FOUR_WEEKS), course.phase_since
    turn = 1 if last is None or last < since else max(1, (last + every // 2 - since) // every + 1)
    day = since + turn * every
    return None if course.phase == STAY_WELL and day - since > HALF_A_YEAR else day
