"""What the solver may wish for: rows that weigh a violation, and the search over some of the angles.

A row belongs to the limb that decides it, so that a change of one joint weighs only the rows of the limbs it moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .joints import Angles
from .least_squares import Unknown, search
from .skeleton import Placed, limb_of, limbs_moved_by, place, replace
from .surfaces import Surface, Surfaces
from .volumes import Body, Ellipsoid, centre_of

# Prices per body height: a contact may be off by .0008 for the price of one, and so on.
CONTACT, SINKING, PINNED, GRIPPED = 1 / 0.0008, 1 / 0.003, 1 / 0.0015, 1 / 0.003


@dataclass(frozen=True, slots=True)
class Row:
    """One wish: which limb decides it, and its weighted violation."""

    limb: str
    value: Callable[[Placed], float]


@dataclass(frozen=True, slots=True)
class Ground:
    """Which body stands among which surfaces."""

    body: Body
    surfaces: Surfaces


def gap_row(surface: Surface, volume: Ellipsoid) -> Row:
    """A contact: touching is free, above and inside are not."""
    return Row(limb_of(volume.segment), lambda placed: CONTACT * surface.gap(placed, volume))


def kept_row(volume: Ellipsoid, axis: int, where: float, price: float = PINNED) -> Row:
    """A centre that stays or comes somewhere along an axis (0 x, 1 y, 2 z)."""
    return Row(limb_of(volume.segment), lambda placed: price * (centre_of(placed, volume)[axis] - where))


def depth_row(surface: Surface, volume: Ellipsoid) -> Row:
    """A volume that must not sink in; above the surface it is free."""
    return Row(limb_of(volume.segment), lambda placed: SINKING * min(0.0, surface.gap(placed, volume)))


def searched(
    start: Angles, unknowns: Sequence[Unknown], rows: Sequence[Row], rounds: int, begin: Sequence[float]
) -> tuple[Angles, float]:
    """The angles with these unknowns found, beginning from `begin`, and the cost."""
    names = [unknown.name for unknown in unknowns]
    moved = [limbs_moved_by(name) for name in names]
    near = [[(k, row) for k, row in enumerate(rows) if row.limb in limbs] for limbs in moved]

    def angles_at(point: Sequence[float]) -> Angles:
        return {**start, **dict(zip(names, point, strict=True))}

    def values(point: Sequence[float]) -> list[float]:
        placed = place(angles_at(point))
        return [row.value(placed) for row in rows]

    def columns(point: Sequence[float], steps: Sequence[float], here: Sequence[float]) -> list[list[float]]:
        angles = angles_at(point)
        placed = place(angles)
        found = []
        for name, step, limbs, touched in zip(names, steps, moved, near, strict=True):
            column = [0.0] * len(rows)
            if touched:
                nudged = replace(placed, {**angles, name: angles[name] + step}, limbs)
                for k, row in touched:
                    column[k] = row.value(nudged) - here[k]
            found.append(column)
        return found

    point, cost = search(unknowns, values, columns, begin, rounds)
    return angles_at(point), cost
