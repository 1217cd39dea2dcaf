"""The joints of the figure: their names, what + means, how far they go and how readily they give way.

Degrees. Zero everywhere is standing upright with hanging arms and the feet at right angles. An author writes a limb's
joint without a side for both, or under `near` and `far`; here the near side is `n.` and the far side `f.`.

The ranges are those of the tables for passive motion (American Academy of Orthopaedic Surgeons 1965; Norkin & White,
Measurement of Joint Motion: hip flexion 120-125, knee 135-150, elbow 150, shoulder 180, wrist extension 70, toe
extension 70), widened where body weight goes further: wrist 95 on all fours, toes 92 in a plank, ankle 38 with weight
on it and -65 kneeling on the instep, hip 142 and knee 158 sitting on the heels. The ranges of the spine, and of back
and neck as a whole (SUMS), come from no table: they are the drawing model's own (expert, for drawings), as far as
its figures bend. All bound drawings, not people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Angles = dict[str, float]
"""Degrees by joint; with `x` and `y`, the place of the hips' middle in body heights."""


@dataclass(frozen=True, slots=True)
class Joint:
    """One degree of freedom.

    `give` is how many degrees the solver may bend it for the price of one: small for the spine, which the author
    means, large for the wrist and the ankle, which find the floor by themselves (expert: as figures came out right).
    """

    plus: str
    give: float
    low: float
    high: float


ROOT: Mapping[str, Joint] = {
    "lean": Joint("the pelvis tips forward: 90 is face down, -90 face up, 0 upright", 25, -400, 400),
    "turn": Joint("about the body's long axis: 0 is seen from its right side, 90 faces the viewer", 1, -400, 400),
}
SPINE: Mapping[str, Joint] = {
    "lumbar": Joint("the low back rounds", 4, -45, 60),
    "thorax": Joint("the upper back rounds", 4, -30, 45),
    "neck": Joint("the neck bends forward", 5, -60, 50),
    "head": Joint("the head nods", 5, -35, 30),
    "side": Joint("the trunk bends to the near side", 3, -35, 35),
    "twist": Joint("the chest turns to the near side", 3, -60, 60),
    "neck_side": Joint("the neck bends to the near side", 4, -45, 45),
    "look": Joint("the head turns to the near side", 4, -80, 80),
}
LIMB: Mapping[str, Joint] = {
    "shoulder": Joint("flexion: 0 hangs, 90 points forward, 180 overhead", 14, -60, 182),
    "shoulder_abd": Joint("away from the trunk", 6, -50, 182),
    "shoulder_rot": Joint("external rotation", 6, -95, 95),
    "elbow": Joint("flexion", 12, 0, 152),
    "pron": Joint("the palm turns inward; at 0 the palm of a hanging arm looks back", 10, -95, 95),
    "wrist": Joint("extension, the back of the hand towards the forearm", 45, -85, 95),
    "fingers": Joint("flexion", 20, -10, 95),
    "hip": Joint("flexion", 14, -32, 142),
    "hip_abd": Joint("away from the other leg", 6, -32, 48),
    "hip_rot": Joint("external rotation", 6, -48, 52),
    "knee": Joint("flexion", 12, 0, 158),
    "ankle": Joint("the foot is drawn up", 35, -65, 38),
    "toe": Joint("the toes are bent up", 45, -35, 92),
}
# What two neighbours reach together, degrees: nobody rounds or arches both to their ends at once.
SUMS = ((("lumbar", "thorax"), -65.0, 75.0), (("neck", "head"), -70.0, 60.0))
ARM = ("shoulder", "shoulder_abd", "shoulder_rot", "elbow", "pron", "wrist", "fingers")
SIDES = ("n", "f")

JOINTS: Mapping[str, Joint] = {
    **ROOT,
    **SPINE,
    **{f"{side}.{name}": joint for side in SIDES for name, joint in LIMB.items()},
}
HIPS_STANDING = 0.530  # of the body's height: Drillis & Contini 1966, see skeleton


def standing() -> Angles:
    """All joints at zero, on the floor."""
    return {**dict.fromkeys(JOINTS, 0.0), "x": 0.0, "y": HIPS_STANDING}


def stem(name: str) -> str:
    """The joint without its side: `knee` for `n.knee`."""
    return name.rpartition(".")[2]


def swapped(name: str) -> str:
    """The same joint or site of the other side; what has no side is returned as it is."""
    side, point, rest = name.partition(".")
    return f"{'f' if side == 'n' else 'n'}.{rest}" if point else name
