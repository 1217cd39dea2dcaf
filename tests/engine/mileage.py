"""Runs, and courses that grow, for tests of volume."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import begin, start_of
from rehab.engine.progress.course import Course, Frame
from rehab.engine.progress.log import Log, Run

from .seeded import read, shipped_catalog

DAY = 100
LENGTHS = st.integers(0, 4220).map(lambda n: n / 100)
runs = st.lists(st.tuples(st.integers(DAY - 60, DAY - 1), LENGTHS), max_size=12)


@cache
def _frame() -> Frame:
    seed = read("vignettes")
    draft = assess({**seed["defaults"], **seed["vignettes"][0]["inputs"]}, shipped_catalog(), date(2026, 11, 25))
    assert isinstance(draft, PlanDraft)
    return Frame(start_of(draft, shipped_catalog()), shipped_catalog())


def frame(**facts: Any) -> Frame:
    """A plan for 10 km whose runner may not run yet, with other facts of the intake."""
    start = _frame().start
    own = {"longest_run_30d_km": 0, "prev_weekly_km": 30, "goal_distance_km": 10, **facts}
    return replace(_frame(), start=replace(start, run_allowance="stop", facts={**start.facts, **own}))


def growing(**changes: Any) -> Course:
    """A course through all stages, in growth for 30 days."""
    return replace(begin(frame()), **{"day": DAY, "phase": 4, "stage": 10, "stage_since": 70, **changes})


def log(*runs: tuple[int, float | None]) -> Log:
    """Runs by day and length, nothing else."""
    return Log(runs=tuple(Run(f"r{number}", day, length) for number, (day, length) in enumerate(runs)))


def rules(found: tuple[Any, ...]) -> list[str]:
    """Which rules warn."""
    return [caution.rule for caution in found]
