"""Raw intakes for tests: the defaults of the worked cases, with changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from rehab.engine.catalog import Catalog
from rehab.engine.pipeline import PlanDraft, Referral, Refusal, assess
from rehab.engine.report import report

from .seeded import read, shipped_catalog

TODAY = date(2026, 11, 24)


def raw(**changes: Any) -> dict[str, Any]:
    """A complete, harmless intake with some answers changed."""
    return {**read("vignettes")["defaults"], **changes}


def outcome(**changes: Any) -> PlanDraft | Referral | Refusal:
    """What the engine makes of a harmless intake with some answers changed."""
    return assess(raw(**changes), shipped_catalog(), TODAY)


def assessed(answers: dict[str, Any], catalog: Catalog | None = None) -> PlanDraft | Referral:
    """What the engine makes of answers that a form accepts, with the shipped catalog or another."""
    found = assess(answers, catalog or shipped_catalog(), TODAY)
    assert not isinstance(found, Refusal), found
    return found


def answer(**changes: Any) -> dict[str, Any]:
    """The same as the JSON that `assess` prints."""
    found = outcome(**changes)
    assert not isinstance(found, Refusal), found
    return report(found, case_id=None, followup=[])


def problems(**changes: Any) -> dict[str, str]:
    """The refused fields with what is said about each."""
    found = outcome(**changes)
    assert isinstance(found, Refusal)
    return {problem.field: problem.message for problem in found.problems}
