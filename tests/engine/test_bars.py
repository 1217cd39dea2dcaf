"""Why an exercise is barred."""

from __future__ import annotations

from rehab.engine.catalog import Category
from rehab.engine.classify import bars
from rehab.engine.pipeline import PlanDraft

from .cases import outcome
from .seeded import shipped_catalog


def test_every_barred_exercise_says_what_bars_it() -> None:
    """A block names its category and last phase; a condition bars for good and is named first."""
    catalog = shipped_catalog()
    draft = outcome(ext_test="centralised", medical=["hypermobility"])
    assert isinstance(draft, PlanDraft)
    found = {bar.exercise_id: bar for bar in bars(draft.pattern, draft.start_phase, draft.triage.facts, catalog)}
    assert tuple(found) == draft.excluded
    assert {bar.because for bar in found.values()} == {"FLX", "hypermobility"}
    for bar in found.values():
        blocked = catalog.exercises[bar.exercise_id].blocked
        assert bar.through_phase == (4 if bar.because == "hypermobility" else blocked[Category.FLX])
