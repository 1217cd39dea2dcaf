"""Arrows that show the movement: along the path a site really takes, or straight in a given direction."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from .camera import Camera, Point
from .movement import Movement
from .pose import Arrow
from .sites import place_of

HEAD = 32.0  # length of the arrowhead, picture units
SHORTEST = 125.0  # a shorter path is drawn longer, about its middle


@dataclass(frozen=True, slots=True)
class Curve:
    """A quadratic Bezier and the arrowhead at its end, if it has one; picture units. `pose` as its arrow has it."""

    start: Point
    control: Point
    end: Point
    pose: int | None = None
    tip: bool = True

    def at(self, t: float) -> Point:
        """The point at a share of the way."""
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        return (
            a * self.start[0] + b * self.control[0] + c * self.end[0],
            a * self.start[1] + b * self.control[1] + c * self.end[1],
        )

    def trimmed(self, share: float) -> Curve:
        """Without a share at both ends."""
        a, b, middle = self.at(share), self.at(1 - share), self.at(0.5)
        control = (2 * middle[0] - (a[0] + b[0]) / 2, 2 * middle[1] - (a[1] + b[1]) / 2)
        return replace(self, start=a, control=control, end=b)

    def shortened(self, by: float) -> Curve:
        """A straight one without its last piece."""
        (ax, ay), (bx, by_) = self.start, self.end
        share = max(0.0, 1 - by / max(math.hypot(bx - ax, by_ - ay), 1e-3))
        end = (ax + (bx - ax) * share, ay + (by_ - ay) * share)
        return replace(self, control=((ax + end[0]) / 2, (ay + end[1]) / 2), end=end)

    def head(self) -> tuple[Point, Point, Point]:
        """Tip and both corners of the arrowhead."""
        dx, dy = self.end[0] - self.control[0], self.end[1] - self.control[1]
        length = math.hypot(dx, dy) or 1.0
        ux, uy, (x, y) = dx / length * HEAD, dy / length * HEAD, self.end
        base = (x - ux * 0.4, y - uy * 0.4)
        return (
            (x + ux * 0.6, y + uy * 0.6),
            (base[0] - uy * 0.55, base[1] + ux * 0.55),
            (base[0] + uy * 0.55, base[1] - ux * 0.55),
        )

    def points(self) -> tuple[Point, ...]:
        """Points that bound it well enough."""
        return (self.start, self.at(0.5), self.end, *(self.head() if self.tip else ()))

    def svg(self, colour: str) -> str:
        """Shaft and head."""
        (ax, ay), (bx, by), (cx, cy) = self.start, self.control, self.end
        shaft = (
            f'<path d="M{round(ax)} {round(ay)}Q{round(bx)} {round(by)} {round(cx)} {round(cy)}" fill="none" '
            f'stroke="{colour}" stroke-width="10.5" stroke-linecap="round"/>'
        )
        if not self.tip:
            return shaft
        head = "L".join(f"{round(x)} {round(y)}" for x, y in self.head())
        return f'{shaft}<path d="M{head}z" fill="{colour}" stroke="{colour}" stroke-width="6" stroke-linejoin="round"/>'


def curves(movement: Movement, camera: Camera) -> list[Curve]:
    """The arrows of an exercise as its camera sees them."""
    found: list[Curve] = []
    for arrow in movement.exercise.arrows:
        drawn = _ring(arrow, movement, camera) if arrow.rounds else [_curve(arrow, movement, camera)]
        found += [replace(curve, pose=arrow.pose) for curve in drawn]
    return found


def _ring(arrow: Arrow, movement: Movement, camera: Camera) -> list[Curve]:
    """The way through all poses and back to the first, a side for each; the last ends in the arrowhead."""
    dx, dy = arrow.shift
    spots = [camera.point(place_of(movement.placed[key.frame], movement.body, arrow.follow)) for key in movement.keys]
    corners = [(x + dx, y - dy) for x, y in spots]
    sides = [
        Curve(a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), b, tip=False)
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    sides[-1] = replace(sides[-1].shortened(0.75 * HEAD), tip=True)
    return sides


def _curve(arrow: Arrow, movement: Movement, camera: Camera) -> Curve:
    path = [camera.point(place_of(placed, movement.body, arrow.follow)) for placed in movement.placed]
    dx, dy = arrow.shift
    if arrow.direction is not None:
        x, y = path[movement.last if arrow.pose is None else movement.keys[arrow.pose].frame]
        return _straight(arrow, (x + dx, y - dy)).trimmed(0.02)
    (ax, ay), (mx, my), (bx, by) = path[0], path[len(path) // 2], path[-1]
    centre = ((ax + bx) / 2, (ay + by) / 2)
    control = (2 * mx - centre[0], 2 * my - centre[1])
    grow = max(1.0, SHORTEST / max(math.hypot(bx - ax, by - ay), 1e-3))

    def shown(point: Point) -> Point:
        return (centre[0] + (point[0] - centre[0]) * grow + dx, centre[1] + (point[1] - centre[1]) * grow - dy)

    return Curve(shown((ax, ay)), shown(control), shown((bx, by))).trimmed(arrow.trim)


def _straight(arrow: Arrow, middle: Point) -> Curve:
    """A shaft of the given length about its middle, bowed to its left by `bow`."""
    turn = math.radians(arrow.direction or 0.0)
    ux, uy = math.cos(turn), -math.sin(turn)
    x, y, half = *middle, arrow.length / 2
    return Curve(
        (x - ux * half, y - uy * half), (x - uy * arrow.bow, y + ux * arrow.bow), (x + ux * half, y + uy * half)
    )
