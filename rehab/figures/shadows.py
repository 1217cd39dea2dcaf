"""Soft shadows on the floor: one ellipse below every larger part, fading with its height."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .camera import Camera
from .pose import Prop
from .skeleton import Placed
from .vectors import Vector
from .volumes import Chain, axes_of, centre_of

CAST_BY = (
    "skull", "torso", "pelvis", "n.hand", "f.hand", "n.forearm", "f.forearm", "n.thigh", "f.thigh",
    "n.shank", "f.shank", "n.foot", "f.foot",
)  # fmt: skip
FAINTEST = 0.08  # below it a shadow is left away
GONE, GONE_FROM_ABOVE, STEEP = 0.34, 0.20, 0.5  # heights at which it has faded; STEEP: sine of a view from above


class Shadow(NamedTuple):
    """An ellipse in picture units, and how dark it is (0..1)."""

    cx: float
    cy: float
    rx: float
    ry: float
    opacity: float


def shadow(placed: Placed, chain: Chain, camera: Camera, blocks: Sequence[Prop] = ()) -> Shadow:
    """The shadow of a part: as long as the part seen from above; on a block where the part is over one."""
    ends: tuple[Vector, Vector] = (centre_of(placed, chain[0]), centre_of(placed, chain[-1]))
    radius = sum(axis[0] ** 2 for axis in axes_of(placed, chain[len(chain) // 2])) ** 0.5
    left, right = min(ends[0][0], ends[1][0]) - radius, max(ends[0][0], ends[1][0]) + radius
    below = [block.size["h"] for block in blocks if block.size["from"] < (left + right) / 2 < block.size["to"]]
    ground = max(below, default=0.0)
    high = max(0.0, (ends[0][1] + ends[1][1]) / 2 - ground - 0.04)
    steep = camera.towards[1]
    x, y = camera.point(((left + right) / 2, ground, (ends[0][2] + ends[1][2]) / 2))
    wide = (right - left) / 2 * camera.scale * 1.08 + 7
    deep = (0.055 + abs(ends[0][2] - ends[1][2]) / 2) * camera.scale * max(0.18, steep) * 1.3 + 4
    return Shadow(x, y, wide, deep, max(0.0, 1 - high / (GONE_FROM_ABOVE if steep > STEEP else GONE)) ** 1.4)
