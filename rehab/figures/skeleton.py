"""From joint angles to places: where every segment of the body is.

Lengths are shares of the body's height after Drillis & Contini 1966, as printed in Winter, Biomechanics and Motor
Control of Human Movement, 4th ed. 2009, figure 4.1 (ankle .039, knee .285, hip .530, shoulder .818, chin .870; upper
arm .186, forearm .146, hand .108, foot .152). Half widths are those of the joints' centres, narrower than the outer
widths of that figure (shoulders .259, hips .191). How the trunk's .288 falls to six links, and the resting curves,
are ours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from .joints import Angles
from .vectors import WORLD, Frame, about_forward, about_right, about_up, moved_to, point_in

UPPER_ARM, FOREARM, PALM, FINGER_HALF = 0.186, 0.146, 0.052, 0.026
THIGH, SHANK = 0.245, 0.246
SHOULDER_HALF, HIP_HALF = 0.110, 0.050
TOE_JOINT = (0.068, -0.027, 0.0)  # from the ankle, forward and down

SPINE_LINKS = (
    ("pelvis", 0.068), ("l1", 0.046), ("l2", 0.046), ("t1", 0.044), ("t2", 0.044), ("t3", 0.040),
    ("c0", 0.030), ("c1", 0.026), ("c2", 0.026),
)  # fmt: skip
LUMBAR, THORACIC = ("l1", "l2", "t1"), ("t2", "t3", "c0")
# Degrees each link is bent forward in relaxed standing: a lordosis of 11, a kyphosis of 20, the neck back again.
RESTING = {"pelvis": 5, "l1": -6, "l2": -5, "t1": 1, "t2": 6, "t3": 7, "c0": 6, "c1": -6, "c2": -6, "head": -5}
# The shoulder hangs on the uppermost trunk link; this much is taken back so that an arm at 0 hangs plumb.
ARM_ZERO = sum(RESTING[name] for name in ("pelvis", *LUMBAR, *THORACIC))
# How far the shoulder rises overhead, and comes forward in reaching: body heights, by eye (expert).
SCAPULA_RISE, SCAPULA_REACH = 0.026, 0.016

Placed = dict[str, Frame]
"""The frame of every segment by name."""
LIMBS = ("trunk", "n.arm", "f.arm", "n.leg", "f.leg")


def place(angles: Angles) -> Placed:
    """Where all segments are. About 0.1 ms."""
    return replace({}, angles, LIMBS)


def replace(placed: Placed, angles: Angles, limbs: Iterable[str]) -> Placed:
    """A copy of `placed` with only these limbs found anew; an arm needs its trunk to be right."""
    found = dict(placed)
    for limb in limbs:
        side, _, kind = limb.rpartition(".")
        if kind == "trunk":
            _trunk(found, angles)
        elif kind == "arm":
            _arm(found, angles, side)
        else:
            _leg(found, angles, side)
    return found


def limbs_moved_by(name: str) -> tuple[str, ...]:
    """The limbs whose place depends on a joint (or on `x` and `y`)."""
    side, point, joint = name.partition(".")
    if point:
        return (f"{side}.leg",) if joint in ("hip", "hip_abd", "hip_rot", "knee", "ankle", "toe") else (f"{side}.arm",)
    return LIMBS if name in ("lean", "turn", "x", "y") else ("trunk", "n.arm", "f.arm")


def limb_of(segment: str) -> str:
    """The limb a segment belongs to."""
    side, point, name = segment.partition(".")
    if not point:
        return "trunk"
    return f"{side}.leg" if name in ("thigh", "shank", "foot", "toes") else f"{side}.arm"


def _trunk(placed: Placed, angles: Angles) -> None:
    root = about_up(about_right(WORLD, -angles["lean"]), -angles["turn"])
    root = moved_to(root, (angles["x"], angles["y"], 0.0))
    placed["pelvis"] = root
    link = about_right(root, -RESTING["pelvis"])
    for name, length in SPINE_LINKS:
        if name != "pelvis":
            link = _bent(name, link, angles)
            placed[name] = link
        link = moved_to(link, point_in(link, (0.0, length, 0.0)))
    placed["head"] = about_right(link, -angles["head"] - RESTING["head"])


def _bent(name: str, link: Frame, angles: Angles) -> Frame:
    """One link of the spine against the one below: its share of the bend, and its resting curve."""
    if name in LUMBAR:
        return about_forward(about_right(link, -angles["lumbar"] / 3 - RESTING[name]), angles["side"] / 6)
    if name in THORACIC:
        link = about_forward(about_right(link, -angles["thorax"] / 3 - RESTING[name]), angles["side"] / 6)
        return about_up(link, -angles["twist"] / 3)
    link = about_forward(about_right(link, -angles["neck"] / 2 - RESTING[name]), angles["neck_side"] / 2)
    return about_up(link, -angles["look"] / 2)


def _arm(placed: Placed, angles: Angles, side: str) -> None:
    out = 1 if side == "n" else -1
    flexion, abduction = angles[f"{side}.shoulder"], angles[f"{side}.shoulder_abd"]
    rise = SCAPULA_RISE * min(1.0, max(0.0, (max(flexion, abduction) - 50) / 120))
    reach = SCAPULA_REACH * math.sin(math.radians(min(180.0, max(0.0, flexion))))
    top = placed["c0"]
    at = point_in(top, (reach - 0.004, rise - 0.002, out * (SHOULDER_HALF - rise / 2)))
    arm = about_forward(about_right(moved_to(top, at), flexion + ARM_ZERO), -out * abduction)
    arm = about_up(arm, -out * angles[f"{side}.shoulder_rot"])
    fore = moved_to(arm, point_in(arm, (0.0, -UPPER_ARM, 0.0)))
    fore = about_up(about_right(fore, angles[f"{side}.elbow"]), -out * angles[f"{side}.pron"])
    hand = about_right(moved_to(fore, point_in(fore, (0.0, -FOREARM, 0.0))), angles[f"{side}.wrist"])
    knuckles = moved_to(hand, point_in(hand, (0.0, -PALM, 0.0)))
    placed[f"{side}.arm"], placed[f"{side}.fore"], placed[f"{side}.hand"] = arm, fore, hand
    fingers = about_right(knuckles, -angles[f"{side}.fingers"])
    tips = moved_to(fingers, point_in(fingers, (0.0, -FINGER_HALF, 0.0)))
    placed[f"{side}.fingers"] = fingers
    placed[f"{side}.tips"] = about_right(tips, -angles[f"{side}.fingers"])  # both joints close alike: a fist


def _leg(placed: Placed, angles: Angles, side: str) -> None:
    out = 1 if side == "n" else -1
    pelvis = placed["pelvis"]
    thigh = moved_to(pelvis, point_in(pelvis, (0.0, 0.0, out * HIP_HALF)))
    thigh = about_forward(about_right(thigh, angles[f"{side}.hip"]), -out * angles[f"{side}.hip_abd"])
    thigh = about_up(thigh, -out * angles[f"{side}.hip_rot"])
    shank = about_right(moved_to(thigh, point_in(thigh, (0.0, -THIGH, 0.0))), -angles[f"{side}.knee"])
    foot = about_right(moved_to(shank, point_in(shank, (0.0, -SHANK, 0.0))), angles[f"{side}.ankle"])
    toes = about_right(moved_to(foot, point_in(foot, TOE_JOINT)), angles[f"{side}.toe"])
    placed[f"{side}.thigh"], placed[f"{side}.shank"] = thigh, shank
    placed[f"{side}.foot"], placed[f"{side}.toes"] = foot, toes
