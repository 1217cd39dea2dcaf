"""The body's flesh: every part is a chain of ellipsoids, each fixed to a segment.

Radii are half of typical circumferences over pi (thigh 56 cm, calf 36, upper arm 28, forearm 25, neck 34, for a
height of 1.70 m), less about 5 % for a slim look: our choice, not from a table. Heads and feet after the same figure
as the skeleton. A build other than the slim one scales radii only; joints stay where they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .joints import SIDES
from .skeleton import Placed
from .vectors import Vector, between, dot, point_in


class Ellipsoid(NamedTuple):
    """A centre and half axes along a segment's own axes (forward, up, right), in body heights."""

    segment: str
    centre: Vector
    radii: Vector


Chain = tuple[Ellipsoid, ...]
Parts = Mapping[str, Chain]

# Chains without a side: (segment, centre, radii), from one end to the other.
_CORE: Mapping[str, tuple[tuple[str, Vector, Vector], ...]] = {
    "pelvis": (
        ("pelvis", (-0.004, -0.030, 0), (0.050, 0.040, 0.080)), ("pelvis", (-0.008, 0.012, 0), (0.063, 0.055, 0.091)),
        ("pelvis", (-0.002, 0.055, 0), (0.055, 0.040, 0.084)), ("l1", (0.004, 0.015, 0), (0.049, 0.030, 0.076)),
    ),
    "torso": (
        ("pelvis", (0, 0.050, 0), (0.056, 0.030, 0.085)), ("l1", (0.005, 0.010, 0), (0.051, 0.035, 0.0775)),
        ("l2", (0.006, 0.010, 0), (0.051, 0.035, 0.0765)), ("t1", (0.006, 0.010, 0), (0.0545, 0.040, 0.081)),
        ("t2", (0.007, 0.012, 0), (0.060, 0.040, 0.0885)), ("t3", (0.004, 0.010, 0), (0.059, 0.040, 0.092)),
        ("c0", (-0.001, 0, 0), (0.048, 0.035, 0.088)), ("c0", (-0.002, 0.022, 0), (0.036, 0.022, 0.058)),
    ),
    "neck": (
        ("c0", (-0.002, 0.008, 0), (0.034, 0.022, 0.040)), ("c1", (-0.001, 0.006, 0), (0.030, 0.020, 0.029)),
        ("c2", (0, 0.008, 0), (0.028, 0.020, 0.027)), ("head", (-0.002, 0.022, 0), (0.027, 0.020, 0.026)),
    ),
    "skull": (("head", (-0.004, 0.074, 0), (0.0575, 0.0545, 0.046)),),
    "face": (
        ("head", (0.018, 0.080, 0), (0.034, 0.036, 0.038)), ("head", (0.008, 0.048, 0), (0.034, 0.034, 0.038)),
        ("head", (0.037, 0.018, 0), (0.0135, 0.0125, 0.015)), ("head", (0, 0.026, 0), (0.020, 0.020, 0.034)),
    ),
    "nose": (
        ("head", (0.046, 0.066, 0), (0.008, 0.010, 0.007)), ("head", (0.0575, 0.050, 0), (0.0075, 0.0065, 0.008)),
        ("head", (0.045, 0.046, 0), (0.008, 0.008, 0.008)),
    ),
    "hair": (
        ("head", (-0.008, 0.082, 0), (0.060, 0.054, 0.050)), ("head", (-0.022, 0.050, 0), (0.036, 0.036, 0.043)),
    ),
    "short_hair": (
        ("head", (-0.007, 0.084, 0), (0.0585, 0.052, 0.048)), ("head", (-0.024, 0.058, 0), (0.033, 0.030, 0.040)),
        ("head", (0.018, 0.108, 0), (0.030, 0.024, 0.036)),
    ),
    "bun": (("head", (-0.040, 0.134, 0), (0.0245, 0.024, 0.0245)),),
}  # fmt: skip
# Chains of one side; the third number of a centre counts away from the body's middle.
_SIDED: Mapping[str, tuple[tuple[str, Vector, Vector], ...]] = {
    "upper_arm": (
        ("arm", (0, 0.004, 0), (0.034, 0.034, 0.030)), ("arm", (0.002, -0.055, 0), (0.030, 0.030, 0.0275)),
        ("arm", (0.001, -0.120, 0), (0.026, 0.030, 0.024)), ("arm", (0, -0.186, 0), (0.0216, 0.0216, 0.0216)),
    ),
    "forearm": (
        ("fore", (0, 0, 0), (0.0216, 0.0216, 0.0216)), ("fore", (0.001, -0.042, 0), (0.0232, 0.025, 0.0232)),
        ("fore", (0, -0.100, 0), (0.0178, 0.025, 0.018)), ("fore", (0, -0.146, 0), (0.0132, 0.0132, 0.015)),
    ),
    "hand": (
        ("hand", (0, 0, 0), (0.013, 0.013, 0.015)), ("hand", (0.001, -0.030, 0), (0.013, 0.016, 0.021)),
        ("fingers", (0, -0.004, 0.003), (0.0108, 0.014, 0.0185)),
        ("tips", (0, -0.022, 0.005), (0.0068, 0.007, 0.0115)),
    ),
    "index": (
        ("hand", (0, -0.040, -0.008), (0.0105, 0.012, 0.0115)),
        ("fingers", (0, -0.018, -0.0125), (0.0078, 0.012, 0.0066)),
        ("tips", (-0.001, -0.018, -0.0155), (0.0062, 0.0066, 0.0054)),
    ),
    "thumb": (
        ("hand", (0, -0.012, -0.011), (0.009, 0.010, 0.0095)),
        ("hand", (-0.004, -0.034, -0.0235), (0.0076, 0.009, 0.0074)),
        ("hand", (-0.007, -0.052, -0.0285), (0.0056, 0.0065, 0.0056)),
    ),
    "thigh": (
        ("thigh", (-0.004, 0.006, 0), (0.056, 0.050, 0.050)), ("thigh", (0.003, -0.065, 0), (0.0525, 0.050, 0.048)),
        ("thigh", (0.005, -0.150, 0), (0.0415, 0.050, 0.039)), ("thigh", (0.002, -0.245, 0), (0.0325, 0.0325, 0.032)),
    ),
    "shank": (
        ("shank", (0.002, 0, 0), (0.0325, 0.0325, 0.032)), ("shank", (-0.007, -0.075, 0), (0.0322, 0.030, 0.032)),
        ("shank", (-0.006, -0.130, 0), (0.028, 0.030, 0.0275)), ("shank", (-0.001, -0.190, 0), (0.0197, 0.030, 0.020)),
        ("shank", (-0.002, -0.236, 0), (0.018, 0.018, 0.019)),
    ),
    "foot": (
        ("foot", (-0.002, 0.010, 0), (0.0185, 0.018, 0.018)), ("foot", (-0.028, -0.018, 0), (0.020, 0.021, 0.019)),
        ("foot", (0.020, -0.004, 0), (0.018, 0.017, 0.020)), ("foot", (0.064, -0.024, 0), (0.016, 0.015, 0.025)),
    ),
    "toes": (
        ("toes", (-0.004, 0.002, 0), (0.014, 0.014, 0.024)), ("toes", (0.021, -0.001, 0), (0.0125, 0.011, 0.022)),
    ),
}  # fmt: skip

