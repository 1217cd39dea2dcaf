"""The features of a face, each seen only while its side of the head faces the viewer: profile and front view alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .camera import Camera
from .coats import Outer, Shape
from .palette import Palette, mix
from .skeleton import Placed
from .vectors import Vector, moved_to, point_in
from .volumes import Ellipsoid

FACING = 0.3  # how much a feature must face the viewer to be seen, -1..1
AWAY = -0.35  # how much the face looks away when hair covers it


@dataclass(frozen=True, slots=True)
class Feature:
    """A mark on the head: its shape, the way it looks (in the head's axes), its colour and its edge."""

    shape: Shape
    looks: Vector
    fill: str
    edge: str = ""

    def seen(self, placed: Placed, camera: Camera) -> bool:
        """Whether it faces the viewer."""
        return _facing(placed, camera, self.looks) > FACING


def face_is_away(placed: Placed, camera: Camera) -> bool:
    """Whether one sees the back of the head."""
    return _facing(placed, camera, (1.0, 0.0, 0.0)) < AWAY


def _facing(placed: Placed, camera: Camera, local: Vector) -> float:
    return camera.depth(point_in(moved_to(placed["head"], (0.0, 0.0, 0.0)), local))


@cache
def features(palette: Palette) -> tuple[Feature, ...]:
    """Ears, eyes, brows, the wings of the nose and the mouth."""
    dark, lips = mix(palette.hair[0], "#000000", 0.1), mix(palette.skin[1], "#7A2E2A", 0.35)
    if sum(bytes.fromhex(palette.hair[0][1:])) > 400:  # fair or grey hair: the eyes stay dark
        dark = "#3A3330"
    ear, edge = mix(palette.skin[0], palette.skin[1], 0.35), palette.edge("skin", False)
    found = []
    for out in (1, -1):
        found += [
            Feature(_mark(out, (-0.012, 0.056, 0.012, 0.0080, 0.0110), (-0.009, 0.046, 0.012, 0.0060, 0.0070)),
                    (-0.1, 0, out * 1.0), ear, edge),
            Feature(_mark(out, (0.0435, 0.0655, 0.0165, 0.0018, 0.0042)), (0.80, 0.10, out * 0.60), dark),
            Feature(_mark(out, (0.0375, 0.0792, 0.0250, 0.0013, 0.0013), (0.0440, 0.0826, 0.0170, 0.0013, 0.0013),
                          (0.0500, 0.0820, 0.0090, 0.0010, 0.0010)), (0.80, 0.20, out * 0.60), dark),
            Feature(_mark(out, (0.0480, 0.0300, 0.0010, 0.0012, 0.0013), (0.0445, 0.0298, 0.0075, 0.0011, 0.0012),
                          (0.0415, 0.0312, 0.0120, 0.0009, 0.0010)), (0.86, -0.1, out * 0.50), lips),
        ]  # fmt: skip
    nose = Shape((Ellipsoid("head", (0.058, 0.0445, 0), (0.003, 0.0022, 0.0072)),), Outer.HULL)
    return (*found, Feature(nose, (0.75, -0.1, 0), mix(palette.skin[0], palette.skin[1], 0.6)))


def _mark(out: int, *dots: tuple[float, float, float, float, float]) -> Shape:
    """A small hull of dots: forward, up, outward, and the radii forward and up."""
    return Shape(
        tuple(Ellipsoid("head", (f, u, out * r), (rf, ru, max(0.0022, rf * 1.7))) for f, u, r, rf, ru in dots),
        Outer.HULL,
    )
