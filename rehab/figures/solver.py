"""From wanted angles to a pose that touches what it should: the smallest change that makes all contacts exact.

Every wish is a row with a weight: a contact's gap, a pin's drift, a volume's depth in the floor. Joints leave the
wanted angle at a price (their `give`), and their range at a high one. Joints out of the sagittal plane take part only
where the author uses them, except when lying on the side, where they are what reaches the floor. Hands that hold a
point of the body are brought there afterwards, by the arm alone, so that a hand on the hip never bends the trunk.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .joints import JOINTS, Angles, stem
from .least_squares import Unknown, search
from .pose import Grip, Pose
from .sites import Spot, grip_point, volumes_of
from .skeleton import Placed, limb_of, limbs_moved_by, place, replace
from .surfaces import FLOOR, Surface, Surfaces, Wall
from .vectors import distance
from .volumes import Body, Ellipsoid, centre_of

CONTACT, SINKING, PINNED, GRIPPED = 1 / 0.0008, 1 / 0.003, 1 / 0.0015, 1 / 0.003
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


def solve(pose: Pose, ground: Ground, pins: Pins, rounds: int = 14) -> Angles:
    """The angles nearest to the pose's in which its contacts and grips hold and its pinned spots stay.

    `pose.angles` must be complete. In-between frames need fewer `rounds`, because they begin near the answer.
    """
    start = _set_down(pose, ground, pins)
    rows = [*_contact_rows(pose, ground), *_pin_rows(ground, pins), *_sinking_rows(pose, ground)]
    unknowns = _unknowns(pose, start)
    found, _ = _searched(start, unknowns, rows, rounds, [unknown.wanted for unknown in unknowns])
    for grip in pose.grips:
        found = _gripped(found, grip, ground)
    return found


def grip_miss(angles: Angles, grip: Grip, body: Body) -> float:
    """How far a hand is from the point it should hold, in body heights."""
    placed = place(angles)
    return distance(centre_of(placed, volumes_of(body, grip.hand)[0]), grip_point(placed, grip.point))


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
    if drifts:
        angles["x"] += sum(drifts) / len(drifts)
    return angles


def _contact_rows(pose: Pose, ground: Ground) -> list[Row]:
    return [
        _gap_row(ground.surfaces[contact.surface], volume)
        for contact in pose.contacts
        for volume in volumes_of(ground.body, contact.site)
    ]


def _gap_row(surface: Surface, volume: Ellipsoid) -> Row:
    return Row(limb_of(volume.segment), lambda placed: CONTACT * surface.gap(placed, volume))


def _pin_rows(ground: Ground, pins: Pins) -> list[Row]:
    return [_pin_row(ground.body.parts[part][index], axis, where) for (part, index), (axis, where) in pins.items()]


def _pin_row(volume: Ellipsoid, axis: int, where: float) -> Row:
    return Row(limb_of(volume.segment), lambda placed: PINNED * (centre_of(placed, volume)[axis] - where))


def _sinking_rows(pose: Pose, ground: Ground) -> list[Row]:
    touching = {volume for contact in pose.contacts for volume in volumes_of(ground.body, contact.site)}
    busy = {f"{grip.hand[:2]}{part}" for grip in pose.grips for part in ("hand", "forearm", "upper_arm")}
    solid = [ground.body.parts[part][index] for part, index in SOLID if part not in busy]
    solids: list[Surface] = [FLOOR, *(surface for surface in ground.surfaces.values() if isinstance(surface, Wall))]
    return [_depth_row(surface, volume) for volume in solid if volume not in touching for surface in solids]


def _depth_row(surface: Surface, volume: Ellipsoid) -> Row:
    return Row(limb_of(volume.segment), lambda placed: SINKING * min(0.0, surface.gap(placed, volume)))


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


def _searched(
    start: Angles, unknowns: Sequence[Unknown], rows: Sequence[Row], rounds: int, begin: Sequence[float]
) -> tuple[Angles, float]:
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


ARM_GIVE: Mapping[str, float] = {"shoulder": 25, "shoulder_abd": 25, "shoulder_rot": 25, "elbow": 25, "wrist": 10}
BENT_ARM = {"shoulder_abd": 30.0, "shoulder_rot": 0.0, "elbow": 60.0}  # a second beginning, for hands behind the back


def _gripped(angles: Angles, grip: Grip, ground: Ground) -> Angles:
    """Brings one hand to its point by the arm alone, from two beginnings; the cheaper end is taken."""
    side, placed = grip.hand[:2], place(angles)
    target = grip_point(placed, grip.point)
    hand = volumes_of(ground.body, grip.hand)[0]
    rows = [_target_row(hand, axis, target[axis]) for axis in range(3)]
    rows += [
        _depth_row(FLOOR, ground.body.parts[f"{side}{part}"][k])
        for part, k in (("forearm", 0), ("forearm", 3), ("hand", 2))
    ]
    unknowns = [
        Unknown(side + name, angles[side + name], give, 0.6 / give, JOINTS[side + name].low, JOINTS[side + name].high)
        for name, give in ARM_GIVE.items()
    ]
    begins: Iterable[list[float]] = (
        [unknown.wanted for unknown in unknowns],
        [BENT_ARM.get(stem(unknown.name), unknown.wanted) for unknown in unknowns],
    )
    ends = [_searched(angles, unknowns, rows, 18, begin) for begin in begins]
    return min(ends, key=lambda end: end[1])[0]


def _target_row(volume: Ellipsoid, axis: int, where: float) -> Row:
    return Row(limb_of(volume.segment), lambda placed: GRIPPED * (centre_of(placed, volume)[axis] - where))
