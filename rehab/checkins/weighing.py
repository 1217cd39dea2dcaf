"""Weighing: what a phone may take for quiet while it has no network, by the engine's own rules. Nothing is written.

A rating or a session that waits on a phone may lower a dose once it is heard (X3, X5), or ask the safety questions. The
page says by which ratings the engine would change nothing, and which sessions it would judge down.
"""

from __future__ import annotations

from dataclasses import replace
from math import floor
from typing import Any

from rehab.engine.progress import pain
from rehab.engine.progress.course import Course
from rehab.engine.progress.doses import level_of
from rehab.engine.progress.following import Followed, follow
from rehab.engine.progress.log import Mark, Rating, Session
from rehab.engine.progress.ruling import decide
from rehab.engine.progress.sessions import STOPS, WEEK, session_facts
from rehab.engine.progress.training import COUNTS_FROM, poor_in_a_row

from .standing import Standing

MOST = 5  # pain of 6 or more is always heard first (X2)
OF_TODAY, OF_YESTERDAY = ("morning", "worst", "average"), ("worst", "average")
# What says what there is to train, and whether. A run waits for everything that is not sent.
WEIGHED = ("items", "phase", "flare", "locks", "has_to_rescreen", "has_to_restart", "paused_until", "shrunk_until")


def weights_of(standing: Standing) -> dict[str, Any]:
    """What Today and the player carry.

    `ratings`: by day and name, the values by which nothing changes. `usual`: up to it a morning has settled, whatever
    waits beside it. `unsettled`: the days of which a session would be judged down by a morning that is known. `least`:
    from how many sets or minutes on an exercise was no poor session; `poor`: those whose last one was.
    """
    day, course, log = standing.day, standing.course, standing.log
    asked = {day: OF_TODAY, day - 1: OF_YESTERDAY}
    return {
        "ratings": {str(of): {what: quiet_values(standing, of, what) for what in names} for of, names in asked.items()},
        "usual": _usual(standing),
        "unsettled": [of for of in range(max(0, day - WEEK), day) if _is_unsettled(standing, of)],
        "least": _least(standing),
        "poor": [item.exercise_id for item in course.items if poor_in_a_row(log, item.exercise_id, item.level)],
    }


def quiet_values(standing: Standing, day: int, what: str) -> list[int]:
    """The values up to 5 of a day's rating by which the engine would change nothing of what there is to train."""
    known = next((rating for rating in standing.log.ratings if rating.day == day), Rating(f"rating-{day}", day))
    before = Followed(standing.course, standing.log)

    def course_with(value: int) -> Course:
        rating = replace(known, **{what: value})  # type: ignore[arg-type]  # a rating by its name
        return follow(before, rating, standing.frame).course

    return [value for value in range(MOST + 1) if _is_same(course_with(value), standing.course)]


def _is_same(after: Course, before: Course) -> bool:
    return all(getattr(after, name) == getattr(before, name) for name in WEIGHED)


def _usual(standing: Standing) -> int:
    """The highest morning that is back to usual for the sessions of the two days before; 0 where nothing is known."""
    usual = [pain.baseline_morning(standing.log, standing.day - back) for back in (1, 2)]
    return floor(min((value for value in usual if value is not None), default=0) + pain.SETTLED_WITHIN)


def _is_unsettled(standing: Standing, day: int) -> bool:
    """Whether the session rules would step down after a day, however calm the session itself was."""
    for item in standing.course.items[:1]:
        calm = Mark(item.exercise_id, item.level, 1, 1, pain=0, effort=0, spread=False)
        facts = session_facts(calm, Session("", day, (calm,), 1), item, standing.log)
        return decide(standing.frame.catalog.session_rules, facts).result in STOPS
    return False


def _least(standing: Standing) -> dict[str, float]:
    levels = {item.exercise_id: level_of(standing.frame.catalog, item) for item in standing.course.items}
    return {id_: round((level.minutes or level.sets or 1) * COUNTS_FROM, 2) for id_, level in levels.items()}
