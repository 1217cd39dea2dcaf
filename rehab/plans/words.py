"""Doses, criteria and distances as a runner reads them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rehab.engine.catalog import Category
from rehab.library.models import Comparison, RunSegment
from rehab.library.words import MADE_FOR, amount_words

from .models import Prescription

ALLOWANCES = {
    "stop": "no running for now",
    "reduce_50": "half of your usual running",
    "reduce_70": "70 % of your usual running",
}
RACES = {21.1: "a half marathon", 42.2: "a marathon"}
MILES_PER_KM = 0.621371
PHASES = {**MADE_FOR, 5: "Staying well"}
HEADINGS = {
    1: "Calm it first, then move",
    2: "Mobility now, strength next",
    3: "Strength now, running next",
    4: "Back to running, step by step",
    5: "Staying well, twice a week",
}
TIERS = {
    "none": "none",
    "clinician_parallel": "see a clinician alongside",
    "clinician_before_start": "see a clinician first",
    "urgent_24_48h": "see a clinician within two days",
    "emergency_now": "emergency",
}
# What each fact of an exit is called, and its unit.
MEASURES = {
    "nprs_avg7": ("Average pain this week", "of 10"),
    "nprs_worst7": ("Worst pain this week", "of 10"),
    "walk_tolerance_min": ("Walking before the pain passes 3 of 10", "minutes"),
    "walk_pain": ("Pain while walking", "of 10"),
    "red_days7": ("Days with pain of 6 or more this week", ""),
    "morning_stiffness_min": ("Stiff in the morning", "minutes"),
    "adherence_pct": ("Sessions done", "%"),
    "stage": ("Run-walk stage", ""),
    "quiet_weeks": ("Weeks in a row with pain of 2 or less", ""),
    "psfs_run": ("How well you run 30 minutes", "of 10"),
}
STATES = {
    ("run_entry_tests_passed", True): "Running entry tests passed",
    ("run_lock", False): "No warning sign that stops running",
    ("new_flag_tier", "none"): "No new warning sign",
}
BOUNDS = {"lte": "{} or less", "lt": "less than {}", "gte": "{} or more", "gt": "more than {}", "eq": "{}"}


def dose_words(dose: Prescription) -> list[str]:
    """The parts of a dose, each with its unit: sets, reps, hold, minutes or metres, side, rest, times a day."""
    return amount_words(dose, dose)


def criterion_words(row: Comparison) -> str:
    """One row of a phase's exit."""
    value = row.value_flag if row.value_flag is not None else row.value_text or row.value_number
    return leaf_words(row.field, row.operator, value)


def leaf_words(field: str, operator: str, value: Any) -> str:
    """One comparison of a phase's exit: what is measured and its bound."""
    if (field, value) in STATES:
        return STATES[field, value]
    name, unit = MEASURES.get(field, (field.replace("_", " "), ""))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    number = f"{value:g}" if is_number else str(value)
    bound = BOUNDS.get(operator, "{}").format(f"{number} {unit}".strip())
    return f"{name}: {'none' if bound == '0' else bound}"


def measure_words(field: str, value: Any) -> str:
    """A measured value with its unit; a mean to one decimal."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return input_words(value, {})
    return f"{number_words(value)} {MEASURES.get(field, ('', ''))[1]}".strip()


def number_words(value: float) -> str:
    """A number to one decimal, a whole one as such."""
    return f"{value:.1f}".removesuffix(".0")


def input_words(value: Any, names: Mapping[str, str]) -> str:
    """A value a decision read."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_words(value)
    text = str(value)
    return names.get(text) or ALLOWANCES.get(text) or TIERS.get(text) or text.replace("_", " ")


def at_intake(row: Comparison, baseline: Mapping[str, Any]) -> str:
    """What the runner said of the same measure in the intake; empty if it was not asked there."""
    value = baseline.get(row.field)
    if row.field not in MEASURES or not isinstance(value, int | float):
        return ""
    return f"{value:g} {MEASURES[row.field][1]}".strip()


def distance_words(km: float, units: str) -> str:
    """A distance in the runner's units, rounded down to a tenth: converting never adds any."""
    shown = km * MILES_PER_KM if units == "mi" else km
    return f"{math.floor(shown * 10 + 1e-9) / 10:g} {'miles' if units == 'mi' else 'km'}"


def race_words(km: float) -> str:
    """A race by its name; races are named in kilometres whatever the units."""
    return RACES.get(km, f"{km:g} km")


def segment_words(segment: RunSegment) -> str:
    """One part of a run-walk session."""
    walk = f", walk {segment.walk_min} min" if segment.walk_min else ""
    once = f"run {segment.run_min} min{walk}"
    return f"{segment.reps} × ({once})" if segment.reps > 1 and walk else once


def caution_for(text: str, category: str, phase: int) -> str:
    """What a caution says to a runner of this category in this phase.

    A part that begins with another category's code, or names another phase, is left out.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    kept = []
    for part in parts:
        code, found, rest = part.partition(":")
        if not found or code not in Category.__members__:
            kept.append(part)
        elif code == category:
            kept.append(rest.strip())
    others = [f"in phase {other} " for other in PHASES if other != phase]
    words = "; ".join(part for part in kept if not any(other in part for other in others))
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def value_words(labels: Mapping[str, Any], value: Any) -> str:
    """An answer or a fact by its label."""
    if value is None:
        return "not answered"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(labels.get(str(item), item)) for item in value) or "nothing"
    return str(labels.get(str(value)) or ALLOWANCES.get(str(value)) or value).replace("_", " ")
