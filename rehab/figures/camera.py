"""The camera: parallel projection from the body's space onto the picture.

Picture units: a body is 500 to 760 of them tall; x to the right, y down, whole numbers (0.4 px at usual size).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from .skeleton import Placed
from .vectors import Vector, dot
from .volumes import Ellipsoid, axes_of, centre_of

Point = tuple[float, float]


class Ellipse(NamedTuple):
    """A projected ellipsoid, unscaled, y up: its centre, and the matrix ((a, b), (b, c)) of its squared half axes."""

    x: float
    y: float
    a: float
    b: float
    c: float

    def radius(self, nx: float, ny: float) -> float:
        """How far it goes from its centre in a direction (a unit vector)."""
        return math.sqrt(max(1e-12, self.a * nx * nx + 2 * self.b * nx * ny + self.c * ny * ny))

    def support(self, nx: float, ny: float) -> Point:
        """The point of its outline whose normal is that direction."""
        mx, my = self.a * nx + self.b * ny, self.b * nx + self.c * ny
        height = math.sqrt(max(1e-12, nx * mx + ny * my))
        return self.x + mx / height, self.y + my / height


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the picture's axes point in space, and how the picture is scaled and moved."""

    across: Vector
    upward: Vector
    towards: Vector
    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @classmethod
    def looking(cls, yaw: float, pitch: float) -> Camera:
        """Turned by `yaw` about the vertical and looking down by `pitch`, degrees; unscaled."""
        cy, sy = math.cos(math.radians(yaw)), math.sin(math.radians(yaw))
        cp, sp = math.cos(math.radians(pitch)), math.sin(math.radians(pitch))
        return cls((cy, 0.0, sy), (sy * sp, cp, -cy * sp), (-sy * cp, sp, cy * cp))

    def flat(self, v: Vector) -> Point:
        """A direction or place in the picture plane: unscaled, y up."""
        return dot(v, self.across), dot(v, self.upward)

    def depth(self, v: Vector) -> float:
        """How near to the viewer a place is; for a unit vector, how much it faces the viewer (-1..1)."""
        return dot(v, self.towards)

    def point(self, v: Vector) -> Point:
        """A place in picture units."""
        x, y = self.flat(v)
        return self.left + self.scale * x, self.top - self.scale * y

    def ellipse(self, placed: Placed, volume: Ellipsoid, grow: float = 1.0) -> Ellipse:
        """A volume as it is seen, made thicker by a factor."""
        x, y = self.flat(centre_of(placed, volume))
        axes = [self.flat(axis) for axis in axes_of(placed, volume)]
        square = grow * grow
        return Ellipse(
            x,
            y,
            square * sum(p * p for p, _ in axes),
            square * sum(p * q for p, q in axes),
            square * sum(q * q for _, q in axes),
        )
