"""Hands and feet that are brought to a point of the body, by their own limb alone: a hand on the hip bends no trunk."""

from __future__ import annotations

from collections.abc import Mapping

from .joints import JOINTS, Angles, stem
from .least_squares import Unknown
from .pose import Grip
from .sites import grip_point, volumes_of
from .skeleton import limb_of, place
from .surfaces import FLOOR
from .vectors import distance
from .volumes import Body, centre_of
from .wishes import GRIPPED, Ground, depth_row, kept_row, searched

# The joints that reach, and how readily each gives way.
ARM_GIVE: Mapping[str, float] = {"shoulder": 25, "shoulder_abd": 25, "shoulder_rot": 25, "elbow": 25, "wrist": 10}
LEG_GIVE: Mapping[str, float] = {"hip": 25, "hip_abd": 25, "hip_rot": 25, "knee": 25}
# A second beginning: for hands behind the back, and for an ankle across the other knee.
BENT = {"shoulder_abd": 30.0, "shoulder_rot": 0.0, "elbow": 60.0, "hip_abd": 25.0, "hip_rot": 40.0, "knee": 90.0}
ARM_SOLID = (("forearm", 0), ("forearm", 3), ("hand", 2))
WILLING = 0.6  # the share of a joint's price that reaching pays
ROUNDS = 18


def reached(angles: Angles, grip: Grip, ground: Ground) -> Angles:
    """The angles with one limb brought to its point, from two beginnings; the cheaper end is taken."""
    side, target = grip.hand[:2], grip_point(place(angles), grip.point)
    hand = volumes_of(ground.body, grip.hand)[0]
    by_arm = limb_of(hand.segment).endswith("arm")
    rows = [kept_row(hand, axis, target[axis], GRIPPED) for axis in range(3)]
    rows += [depth_row(FLOOR, ground.body.parts[f"{side}{part}"][k]) for part, k in ARM_SOLID if by_arm]
    unknowns = [_unknown(side + name, angles, give) for name, give in (ARM_GIVE if by_arm else LEG_GIVE).items()]
    begins = (
        [unknown.wanted for unknown in unknowns],
        [BENT.get(stem(unknown.name), unknown.wanted) for unknown in unknowns],
    )
    ends = [searched(angles, unknowns, rows, ROUNDS, begin) for begin in begins]
    return min(ends, key=lambda end: end[1])[0]


def _unknown(name: str, angles: Angles, give: float) -> Unknown:
    return Unknown(name, angles[name], give, WILLING / give, JOINTS[name].low, JOINTS[name].high)


def grip_miss(angles: Angles, grip: Grip, body: Body) -> float:
    """How far a hand is from the point it should hold, in body heights."""
    placed = place(angles)
    return distance(centre_of(placed, volumes_of(body, grip.hand)[0]), grip_point(placed, grip.point))
