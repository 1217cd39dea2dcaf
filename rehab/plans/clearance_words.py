"""What a standing clearance limits, in short: for Today and for paper."""

from __future__ import annotations

from datetime import date

from rehab.engine.progress.course import STAY_WELL

from .models import Clearance, Plan
from .selectors import clearance_of


def limit_words(plan: Plan, on: date) -> tuple[str, str] | None:
    """Who cleared the plan, and what that leaves closed on a date; None where nothing is."""
    clearance = clearance_of(plan) if getattr(plan, "has_clearance", True) else None
    if clearance is None:
        return None
    limits = _limits(clearance, on)
    return (f"Cleared by {clearance.clinician}", " ".join(limits)) if limits else None


def _limits(clearance: Clearance, on: date) -> list[str]:
    found = []
    if clearance.up_to < STAY_WELL:
        found.append(f"Up to phase {clearance.up_to}.")
    if not clearance.may_run:
        found.append("No running until the next clearance.")
    elif clearance.runs_from is not None and clearance.runs_from > on:
        found.append(f"Running from {clearance.runs_from.day} {clearance.runs_from:%B %Y} at the earliest.")
    if clearance.restrictions:
        found.append(f"Restrictions: {clearance.restrictions}")
    return found
