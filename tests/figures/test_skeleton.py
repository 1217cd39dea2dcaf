"""Where the segments are: proportions, the meaning of every sign, and what a joint moves."""

from __future__ import annotations

import pytest

from rehab.figures import skeleton
from rehab.figures.joints import JOINTS, standing
from rehab.figures.skeleton import limb_of, limbs_moved_by, place, replace
from rehab.figures.vectors import distance
from rehab.figures.volumes import BUILDS, body, centre_of_mass_x, lowest

pytestmark = pytest.mark.pure


def _placed(**angles: float) -> skeleton.Placed:
    """Standing, with these near-side joints or trunk joints bent."""
    named = {name if name in JOINTS else f"n.{name}": value for name, value in angles.items()}
    return place({**standing(), **named})


def test_standing_has_the_proportions_of_the_table() -> None:
    """Shares of height from the floor: ankle .039, knee .285, hip .530, shoulder .818 (within the resting curves)."""
    placed = place(standing())
    heights = {name: placed[f"n.{name}"].origin[1] for name in ("foot", "shank", "thigh", "arm")}
    assert heights == pytest.approx({"foot": 0.039, "shank": 0.285, "thigh": 0.530, "arm": 0.818}, abs=0.01)


def test_the_figure_is_one_high_and_stands_on_the_floor() -> None:
    """The crown at 1, the soles at 0."""
    placed, parts = place(standing()), body().parts
    crown = placed["head"].origin[1] + 0.074 + 0.0545
    assert crown == pytest.approx(1.0, abs=0.03)
    assert min(lowest(placed, volume) for volume in parts["n.foot"]) == pytest.approx(0, abs=0.004)


# Joint, degrees, the segment to look at, the axis (0 right, 1 up, 2 to the viewer) along which it must have moved up.
SIGNS = {
    "shoulder": (90, "n.hand", 0),
    "shoulder_abd": (90, "n.hand", 2),
    "elbow": (90, "n.hand", 0),
    "hip": (90, "n.foot", 0),
    "hip_abd": (30, "n.foot", 2),
    "ankle": (20, "n.toes", 1),
    "lumbar": (40, "head", 0),
    "thorax": (30, "head", 0),
    "side": (30, "head", 2),
    "lean": (40, "head", 0),
}


@pytest.mark.parametrize("joint", SIGNS)
def test_plus_goes_where_the_table_says(joint: str) -> None:
    """The figure faces right; its near side is towards the viewer."""
    degrees, segment, axis = SIGNS[joint]
    before, after = place(standing())[segment].origin, _placed(**{joint: degrees})[segment].origin
    assert after[axis] > before[axis] + 0.01


def test_a_bent_knee_brings_the_heel_back_and_up() -> None:
    """A knee bends one way only."""
    foot = _placed(knee=90)["n.foot"].origin
    assert foot == pytest.approx((-skeleton.SHANK, 0.285, 0.05), abs=1e-9)


def test_turning_and_rotating_do_not_move_the_origin() -> None:
    """Turn 90 faces the viewer; external rotation of a bent arm takes the hand to the side."""
    assert place({**standing(), "turn": 90})["pelvis"].forward == pytest.approx((0, 0, 1), abs=1e-9)
    inward, outward = _placed(elbow=90)["n.hand"].origin, _placed(elbow=90, shoulder_rot=60)["n.hand"].origin
    assert outward[2] > inward[2] + 0.1


@pytest.mark.parametrize("joint", sorted(JOINTS))
def test_a_joint_moves_its_limbs_and_no_other(joint: str) -> None:
    """The solver finds only those limbs anew: one that was forgotten would stay where it was."""
    before = place(standing())
    angles = {**standing(), joint: 17.0}
    after = place(angles)
    moved = {limb_of(name) for name in after if after[name] != before[name]}
    assert moved <= set(limbs_moved_by(joint))
    assert replace(before, angles, limbs_moved_by(joint)) == after


def test_bones_keep_their_length_however_they_are_bent() -> None:
    """Whatever the angles."""
    placed = _placed(shoulder=70, shoulder_abd=20, elbow=50, hip=80, hip_rot=20, knee=100)
    assert distance(placed["n.arm"].origin, placed["n.fore"].origin) == pytest.approx(skeleton.UPPER_ARM)
    assert distance(placed["n.thigh"].origin, placed["n.shank"].origin) == pytest.approx(skeleton.THIGH)


@pytest.mark.parametrize("build", BUILDS)
def test_every_build_stands_in_balance(build: str) -> None:
    """The weight is above the feet."""
    assert -0.05 < centre_of_mass_x(place(standing()), body(build).parts) < 0.09


def test_a_broader_build_has_larger_radii_and_the_same_bones() -> None:
    """Only the flesh is scaled."""
    slim, broad = body("slim").parts["torso"][3], body("broad").parts["torso"][3]
    assert broad.radii[0] > slim.radii[0] * 1.1
    assert (broad.centre, broad.radii[1]) == (slim.centre, slim.radii[1])
