"""Drawing: series as what a chart needs, with the sentence it shows and the table that says the same.

The browser only draws: every value, label and position is decided here. Days become seconds at noon UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

from rehab.plans.words import number_words

from .charting import Scores, TwoPoints, WeekOfPain, WeekOfSessions

PAIN_AXIS = {"max": 10, "step": 2}
PAIN_GATES = [
    {"at": 1, "text": "Up to 2: move on"},
    {"at": 4, "text": "3 to 5: repeat"},
    {"at": 5.7, "text": "Above 5: step back"},
]
NOTHING = "Nothing logged yet in this time."
WAYS = (("up", "A step up"), ("down", "A step down"), ("other", "A swap, or another change"))
UNANSWERED, UNKNOWN = "not answered", "unknown"
MOST_COMPARED = 6  # values at either end: a long middle says nothing of a change
CHANGED_BY = 0.5  # less than half a point of ten is no change


@dataclass(frozen=True, slots=True)
class Table:
    """The table twin of a chart."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its name, the finding as a sentence, a legend, what is drawn, and the same as a table."""

    id: str
    title: str
    finding: str
    table: Table
    plot: dict[str, Any] = field(default_factory=dict)
    legend: tuple[tuple[str, str], ...] = ()

    @property
    def plot_id(self) -> str:
        """Where the page keeps what is drawn."""
        return f"{self.id}-plot"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.plot.get("x")


@dataclass(frozen=True, slots=True)
class Days:
    """From a plan's days to dates."""

    first: date
    year: int = 0  # days of another year are told with it

    def on(self, day: int) -> date:
        """The date of a day."""
        return self.first + timedelta(days=day)

    def words(self, day: int) -> str:
        """A day as "3 Nov"."""
        on = self.on(day)
        return f"{on.day} {on:%b}" + (f" {on.year}" if self.year and on.year != self.year else "")

    def at(self, day: float) -> int:
        """A day as seconds at noon UTC."""
        noon = datetime.combine(self.first, time(12), UTC)
        return int((noon + timedelta(days=day)).timestamp())


def pain_chart(points: Sequence[TwoPoints], marks: Sequence[tuple[int, str]], days: Days) -> Chart:
    """Pain during and the next morning, day by day of exercise."""
    during, morning = [p.during for p in points], [p.morning for p in points]
    plot = {
        "x": [days.at(p.day) for p in points],
        "axis": PAIN_AXIS,
        "band": [0, 2],
        "gates": PAIN_GATES,
        "lines": [5],
        "series": [_series("During", "during", during), _series("Next morning", "morning", morning)],
        "unknown": [days.at(p.day) for p in points if p.morning is None],
        "marks": [{"x": days.at(day), "way": way} for day, way in marks],
        "says": [f"{days.words(p.day)}: during {_or(p.during)}, next morning {_or(p.morning)}" for p in points],
    }
    head = ("Day", "What", "Pain during", "Next morning")
    rows = tuple((days.words(p.day), "Run" if p.is_run else "Session", _or(p.during), _or(p.morning)) for p in points)
    finding = f"{_trend('Pain during', during)} {_trend('Next-morning pain', morning)} {_open(morning)}".strip()
    seen = {way for _, way in marks}
    keys = tuple((f"mark-{way}", text) for way, text in WAYS if way in seen)
    legend = (("during", "During the session or run"), ("morning", "Next morning"), *keys)
    return Chart(
        "pain", "Pain, during and the morning after", finding if points else NOTHING, Table(head, rows), plot, legend
    )


def weekly_chart(weeks: Sequence[WeekOfPain], days: Days) -> Chart:
    """Average and worst pain of each week."""
    average, worst = [w.average for w in weeks], [w.worst for w in weeks]
    starts = [days.words(w.week * 7) for w in weeks]
    is_known = any(value is not None for value in (*average, *worst))
    plot = {
        "x": [days.at(w.week * 7 + 3) for w in weeks] if is_known else [],
        "axis": PAIN_AXIS,
        "series": [_series("Average", "during", average), _series("Worst", "morning", worst)],
        "says": [
            f"Week of {s}: average {_or(w.average, UNKNOWN)}, worst {_or(w.worst, UNKNOWN)}"
            for s, w in zip(starts, weeks, strict=True)
        ],
    }
    rows = tuple((s, _or(w.average, UNKNOWN), _or(w.worst, UNKNOWN)) for s, w in zip(starts, weeks, strict=True))
    finding = f"{_trend('The week’s average pain', average)} {_trend('The worst', worst)}".strip()
    legend = (("during", "Average of the week"), ("morning", "Worst of the week"))
    table = Table(("Week from", "Average pain", "Worst pain"), rows)
    return Chart("weekly", "Pain, week by week", finding if is_known else NOTHING, table, plot, legend)


