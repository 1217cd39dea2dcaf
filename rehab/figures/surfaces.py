"""What a body can lie, stand or lean on: horizontal planes, walls and rollers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .pose import Prop
from .skeleton import Placed
from .vectors import Vector
from .volumes import Ellipsoid, centre_of, lowest, reach_along


@dataclass(frozen=True, slots=True)
class Plane:
    """A horizontal plane at a height: the floor, a seat, a step."""

    height: float

    def gap(self, placed: Placed, volume: Ellipsoid) -> float:
        """How far a volume is above it; 0 touches, negative sinks in. Body heights."""
        return lowest(placed, volume) - self.height


@dataclass(frozen=True, slots=True)
class Wall:
    """A vertical plane at `x`; the room is on the side `facing` (1 to the right, -1 to the left)."""

    x: float
    facing: int

    def gap(self, placed: Placed, volume: Ellipsoid) -> float:
        """How far a volume is from it; 0 touches, negative sinks in. Body heights."""
        towards: Vector = (-float(self.facing), 0.0, 0.0)
        return self.facing * (centre_of(placed, volume)[0] - self.x) - reach_along(placed, volume, towards)


@dataclass(frozen=True, slots=True)
class Roller:
    """A cylinder along z: its centre and radius."""

    x: float
    y: float
    radius: float

    def gap(self, placed: Placed, volume: Ellipsoid) -> float:
        """How far a volume is from its mantle; 0 touches, negative sinks in. Body heights."""
        x, y, _ = centre_of(placed, volume)
        away = math.hypot(x - self.x, y - self.y) or 1e-6
        direction = ((x - self.x) / away, (y - self.y) / away, 0.0)
        return away - reach_along(placed, volume, direction) - self.radius


Surface = Plane | Wall | Roller
Surfaces = Mapping[str, Surface]
FLOOR = Plane(0.0)


def surfaces_of(props: Iterable[Prop]) -> dict[str, Surface]:
    """The floor, and the surface of every prop that has one, by the prop's kind."""
    found: dict[str, Surface] = {"floor": FLOOR}
    for prop in props:
        size = prop.size
        if prop.kind == "wall":
            found["wall"] = Wall(size["x"], 1 if size["side"] > 0 else -1)
        elif prop.kind == "roller":
            found["roller"] = Roller(size["x"], size["r"] if size["y"] < 0 else size["y"], size["r"])
        elif prop.kind in ("chair", "step", "table", "bike"):
            found[prop.kind] = Plane(size["h"])
    return found
