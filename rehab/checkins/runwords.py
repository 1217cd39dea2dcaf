"""Runs in words: distances, places, limits that were passed, why running is shut, what a rule made of a run."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, cast

from rehab.engine.catalog import Stage
from rehab.engine.progress.course import Frame
from rehab.engine.progress.volume import Caution
from rehab.plans.words import distance_words, number_words, segment_words

KM_PER_MILE = Decimal("1.609344")
HUNDREDTH = Decimal("0.01")
PLACES = (
    ("spine", "Spine"),
    ("buttock", "Buttock"),
    ("leg_above_knee", "Upper leg"),
    ("knee", "Knee"),
    ("leg_below_knee", "Lower leg"),
    ("calf", "Calf"),
    ("shin", "Shin"),
    ("foot", "Foot"),
    ("other", "Elsewhere"),
)
TITLES = {
    "V1": "Longer than your limit for one run",
    "RA_share": "More than the part of your running that is open",
    "V2": "More than this week may grow to",
    "V3": "More than this easier week should hold",
    "V4": "Long for one run of this week",
    "V5": "More than one new thing in a week",
}


def exact_words(km: float | Fraction, units: str) -> str:
    """A distance that was run, to a hundredth, in the runner's units."""
    return f"{float(to_units(km, units)):g} {'miles' if units == 'mi' else 'km'}"


def to_units(km: float | Fraction, units: str) -> Decimal:
    """Kilometres in the runner's units, to a hundredth."""
    whole = Decimal(km.numerator) / km.denominator if isinstance(km, Fraction) else Decimal(str(km))
    shown = whole / KM_PER_MILE if units == "mi" else whole
    return shown.quantize(HUNDREDTH, ROUND_HALF_UP)


def to_km(distance: float, units: str) -> float:
    """A typed distance in km, to a metre."""
    return float(round(Decimal(str(distance)) * (KM_PER_MILE if units == "mi" else 1), 3))


def limit_words(km: Fraction | None, units: str) -> str:
    """A limit in the runner's units, rounded down; it is unknown without a run of known distance."""
    return "unknown" if km is None else distance_words(float(km), units)


def minutes_words(minutes: float) -> str:
    """A duration: 35 min, 35:20 or 1:05:20."""
    seconds = round(minutes * 60)
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02} h"
    return f"{rest // 60} min" if rest % 60 == 0 else f"{rest // 60}:{rest % 60:02} min"


def pace_words(minutes: float, units: str) -> str:
    """How long each kilometre or mile took, for a pace that is out of all bounds."""
    unit, seconds = "mile" if units == "mi" else "kilometre", round(minutes * 60)
    if seconds < 10:
        return f"less than 10 seconds for a {unit}"
    if seconds < 100:
        return f"{seconds} seconds for a {unit}"
    return f"{number_words(minutes)} minutes for a {unit}"


def caution_words(caution: Caution, units: str) -> str:
    """A limit that a run passes, with the limit, and the ratio where there is one."""
    if caution.rule == "V5":
        return "A longer run and more days with a run come in the same week. Add one of them, the other a week later."
    limit = limit_words(caution.limit, units)
    value = exact_words(caution.value, units)
    if caution.rule == "V1":
        times = f"{float(caution.ratio):.2f} times" if caution.ratio else "more than"
        return f"{value}; your limit is {limit}. That is {times} the longest run of your last 30 days."
    if caution.rule in ("V2", "V3"):
        return f"With it this week comes to {value}; up to {limit} is planned for."
    return f"{value}; up to {limit} is planned for."


def stage_words(stage: Stage) -> str:
    """A run-walk stage: its minutes of running and walking."""
    return ", then ".join(segment_words(cast(Any, segment)) for segment in stage.segments)


def stage_of(frame: Frame, number: int | None) -> Stage | None:
    """A stage by its number."""
    return next((stage for stage in frame.catalog.stages if stage.stage == number), None)
