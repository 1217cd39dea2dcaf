"""The pain of the last weeks as one small line, with the sentence and the table that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rehab.checkins.charting import TwoPoints, two_points
from rehab.checkins.drawing import Days, Table, pain_chart
from rehab.engine.progress.log import Log
from rehab.plans.models import Plan

WEEKS = 12
WIDTH, HEIGHT, EDGE, TOP = 640, 160, 8, 10  # units of the drawing; TOP is the pain of 10
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PainLine:
    """Places in a drawing of 640 by 160: unbroken pieces of pain during, the spots of both series, and the words."""

    during: tuple[str, ...]
    spots: tuple[Spot, ...]
    mornings: tuple[Spot, ...]
    finding: str
    table: Table
    limit_y: float

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.spots and not self.mornings


def pain_line(plan: Plan, log: Log, since: int, today: int) -> PainLine:
    """Pain during and the morning after, for every day of exercise or running from a day on."""
    points = two_points(log, since)
    chart = pain_chart(points, (), Days(plan.started_on))
    span = max(1, today - since)
    spots = tuple((_x(p.day - since, span), _y(p.during)) for p in points if p.during is not None)
    mornings = tuple((_x(p.day - since, span), _y(p.morning)) for p in points if p.morning is not None)
    pieces = tuple(_path(piece, since, span) for piece in _pieces(points))
    return PainLine(pieces, spots, mornings, chart.finding, chart.table, _y(5))


def _pieces(points: Sequence[TwoPoints]) -> Iterable[list[TwoPoints]]:
    """Neighbours whose pain is known; a gap is never drawn over."""
    piece: list[TwoPoints] = []
    for point in points:
        if point.during is not None:
            piece.append(point)
            continue
        yield piece
        piece = []
    yield piece


def _path(piece: Iterable[TwoPoints], since: int, span: int) -> str:
    return " ".join(f"{_x(p.day - since, span)},{_y(p.during)}" for p in piece)


def _x(days: int, span: int) -> float:
    return round(EDGE + (WIDTH - 2 * EDGE) * days / span, 1)


def _y(pain: int | None) -> float:
    return round(HEIGHT - EDGE - (HEIGHT - EDGE - TOP) * (pain or 0) / 10, 1)
