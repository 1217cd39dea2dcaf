"""Poses as authors write them: presets, `near` and `far`, contacts, grips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .joints import JOINTS, LIMB, ROOT, SPINE, Angles, standing, swapped
from .pose import Contact, Fixed, Grip, Pose
from .reading import Place
from .sites import GRIPS, SITES

PLAIN = ("from", "near", "far", "contacts", "grip", "hold", "front", "behind", "at", "x", "y")
FIELDS = (*PLAIN, *ROOT, *SPINE, *LIMB)
GROUPS = ("head", "n.arm", "f.arm", "n.leg", "f.leg")
# Joints whose + is to the near side: seen from the other side they point the other way.
SIDEWAYS = ("side", "twist", "neck_side", "look")
# A limit of the schema only: what a joint can really do is asked of the solved pose by the checks.
WIDEST = 400

Presets = Mapping[str, Any]


def read_pose(raw: Any, place: Place, presets: Presets, surfaces: Sequence[str], earlier: Sequence[Pose]) -> Pose:
    """One pose. `earlier` are the exercise's poses before it, for `from: start` and `from: previous`.

    Raises FigureError for an unknown field, preset, joint, site, surface or grip point, and for what is no number.
    """
    given = place.mapping(raw, FIELDS)
    pose = _base(given.get("from"), place, presets, surfaces, earlier)
    pose = replace(pose, angles={**pose.angles, **_angles(given, place)})
    if "contacts" in given:
        pose = replace(pose, contacts=read_contacts(given["contacts"], place.at("contacts"), surfaces))
    if "grip" in given:
        pose = replace(pose, grips=_grips(given["grip"], place.at("grip")))
    if "at" in given:
        pose = replace(pose, fixed=_fixed(given["at"], place.at("at")))
    if "hold" in given:
        pose = replace(pose, held=_names(given["hold"], place.at("hold"), tuple(JOINTS)))
    if "front" in given:
        pose = replace(pose, front=_names(given["front"], place.at("front"), GROUPS))
    if "behind" in given:
        pose = replace(pose, behind=_names(given["behind"], place.at("behind"), GROUPS))
    return pose


def _base(name: Any, place: Place, presets: Presets, surfaces: Sequence[str], earlier: Sequence[Pose]) -> Pose:
    """What a pose inherits: nothing, an earlier pose of the exercise, or a preset."""
    if name is None:
        return Pose(standing())
    if earlier and name in ("start", "previous"):
        number = 0 if name == "start" else len(earlier) - 1
        return replace(earlier[number], angles={}, after=number)
    chosen = place.at("from").word(name, (*presets, *(("start", "previous") if earlier else ())))
    within = replace(place, pose=f"preset {chosen}", field="")
    # Without itself among the presets: one that goes round in a circle names a word that is not known.
    others = {other: pose for other, pose in presets.items() if other != chosen}
    return read_pose(presets[chosen], within, others, surfaces, ())


def _angles(given: Mapping[str, Any], place: Place) -> Angles:
    angles: Angles = {}
    for name, value in given.items():
        if name in ("x", "y"):
            angles[name] = place.at(name).number(value, -2, 2)
        elif name not in PLAIN:
            degrees = place.at(name).number(value, -WIDEST, WIDEST)
            angles.update(dict.fromkeys((name,) if name in JOINTS else (f"n.{name}", f"f.{name}"), degrees))
    for side, word in (("n", "near"), ("f", "far")):
        at = place.at(word)
        for name, value in at.mapping(given.get(word) or {}, tuple(LIMB)).items():
            angles[f"{side}.{name}"] = at.at(name).number(value, -WIDEST, WIDEST)
    return angles


def read_contacts(raw: Any, place: Place, surfaces: Sequence[str]) -> tuple[Contact, ...]:
    """Sites on surfaces: `knee` for both on the floor, `n.foot` for one, `{palm: wall}` for another surface."""
    found: list[Contact] = []
    for item in place.items(raw):
        site, surface = item, "floor"
        if isinstance(item, Mapping):
            if len(item) != 1:
                raise place.error(f"{dict(item)!r} should be one site and its surface.")
            ((site, surface),) = item.items()
            place.word(surface, surfaces)
        found += [Contact(name, surface) for name in place.both_sides(site, tuple(SITES))]
    return tuple(found)


def _grips(raw: Any, place: Place) -> tuple[Grip, ...]:
    """Hands on points of the body; without a side, each hand holds its own side's point."""
    plain = {name.removeprefix("n.").removeprefix("f.") for name in GRIPS}
    found = []
    for hand, point in place.mapping(raw, {*SITES, *(name[2:] for name in SITES if "." in name)}).items():
        at = place.at(str(hand))
        at.word(point, {*GRIPS, *plain})
        for site in at.both_sides(hand, tuple(SITES)):
            own = f"{site[:2]}{point}"
            found.append(Grip(site, own if own in GRIPS else at.word(point, GRIPS)))
    return tuple(found)


def _fixed(raw: Any, place: Place) -> tuple[Fixed, ...]:
    """Sites at points: `{n.ball: [0.1, 0.3]}`; without a side both are there."""
    found = []
    for site, point in place.mapping(raw, {*SITES, *(name[2:] for name in SITES if "." in name)}).items():
        x, y = place.at(str(site)).pair(point)
        found += [Fixed(name, x, y) for name in place.both_sides(site, tuple(SITES))]
    return tuple(found)


def _names(raw: Any, place: Place, known: Sequence[str]) -> frozenset[str]:
    return frozenset(name for item in place.items(raw) for name in place.both_sides(item, known))


def mirrored(pose: Pose) -> Pose:
    """The same pose with near and far exchanged: the other half of a stride."""
    return replace(
        pose,
        angles={swapped(name): -value if name in SIDEWAYS else value for name, value in pose.angles.items()},
        contacts=tuple(replace(contact, site=swapped(contact.site)) for contact in pose.contacts),
        grips=tuple(Grip(swapped(grip.hand), swapped(grip.point)) for grip in pose.grips),
        fixed=tuple(replace(fixed, site=swapped(fixed.site)) for fixed in pose.fixed),
        held=frozenset(map(swapped, pose.held)),
        front=frozenset(map(swapped, pose.front)),
        behind=frozenset(map(swapped, pose.behind)),
    )
