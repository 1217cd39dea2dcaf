"""Outlines of ellipse chains as smooth closed curves.

An outline is a list of knots, each a point with the normal of the curve there. Between knots runs a cubic Bezier with
the true tangents; its handles are as long as those of a circular arc that turns by the same angle. The number of knots
depends on the chain alone, so that the frames of an animation always have the same structure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from .camera import Camera, Ellipse

CAP_KNOTS = 2  # at each round end of a tube
HULL_KNOTS = 14
STEEPEST = 0.5  # sine of the largest taper that a tube's normals follow


class Knot(NamedTuple):
    """A point of an outline (unscaled, y up), the outward normal, and whether a straight edge follows."""

    x: float
    y: float
    nx: float
    ny: float
    corner: bool = False


Outline = list[Knot]
Direction = tuple[float, float]


def tube(ellipses: Sequence[Ellipse], cut_end: bool = False) -> Outline:
    """The envelope of a chain: along one side, round the far end (or straight across), and back."""
    lefts, rights = _normals(ellipses)
    there = [_knot(ellipse, normal) for ellipse, normal in zip(ellipses, lefts, strict=True)]
    back = [_knot(ellipse, normal) for ellipse, normal in zip(ellipses, rights, strict=True)][::-1]
    if cut_end:
        there[-1] = there[-1]._replace(corner=True)
    else:
        there += _cap(ellipses[-1], lefts[-1], rights[-1])
    return there + back + _cap(ellipses[0], rights[0], lefts[0])


def _knot(ellipse: Ellipse, normal: Direction) -> Knot:
    return Knot(*ellipse.support(*normal), *normal)


def _normals(ellipses: Sequence[Ellipse]) -> tuple[list[Direction], list[Direction]]:
    """The normals on both sides at every ellipse, tilted where the chain tapers."""
    lefts: list[Direction] = []
    rights: list[Direction] = []
    along, last = (1.0, 0.0), len(ellipses) - 1
    for i in range(len(ellipses)):
        a, b = ellipses[max(0, i - 1)], ellipses[min(last, i + 1)]
        length = math.hypot(b.x - a.x, b.y - a.y)
        if length > 1e-6:  # else it points at the viewer: keep the direction of the neighbour
            along = ((b.x - a.x) / length, (b.y - a.y) / length)
        tx, ty = along
        taper = (b.radius(-ty, tx) - a.radius(-ty, tx)) / max(length, 1e-6)
        s = max(-STEEPEST, min(STEEPEST, taper))
        c = math.sqrt(1 - s * s)
        lefts.append((-s * tx - c * ty, -s * ty + c * tx))
        rights.append((-s * tx + c * ty, -s * ty - c * tx))
    return lefts, rights


def _cap(ellipse: Ellipse, begin: Direction, end: Direction) -> Outline:
    """Knots round an end, clockwise from one normal to the other."""
    first, last = math.atan2(begin[1], begin[0]), math.atan2(end[1], end[0])
    while last > first:
        last -= 2 * math.pi
    angles = [first + (last - first) * k / (CAP_KNOTS + 1) for k in range(1, CAP_KNOTS + 1)]
    return [_knot(ellipse, (math.cos(angle), math.sin(angle))) for angle in angles]


def hull(ellipses: Sequence[Ellipse], knots: int = HULL_KNOTS) -> Outline:
    """The convex hull of some ellipses, touched in evenly spread directions."""
    found = []
    for k in range(knots):
        angle = -2 * math.pi * k / knots
        nx, ny = math.cos(angle), math.sin(angle)
        outer = max(ellipses, key=lambda e: e.x * nx + e.y * ny + e.radius(nx, ny))
        found.append(_knot(outer, (nx, ny)))
    return found


def path(outline: Outline, camera: Camera) -> str:
    """The outline as SVG path data: one closed curve of relative cubics in whole picture units."""
    places = [(camera.left + camera.scale * k.x, camera.top - camera.scale * k.y) for k in outline]
    x, y = round(places[0][0]), round(places[0][1])
    words, letter = [f"M{x} {y}"], "c"
    for i, knot in enumerate(outline):
        then = (i + 1) % len(outline)
        handles = _handles(knot, outline[then], places[i], places[then])
        ends = (*handles, places[then])
        numbers = [value for px, py in ends for value in (round(px) - x, round(py) - y)]
        words.append(letter + _joined(numbers, after_number=not letter))
        x, y, letter = round(places[then][0]), round(places[then][1]), ""
    return "".join(words) + "z"


def _handles(knot: Knot, then: Knot, p: Direction, q: Direction) -> tuple[Direction, Direction]:
    dx, dy = q[0] - p[0], q[1] - p[1]
    if knot.corner:
        return (p[0] + dx / 3, p[1] + dy / 3), (q[0] - dx / 3, q[1] - dy / 3)
    bend = abs(math.atan2(knot.nx * then.ny - knot.ny * then.nx, knot.nx * then.nx + knot.ny * then.ny))
    share = 1 / 3 if bend < 0.05 else 2 / 3 * math.tan(bend / 4) / math.sin(bend / 2)
    length = math.hypot(dx, dy) * share
    # Going clockwise, the way on is the normal turned right; y points down in the picture.
    return (p[0] + knot.ny * length, p[1] + knot.nx * length), (q[0] - then.ny * length, q[1] - then.nx * length)


def _joined(numbers: Sequence[int], after_number: bool) -> str:
    """Numbers with a space only where no minus sign parts them."""
    text = "".join(f"{number}" if number < 0 else f" {number}" for number in numbers)
    return text if after_number else text.removeprefix(" ")
