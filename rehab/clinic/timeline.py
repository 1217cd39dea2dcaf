"""The time line of a runner: what was logged and decided, day by day, as far as the consent opens it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils import timezone

from rehab.checkins.charting import two_points
from rehab.checkins.questions import activities_of
from rehab.engine.progress.log import Log
from rehab.plans.decisions import DecisionRow, Wording, decided_between, decision_rows, wording_of
from rehab.plans.following import entries, log_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.shared import Shared, shared_rows, without_values

from .entrywords import Line, Telling, line_of
from .spikes import READ_BEFORE, spikes

PAGE_DAYS = 14
HIGH, SOME = 6, 3
SHOW = {
    "all": "Everything",
    "pain": "Pain",
    "sessions": "Sessions",
    "runs": "Runs",
    "decisions": "Decisions",
}


@dataclass(frozen=True, slots=True)
class PainMark:
    """A rating of 0 to 10 with its name; none where it was asked for and not given."""

    name: str
    value: int | None

    @property
    def level(self) -> str:
        """How it looks: low, some, high, unknown."""
        if self.value is None:
            return "unknown"
        return "high" if self.value >= HIGH else "some" if self.value >= SOME else "low"


@dataclass
class DayOfRecord:
    """A day of the time line: pain, what was logged, what was decided."""

    on: date
    pain: list[PainMark] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    decisions: list[DecisionRow] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)

    def showing(self, show: str) -> DayOfRecord:
        """The same day with one kind alone."""
        if show == "all":
            return self
        return DayOfRecord(
            self.on,
            self.pain if show == "pain" else [],
            [line for line in self.lines if line.kind == show],
            self.decisions if show == "decisions" else [],
            self.moments if show == "decisions" else [],
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.pain or self.lines or self.decisions or self.moments)


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a page, both ends among them."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date) -> Window:
        """The page that ends with a day."""
        return cls(last - timedelta(days=PAGE_DAYS - 1), last)

    def days_of(self, plan: Plan) -> tuple[int, int]:
        """As days of a plan; of a closed one none after it was closed."""
        return (self.first - plan.started_on).days, (self.last - plan.started_on).days


@dataclass(frozen=True, slots=True)
class Reading:
    """Which days are read, what the consent opens, and the runner's today."""

    window: Window
    shared: Shared
    today: date


Days = dict[date, DayOfRecord]


def timeline(plans: Sequence[Plan], reading: Reading, show: str = "all") -> list[DayOfRecord]:
    """The days on which there was something, newest first."""
    days: Days = {}
    window = reading.window
    for plan in plans:
        if _touches(plan, window):
            known = wording_of(plan.protocol_id)
            _add_decisions(days, plan, reading, known)
            _add_log(days, plan, reading, known)
    found = (day.showing(show) for day in days.values() if window.first <= day.on <= window.last)
    return sorted((day for day in found if not day.is_empty), key=lambda day: day.on, reverse=True)


def _touches(plan: Plan, window: Window) -> bool:
    ended = timezone.localdate(plan.closed_at) if plan.closed_at else window.last
    return plan.started_on <= window.last and ended >= window.first


def _day(days: Days, on: date) -> DayOfRecord:
    return days.setdefault(on, DayOfRecord(on))


def _add_decisions(days: Days, plan: Plan, reading: Reading, known: Wording) -> None:
    _day(days, plan.started_on).moments.append("A plan began")
    if plan.closed_at:
        _day(days, timezone.localdate(plan.closed_at)).moments.append("A plan was closed")
    events = decided_between(plan, *reading.window.days_of(plan))
    for row in decision_rows(plan, without_values(plan, events, reading.shared), known):
        _day(days, row.on).decisions.append(row)


def _add_log(days: Days, plan: Plan, reading: Reading, known: Wording) -> None:
    """What was logged: a morning belongs to the day before as well, and a run is judged by those before it."""
    first, last = reading.window.days_of(plan)
    rows = list(shared_rows(plan, reading.shared, first - READ_BEFORE).filter(day__lte=last + 1))
    _add_pain(days, plan, log_of(rows), (reading.today - plan.started_on).days)
    shown = [row for row in rows if first <= row.day <= last]
    has_run = any(row.kind == "run" for row in shown)
    passed = spikes(plan, rows, reading.shared, reading.today) if has_run else {}
    for row, line in _lines(shown, plan, reading.shared, known):
        told = replace(line, warnings=passed.get(row.entry_id, ()))
        _day(days, plan.started_on + timedelta(days=row.day)).lines.append(told)


def _add_pain(days: Days, plan: Plan, log: Log, today: int) -> None:
    """The ratings of each day. A morning after exercise that nobody rated is unknown, not absent."""
    points = {point.day: point for point in two_points(log, 0)}
    ratings = {rating.day: rating for rating in log.ratings}
    for number in points.keys() | ratings.keys():
        point, rated = points.get(number), ratings.get(number)
        values = (
            ("Morning", rated.morning if rated else None),
            ("During", point.during if point else None),
            ("Next morning", point.morning if point else None),
            ("Worst", rated.worst if rated else None),
        )
        is_open = point is not None and point.morning is None and number < today
        marks = [
            PainMark(name, value) for name, value in values if value is not None or (is_open and name == "Next morning")
        ]
        _day(days, plan.started_on + timedelta(days=number)).pain.extend(marks)


def _lines(rows: Iterable[LogEntry], plan: Plan, shared: Shared, known: Wording) -> Iterable[tuple[LogEntry, Line]]:
    named = tuple(activities_of(plan)) if shared.opens_intake(plan.started_on) else ()
    telling = Telling(known, plan.runner.units, named, shared.intake)
    for row in rows:
        line = line_of(entries([row])[0], telling, row.note)
        if line is not None:
            yield row, line