# What a build multiplies the radii of a part by: (depth, width). Length along the limb is never changed. By eye, so
# that three people are told apart (expert); from no table of bodies.
BUILDS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "slim": {},
    "broad": {
        "torso": (1.20, 1.16), "pelvis": (1.14, 1.12), "neck": (1.14, 1.16), "upper_arm": (1.16, 1.16),
        "forearm": (1.12, 1.12), "thigh": (1.14, 1.12), "shank": (1.10, 1.10), "face": (1.02, 1.06),
    },
    "older": {
        "torso": (1.12, 1.06), "pelvis": (1.06, 1.06), "neck": (0.96, 0.98), "upper_arm": (0.94, 0.94),
        "forearm": (0.94, 0.94), "thigh": (0.94, 0.95), "shank": (0.93, 0.94),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """All parts of one build by name; a limb's are `n.thigh` and `f.thigh`."""

    build: str
    parts: Parts


@cache
def body(build: str = "slim") -> Body:
    """The parts of a build: `slim`, `broad` or `older`. KeyError for another name."""
    factors = BUILDS[build]
    return Body(build, {name: tuple(links) for name, links in _chains(factors)})


def _chains(factors: Mapping[str, tuple[float, float]]) -> Iterator[tuple[str, list[Ellipsoid]]]:
    for name, links in _CORE.items():
        yield name, [Ellipsoid(segment, centre, _scaled(radii, factors.get(name))) for segment, centre, radii in links]
    for side in SIDES:
        out = 1 if side == "n" else -1
        for name, links in _SIDED.items():
            yield (
                f"{side}.{name}",
                [
                    Ellipsoid(f"{side}.{segment}", (f, u, out * r), _scaled(radii, factors.get(name)))
                    for segment, (f, u, r), radii in links
                ],
            )


def _scaled(radii: Vector, factor: tuple[float, float] | None) -> Vector:
    depth, width = factor or (1.0, 1.0)
    return (radii[0] * depth, radii[1], radii[2] * width)


def part_of_chain(chain: Chain, upto: float) -> Chain:
    """A chain's beginning up to a fractional index whose neighbours share a segment: a sleeve of an arm."""
    whole, share = int(upto), upto - int(upto)
    if not share:
        return chain[: whole + 1]
    a, b = chain[whole], chain[whole + 1]
    cut = Ellipsoid(a.segment, between(a.centre, b.centre, share), between(a.radii, b.radii, share))
    return (*chain[: whole + 1], cut)


def centre_of(placed: Placed, volume: Ellipsoid) -> Vector:
    """Where an ellipsoid's centre is in the world."""
    return point_in(placed[volume.segment], volume.centre)


def axes_of(placed: Placed, volume: Ellipsoid) -> tuple[Vector, Vector, Vector]:
    """Its three half axes as world vectors."""
    frame, (a, b, c) = placed[volume.segment], volume.radii
    (fx, fy, fz), (ux, uy, uz), (rx, ry, rz) = frame.forward, frame.up, frame.right
    return (fx * a, fy * a, fz * a), (ux * b, uy * b, uz * b), (rx * c, ry * c, rz * c)


def reach_along(placed: Placed, volume: Ellipsoid, direction: Vector) -> float:
    """How far it goes from its centre in a direction (a unit vector)."""
    frame, (a, b, c) = placed[volume.segment], volume.radii
    f, u, r = dot(frame.forward, direction), dot(frame.up, direction), dot(frame.right, direction)
    return math.sqrt((f * a) ** 2 + (u * b) ** 2 + (r * c) ** 2)


def lowest(placed: Placed, volume: Ellipsoid) -> float:
    """The height of its lowest point above the floor; negative when it sinks in."""
    frame, (f, u, r), (a, b, c) = placed[volume.segment], volume.centre, volume.radii
    fy, uy, ry = frame.forward[1], frame.up[1], frame.right[1]
    return frame.origin[1] + fy * f + uy * u + ry * r - math.sqrt((fy * a) ** 2 + (uy * b) ** 2 + (ry * c) ** 2)


# Shares of body mass: Dempster 1955, as Winter's table 4.1; head with neck .081, the trunk parted by us.
MASSES: Mapping[str, float] = {
    "torso": 0.355, "pelvis": 0.142, "skull": 0.081,
    **{f"{side}.{name}": mass for side in SIDES for name, mass in (
        ("thigh", 0.1), ("shank", 0.0465), ("foot", 0.0145), ("upper_arm", 0.028), ("forearm", 0.016), ("hand", 0.006),
    )},
}  # fmt: skip


def centre_of_mass_x(placed: Placed, parts: Parts) -> float:
    """Where the body's weight is, from left to right; each part weighs evenly along its chain."""
    weighed = (
        (mass / len(parts[name]), centre_of(placed, volume)[0])
        for name, mass in MASSES.items()
        for volume in parts[name]
    )
    shares = list(weighed)
    return sum(mass * x for mass, x in shares) / sum(mass for mass, _ in shares)
