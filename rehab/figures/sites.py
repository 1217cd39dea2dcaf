"""Named places of the body: sites that may touch a surface, and points a hand may hold.

A site is one or more ellipsoids of a part (by index in its chain) whose surface is what touches. A grip point is fixed
to a segment, in that segment's own axes, so that it goes along when the body moves.
"""

from __future__ import annotations

from collections.abc import Mapping

from .joints import SIDES
from .skeleton import Placed
from .vectors import Vector, point_in
from .volumes import Body, Ellipsoid, centre_of

Spot = tuple[str, int]
"""A part and the index of an ellipsoid in its chain."""

_CORE: Mapping[str, tuple[Spot, ...]] = {
    "pelvis": (("pelvis", 1),),
    "lowback": (("torso", 2),),
    "midback": (("torso", 4),),
    "back": (("torso", 5),),
    "upperback": (("torso", 5),),
    "chest": (("torso", 4),),
    "belly": (("torso", 1),),
    "head": (("hair", 0),),
    "forehead": (("face", 0),),
    "temple": (("hair", 0),),
    "chin": (("face", 2),),
}
_SIDED: Mapping[str, tuple[Spot, ...]] = {
    "shoulder": (("upper_arm", 0),),
    "uarm": (("upper_arm", 2),),
    "elbow": (("forearm", 0),),
    "forearm": (("forearm", 0), ("forearm", 3)),
    "wrist": (("forearm", 3),),
    "hand": (("hand", 1), ("hand", 3)),
    "palm": (("hand", 1),),
    "fist": (("hand", 2),),
    "fingertips": (("hand", 3),),
    "hip": (("thigh", 0),),
    "thigh": (("thigh", 2),),
    "knee": (("shank", 0),),
    "calf": (("shank", 1),),
    "shin": (("shank", 0), ("shank", 3)),
    "ankle": (("shank", 4),),
    "foot": (("foot", 1), ("foot", 3)),
    "heel": (("foot", 1),),
    "ball": (("foot", 3),),
    "toes": (("toes", 0), ("toes", 1)),
    "instep": (("toes", 1),),
}
SITES: Mapping[str, tuple[Spot, ...]] = {
    **_CORE,
    **{
        f"{side}.{name}": tuple((f"{side}.{part}", index) for part, index in spots)
        for side in SIDES
        for name, spots in _SIDED.items()
    },
}

_GRIPS: Mapping[str, tuple[str, Vector]] = {
    "under_back": ("l1", (-0.058, 0.010, 0)),
    "chin": ("head", (0.052, 0.018, 0)),
    "forehead": ("head", (0.056, 0.085, 0)),
}
# Points of one side; the third number counts away from the body's middle.
_SIDED_GRIPS: Mapping[str, tuple[str, Vector]] = {
    "hip_side": ("pelvis", (0.004, 0.055, 0.088)),
    "low_back": ("pelvis", (-0.066, 0.060, 0.045)),
    "belly": ("l2", (0.066, 0, 0.030)),
    "chest": ("t2", (0.068, 0.010, 0.040)),
    "opposite_shoulder": ("c0", (0.050, 0, -0.080)),
    "temple": ("head", (-0.010, 0.075, 0.052)),
    "crown": ("head", (-0.004, 0.125, -0.030)),
    "nape": ("head", (-0.060, 0.050, 0.020)),
    "thigh_top": (".thigh", (0.050, -0.170, 0)),
    "thigh_back": (".thigh", (-0.050, -0.140, 0)),
    "knee_top": (".thigh", (0.046, -0.222, 0)),
    "kneecap": (".shank", (0.040, 0.004, 0)),
    "shin_front": (".shank", (0.036, -0.060, 0)),
    "calf_back": (".shank", (-0.045, -0.120, 0)),
    "ankle_front": (".foot", (0.022, 0.016, 0)),
    "heel_back": (".foot", (-0.050, -0.010, 0)),
}


def _of_side(side: str, name: str) -> tuple[str, Vector]:
    segment, (f, u, r) = _SIDED_GRIPS[name]
    if segment.startswith("."):
        return f"{side}{segment}", (f, u, r)
    return segment, (f, u, r if side == "n" else -r)


GRIPS: Mapping[str, tuple[str, Vector]] = {
    **_GRIPS,
    **{f"{side}.{name}": _of_side(side, name) for side in SIDES for name in _SIDED_GRIPS},
}


def volumes_of(body: Body, site: str) -> tuple[Ellipsoid, ...]:
    """The ellipsoids of a site, the first of which is the one that is pinned."""
    return tuple(body.parts[part][index] for part, index in SITES[site])


def place_of(placed: Placed, body: Body, site: str) -> Vector:
    """Where a site is: the centre of its last ellipsoid."""
    return centre_of(placed, volumes_of(body, site)[-1])


def grip_point(placed: Placed, name: str) -> Vector:
    """Where a grip point is in the world."""
    segment, local = GRIPS[name]
    return point_in(placed[segment], local)
