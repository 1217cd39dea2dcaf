"""Running as a chart: every run a bar of its own, with the longest run that was allowed that day as a step line."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from rehab.plans.words import MILES_PER_KM, distance_words

from .charting import RunBar
from .drawing import NOTHING, Chart, Days, Table

SECOND_RUN = 0.35  # a second run of a day stands beside the first
NO_DISTANCE = "no distance"


def run_chart(bars: Sequence[RunBar], steps: Sequence[tuple[int, float | None]], units: str, days: Days) -> Chart:
    """Runs and their limit in the runner's units; a run over its limit is hollow and has its number."""
    share, unit = (MILES_PER_KM, "miles") if units == "mi" else (1.0, "km")
    places = _places(bars)
    rows: list[tuple[float, float | None, float | None, bool]] = [
        (place, _scaled(bar.km, share), _scaled(_limit_on(bar.day, steps), share), bar.is_over)
        for place, bar in zip(places, bars, strict=True)
    ]
    rows += [(day, None, _scaled(limit, share), False) for day, limit in steps if day not in places]
    rows.sort(key=lambda row: row[0])
    over = [row for row in rows if row[3]]
    plot: dict[str, Any] = {
        "x": [days.at(row[0]) for row in rows] if bars else [],
        "axis": _axis([value for row in rows for value in row[1:3] if value is not None], unit),
        "series": [
            {"label": "Run", "style": "bar", "values": [row[1] for row in rows]},
            {"label": "Longest allowed", "style": "guard", "values": [row[2] for row in rows]},
        ],
        "hollow": [number for number, row in enumerate(rows) if row[3]],
        "notes": [{"x": days.at(row[0]), "y": row[1], "text": f"{row[1]:g}"} for row in over],
        "says": [_says(row, unit, days) for row in rows],
    }
    table = Table(
        ("Day", "Distance", "Longest allowed that day", "Pain during"),
        tuple(_row(bar, units, days) for bar in bars),
    )
    legend = (("bar", "A run"), ("over", "A run over the limit"), ("guard", "Longest run allowed that day"))
    return Chart("runs", "Each run, and the longest one allowed", _finding(bars, steps, units), table, plot, legend)


def _places(bars: Sequence[RunBar]) -> list[float]:
    places: list[float] = []
    for bar in bars:
        place = float(bar.day)
        while place in places:
            place += SECOND_RUN
        places.append(place)
    return places


def _limit_on(day: int, steps: Sequence[tuple[int, float | None]]) -> float | None:
    return next((limit for since, limit in reversed(steps) if since <= day), None)


def _scaled(value: float | None, share: float) -> float | None:
    return None if value is None else round(value * share, 2)


def _axis(values: Sequence[float], unit: str) -> dict[str, Any]:
    top = ceil(max(values, default=1) * 1.1)
    step = 1 if top <= 5 else 2 if top <= 12 else 5 if top <= 30 else 10
    return {"max": ceil(top / step) * step, "step": step, "unit": unit}


def _says(row: tuple[float, float | None, float | None, bool], unit: str, days: Days) -> str:
    day, length, limit, is_over = row
    run = "no run" if length is None else f"{length:g} {unit}{', over the limit' if is_over else ''}"
    most = "no limit known" if limit is None else f"longest allowed {limit:g} {unit}"
    return f"{days.words(int(day))}: {run}, {most}"


def _row(bar: RunBar, units: str, days: Days) -> tuple[str, ...]:
    run = distance_words(bar.km, units) if bar.km is not None else NO_DISTANCE
    limit = distance_words(bar.limit, units) if bar.limit is not None else "unknown"
    pain = "not answered" if bar.pain is None else str(bar.pain)
    return (days.words(bar.day), f"{run}, over the limit" if bar.is_over else run, limit, pain)


def _finding(bars: Sequence[RunBar], steps: Sequence[tuple[int, float | None]], units: str) -> str:
    if not bars:
        return NOTHING
    known = [bar.km for bar in bars if bar.km is not None]
    number = f"{len(bars)} run{'' if len(bars) == 1 else 's'}"
    length = f", {distance_words(min(known), units)} to {distance_words(max(known), units)}" if known else ""
    over = sum(1 for bar in bars if bar.is_over)
    passed = f"{over} passed the single-run limit" if over else "None passed the single-run limit"
    limit = steps[-1][1] if steps else None
    now = f", now {distance_words(limit, units)}" if limit is not None else ""
    return f"{number}{length}. {passed}{now}."
