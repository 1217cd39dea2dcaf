"""From wanted angles to a pose that touches what it should: the smallest change that makes all contacts exact.

Every wish is a row with a weight: a contact's gap, a pin's drift, a volume's depth in the floor. Joints leave the
wanted angle at a price (their `give`), and their range at a high one. Joints out of the sagittal plane take part only
where the author uses them, except when lying on the side, where they are what reaches the floor. Hands that hold a
point of the body are brought there afterwards (reaching).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from .joints import JOINTS, Angles, stem
from .least_squares import Unknown
from .pose import Pose
from .reaching import reached
from .sites import Spot, volumes_of
from .skeleton import place
from .surfaces import FLOOR, Surface, Wall
from .volumes import centre_of
from .wishes import Ground, Row, depth_row, gap_row, kept_row, searched

HELD_GIVE = 0.4  # degrees, of a joint the author holds
LYING_GIVE = {"shoulder_abd": 20, "hip_abd": 20, "hip_rot": 20, "wrist": 4, "ankle": 4, "toe": 4,
              "shoulder": 7, "elbow": 7, "hip": 7, "knee": 7}  # fmt: skip
LOCKED = ("hip_rot", "pron", "look", "twist", "neck_side", "fingers")
LOCKED_AT_ZERO = ("shoulder_abd", "hip_abd", "side", "shoulder_rot")
# What may not sink into the floor or a wall; the soft parts that do not matter are left out for speed.
SOLID: tuple[Spot, ...] = (
    *((f"{side}.{part}", index) for side in "nf" for part, indices in (
        ("hand", (0, 1, 2, 3)), ("foot", (0, 1, 2, 3)), ("toes", (0, 1)), ("forearm", (0, 3)), ("shank", (0, 1, 4)),
        ("thigh", (2,)), ("upper_arm", (0,)),
    ) for index in indices),
    ("pelvis", 1), ("torso", 1), ("torso", 3), ("torso", 5), ("skull", 0), ("hair", 0), ("face", 2),
    ("nose", 1), ("bun", 0),
)  # fmt: skip

Pins = Mapping[Spot, tuple[int, float]]
"""Spots that stay: along which axis (0 x, 1 y) and where."""


def solve(pose: Pose, ground: Ground, pins: Pins, rounds: int = 14) -> Angles:
    """The angles nearest to the pose's in which its contacts and grips hold and its pinned spots stay.

    `pose.angles` must be complete. In-between frames need fewer `rounds`, because they begin near the answer.
    """
    start = _set_down(pose, ground, pins)
    rows = [*_contact_rows(pose, ground), *_fixed_rows(pose, ground), *_pin_rows(ground, pins)]
    rows += _sinking_rows(pose, ground)
    unknowns = _unknowns(pose, start)
    found, _ = searched(start, unknowns, rows, rounds, [unknown.wanted for unknown in unknowns])
    for grip in pose.grips:
        found = reached(found, grip, ground)
    return found


def _set_down(pose: Pose, ground: Ground, pins: Pins) -> Angles:
    """A first guess: the wanted pose, moved so that its contacts are near their planes and pins."""
    angles, placed = dict(pose.angles), place(pose.angles)
    gaps = [
        ground.surfaces[contact.surface].gap(placed, volume)
        for contact in pose.contacts
        if not isinstance(ground.surfaces[contact.surface], Wall) and contact.surface != "roller"
        for volume in volumes_of(ground.body, contact.site)
    ]
    if gaps:
        angles["y"] -= sum(gaps) / len(gaps)
    drifts = [
        where - centre_of(placed, ground.body.parts[part][index])[0]
        for (part, index), (axis, where) in pins.items()
        if axis == 0
    ]
    for fixed in pose.fixed:
        x, y, _ = centre_of(placed, volumes_of(ground.body, fixed.site)[0])
        drifts.append(fixed.x - x)
        if not gaps:
            angles["y"] += (fixed.y - y) / len(pose.fixed)
    if drifts:
        angles["x"] += sum(drifts) / len(drifts)
    return angles


def _contact_rows(pose: Pose, ground: Ground) -> list[Row]:
    return [
        gap_row(ground.surfaces[contact.surface], volume)
        for contact in pose.contacts
        for volume in volumes_of(ground.body, contact.site)
    ]


def _fixed_rows(pose: Pose, ground: Ground) -> list[Row]:
    return [
        kept_row(volumes_of(ground.body, fixed.site)[0], axis, where)
        for fixed in pose.fixed
        for axis, where in ((0, fixed.x), (1, fixed.y))
    ]


def _pin_rows(ground: Ground, pins: Pins) -> list[Row]:
    return [kept_row(ground.body.parts[part][index], axis, where) for (part, index), (axis, where) in pins.items()]


def _sinking_rows(pose: Pose, ground: Ground) -> list[Row]:
    touching = {volume for contact in pose.contacts for volume in volumes_of(ground.body, contact.site)}
    busy = {f"{grip.hand[:2]}{part}" for grip in pose.grips for part in ("hand", "forearm", "upper_arm")}
    solid = [ground.body.parts[part][index] for part, index in SOLID if part not in busy]
    solids: list[Surface] = [FLOOR, *(surface for surface in ground.surfaces.values() if isinstance(surface, Wall))]
    return [depth_row(surface, volume) for volume in solid if volume not in touching for surface in solids]


def _unknowns(pose: Pose, start: Angles) -> list[Unknown]:
    lying = abs(math.sin(math.radians(start["turn"]))) > 0.5
    touching = {contact.site[:2] for contact in pose.contacts}
    found = []
    for name, joint in JOINTS.items():
        kind = stem(name)
        if name == "turn" or not _takes_part(name, kind, start, lying and name[:2] in touching):
            continue
        give = LYING_GIVE.get(kind, joint.give) if lying else joint.give
        if name in pose.held:
            give = HELD_GIVE
        found.append(Unknown(name, start[name], give, 1 / give, joint.low, joint.high))
    return [*found, Unknown("x", start["x"], 0.05, 0.5), Unknown("y", start["y"], 0.05, 0.0)]


def _takes_part(name: str, kind: str, start: Angles, reaches: bool) -> bool:
    if reaches and kind in ("shoulder_abd", "hip_abd", "hip_rot"):
        return True
    return kind not in LOCKED and not (kind in LOCKED_AT_ZERO and abs(start[name]) < 0.5)
