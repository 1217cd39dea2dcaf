"""Courses for tests: plans to begin from, and what a runner writes down, in one line each."""

from __future__ import annotations

from functools import cache
from typing import Any

from rehab.engine.pipeline import PlanDraft
from rehab.engine.progress.beginning import start_of
from rehab.engine.progress.course import Course, Frame, Role
from rehab.engine.progress.doses import prescribed
from rehab.engine.progress.log import CheckIn, Entry, Log, Mark, Rating, Run, SelfTest, Session

from .cases import outcome
from .seeded import shipped_catalog
from .storybook import TESTS

# Runners of each start phase and several patterns; with and without kit; with locks from the beginning.
RUNNERS: tuple[dict[str, Any], ...] = (
    {},
    {"nprs_now": 5, "nprs_avg7": 5, "nprs_worst7": 7, "walk_tolerance_min": 12},
    {"nprs_now": 1, "nprs_avg7": 2, "nprs_worst7": 3, "strength_per_week": 2, "duration_weeks": 20},
    {"equipment": ["none"], "nprs_now": 1, "nprs_avg7": 2, "nprs_worst7": 3},
    {"aggravating": ["bend_forward", "sitting_15", "cough_sneeze"], "easing": ["walking"], "ext_test": "centralised"},
    {"primary_region": "neck", "pain_areas": ["neck"], "run_status": "stopped", "weeks_since_last_run": 1},
    {"nprs_now": 7, "nprs_avg7": 6, "nprs_worst7": 8},
    {"reds_eating": "yes", "sex_at_birth": "female", "pregnancy_status": "not_pregnant"},
)
SAFE = {question.id: "no" for question in shipped_catalog().questions if question.recheck}


@cache
def frame_of(number: int) -> Frame:
    """The frame of one of the runners."""
    draft = outcome(**RUNNERS[number])
    assert isinstance(draft, PlanDraft), draft
    return Frame(start_of(draft, shipped_catalog()), shipped_catalog())


def safety(*signs: str) -> dict[str, str]:
    """Today's safety answers: these with yes, all others with no."""
    return {**SAFE, **dict.fromkeys(signs, "yes")}


def rating(day: int, morning: int | None = 1, worst: int | None = 2, average: int | None = 1) -> Rating:
    """A day's ratings."""
    return Rating(f"{day}-rating", day, morning, worst, average)


def session(
    day: int, course: Course, log: Log, frame: Frame, *, share: float = 1, name: str = "", **felt: Any
) -> Session | None:
    """A session of all that is prescribed, done to a share; None if there is nothing to do."""
    doses = prescribed(course, log, frame, day)
    felt = {"pain": 1, "effort": 5, **felt}
    marks = tuple(
        Mark(
            d.item.exercise_id,
            d.item.level,
            share * d.planned,
            d.planned,
            counts=d.item.role is Role.EXERCISE,
            **felt,
        )
        for d in doses
    )
    planned = sum(mark.planned for mark in marks if mark.counts)
    return Session(name or f"{day}-session", day, marks, planned) if marks else None


def run(day: int, course: Course, *, share: float = 1, **felt: Any) -> Run:
    """A run-walk session at the day's stage."""
    return Run(f"{day}-run", day, minutes=30, stage=course.stage, stage_share=share, **{"pain": 1, **felt})


def checkin(day: int, average: int = 1, worst: int = 2, *signs: str, **said: Any) -> CheckIn:
    """A whole check-in."""
    return CheckIn(f"{day}-checkin", day, safety(*signs), average, worst, **{"scores": (8,), **said})


def entry_tests(day: int, **changes: Any) -> SelfTest:
    """All entry tests passed, with some measures changed."""
    return SelfTest(f"{day}-test", day, {**TESTS, **changes})


def good_day(day: int, course: Course, log: Log, frame: Frame) -> list[Entry]:
    """A day on which everything goes well, the seventh of a week with its check-in."""
    entries: list[Entry] = [rating(day)]
    trained = session(day, course, log, frame) if day % 7 in (0, 1, 3, 4, 5) else None
    entries += [trained] if trained else []
    if course.phase == 4 and day % 7 in (0, 2, 4):
        entries.append(run(day, course))
    return [*entries, entry_tests(day), checkin(day)] if day % 7 == 6 else entries