def session_chart(weeks: Sequence[WeekOfSessions], days: Days) -> Chart:
    """Sessions done beside those planned; the unknown ones are said, and never counted."""
    known, planned = sum(w.known for w in weeks), sum(w.planned for w in weeks)
    most = max([1, *(max(w.whole, w.done) for w in weeks)])
    plot = {
        "x": [days.at(w.week * 7 + 3) for w in weeks] if planned or known else [],
        "axis": {"max": most + 1, "step": 2 if most > 4 else 1},
        "series": [
            _series("Done", "bar", [w.done for w in weeks]),
            _series("Planned", "guard", [w.whole for w in weeks]),
        ],
        "notes": [{"x": days.at(w.week * 7 + 3), "y": w.done, "text": f"{w.unknown} ?"} for w in weeks if w.unknown],
        "says": [f"Week of {days.words(w.week * 7)}: {week_words(w)}" for w in weeks],
    }
    rows = tuple(
        (days.words(w.week * 7), *(str(n) for n in (w.whole, w.done, w.part, w.skipped, w.unknown))) for w in weeks
    )
    finding = f"{known} of {planned} sessions known so far, {planned - known} unknown." if planned else NOTHING
    table = Table(("Week from", "Planned", "Done", "Part done", "Skipped", "Unknown"), rows)
    legend = (("bar", "Done"), ("guard", "Planned"), ("unknown", "Unknown: nobody logged them"))
    return Chart("sessions", "Sessions, week by week", finding, table, plot, legend)


def week_words(week: WeekOfSessions) -> str:
    """A week as "2 of 3 known, 1 unknown", with what was done."""
    more = f", {week.extra} more than planned" if week.extra else ""
    return f"{week.known} of {week.planned} known, {week.unknown} unknown; {week.done} done{more}"


def function_chart(found: Sequence[Scores], names: Sequence[str], days: Days) -> Chart:
    """How well the first named activity goes; the table has all of them."""
    first = [s.values[0] for s in found]
    head = ("Day", *(names[: max((len(s.values) for s in found), default=1)] or ("Score",)))
    rows = tuple((days.words(s.day), *(_or(v, "not asked") for v in _filled(s.values, len(head) - 1))) for s in found)
    plot = {
        "x": [days.at(s.day) for s in found],
        "axis": PAIN_AXIS,
        "series": [_series(head[1], "during", first)],
        "says": [f"{days.words(s.day)}: {s.values[0]} of 10" for s in found],
    }
    finding = _trend(f"{head[1]}: your score", first) if found else NOTHING
    return Chart("function", "What you can do again", finding, Table(head, rows), plot, (("during", head[1]),))


def _filled(values: tuple[int, ...], length: int) -> list[int | None]:
    return [values[number] if number < len(values) else None for number in range(length)]


def _series(label: str, style: str, values: Sequence[float | None]) -> dict[str, Any]:
    return {"label": label, "style": style, "values": [None if v is None else round(v, 2) for v in values]}


def _or(value: float | None, absent: str = UNANSWERED) -> str:
    return absent if value is None else number_words(value)


def _trend(what: str, values: Sequence[float | None]) -> str:
    """What became of a value: the middle of the first few against that of the last few; one value is only told."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    third = max(1, min(MOST_COMPARED, len(known) // 3))
    before, after = median(known[:third]), median(known[-third:])
    if len(known) == 1:
        return f"{what} is {number_words(after)} of 10."
    if abs(after - before) < CHANGED_BY:
        return f"{what} stayed at about {number_words(after)} of 10."
    verb = "fell" if after < before else "rose"
    return f"{what} {verb} from {number_words(before)} to {number_words(after)} of 10."


def _open(mornings: Sequence[int | None]) -> str:
    missing = sum(1 for value in mornings if value is None)
    if not missing:
        return ""
    return f"{missing} morning{'' if missing == 1 else 's'} not answered."


def heading_of(weeks: Sequence[WeekOfPain]) -> str:
    """The page's answer: how the pain is beside what it was at the beginning of the time."""
    known = [week.average for week in weeks if week.average is not None]
    if len(known) < 2:
        return "Too early to see a change"
    change = known[-1] - known[0]
    if abs(change) < CHANGED_BY:
        return "About as much pain as before"
    return "Less pain than before" if change < 0 else "More pain than before"
