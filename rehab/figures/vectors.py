"""Vectors, and frames that are turned about their own axes.

World: x to the right, y up, z towards the viewer; the floor is y = 0. One unit is the height of the body.
A frame is a place with three axes of its own: `forward` (to the front of the body), `up` (towards the head) and
`right` (towards the body's right side, the one near the viewer). All angles are degrees.
"""

from __future__ import annotations

import math
from typing import NamedTuple

Vector = tuple[float, float, float]


class Frame(NamedTuple):
    """Where a segment begins and how it is turned: three unit vectors at right angles."""

    origin: Vector
    forward: Vector
    up: Vector
    right: Vector


WORLD = Frame((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def dot(a: Vector, b: Vector) -> float:
    """The scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def distance(a: Vector, b: Vector) -> float:
    """How far two points are apart."""
    return math.dist(a, b)


def between(a: Vector, b: Vector, share: float) -> Vector:
    """The point at a share (0..1) of the way from `a` to `b`."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def point_in(frame: Frame, local: Vector) -> Vector:
    """World coordinates of a point given along the frame's own axes (forward, up, right)."""
    (ox, oy, oz), (fx, fy, fz), (ux, uy, uz), (rx, ry, rz) = frame
    f, u, r = local
    return (ox + fx * f + ux * u + rx * r, oy + fy * f + uy * u + ry * r, oz + fz * f + uz * u + rz * r)


def moved_to(frame: Frame, origin: Vector) -> Frame:
    """The same axes at another place."""
    return Frame(origin, frame.forward, frame.up, frame.right)


def _turned(a: Vector, b: Vector, degrees: float) -> tuple[Vector, Vector]:
    """Both vectors after a turn that takes the first towards the second."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (
        (a[0] * c + b[0] * s, a[1] * c + b[1] * s, a[2] * c + b[2] * s),
        (b[0] * c - a[0] * s, b[1] * c - a[1] * s, b[2] * c - a[2] * s),
    )


def about_right(frame: Frame, degrees: float) -> Frame:
    """Turned in the sagittal plane: forward goes up. A limb that hangs down swings forward."""
    if not degrees:
        return frame
    forward, up = _turned(frame.forward, frame.up, degrees)
    return Frame(frame.origin, forward, up, frame.right)


def about_forward(frame: Frame, degrees: float) -> Frame:
    """Turned in the frontal plane: up goes to the right."""
    if not degrees:
        return frame
    up, right = _turned(frame.up, frame.right, degrees)
    return Frame(frame.origin, frame.forward, up, right)


def about_up(frame: Frame, degrees: float) -> Frame:
    """Turned about the long axis: right goes forward."""
    if not degrees:
        return frame
    right, forward = _turned(frame.right, frame.forward, degrees)
    return Frame(frame.origin, forward, frame.up, right)
