"""What the pose editor shows beside a description: the angles that matter, what touches, where the pose begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rehab.figures.joints import JOINTS, LIMB, ROOT, SPINE, Angles, Joint
from rehab.figures.schema import SURFACES
from rehab.figures.sites import SITES

from .figure_editing import LATER, SIDES, pose_names, pose_values
from .figure_files import presets
from .figure_limits import MOST_POSES, Description, whole_angles

ALWAYS = ("lean", "lumbar", "hip", "knee", "shoulder", "elbow")
ALL_ROUND = 180  # how far a slider of lean or turn goes
WORDS = {
    "lumbar": "low back", "thorax": "upper back", "head": "head, nodding", "side": "side bend",
    "neck_side": "neck, to the side", "look": "head, turned", "shoulder_abd": "shoulder, outward",
    "shoulder_rot": "shoulder, rotated", "pron": "forearm, turned", "hip_abd": "hip, outward",
    "hip_rot": "hip, rotated", "toe": "toes",
}  # fmt: skip
SITE_WORDS = {
    "uarm": "upper arm", "lowback": "low back", "midback": "middle of the back", "back": "back of the chest",
    "upperback": "upper back", "hip": "side of the hip", "instep": "top of the toes", "foot": "whole foot",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slider:
    """One angle: its name in the description, what it is called, what + means, and how far it goes."""

    name: str
    label: str
    plus: str
    value: float
    low: float
    high: float

    @property
    def key(self) -> str:
        """The name as part of an id."""
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Touch:
    """A place of the body: one box, or one for each side; each with its site and whether it touches."""

    label: str
    boxes: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Controls:
    """The controls of one pose. A mirrored pose has none: `mirrors` says which pose is to be changed instead."""

    pose: str
    label: str
    poses: tuple[tuple[str, str], ...]
    mirrors: str = ""
    begins: str = ""
    beginnings: tuple[tuple[str, str], ...] = ()
    sliders: tuple[Slider, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    touches: tuple[Touch, ...] = ()
    touching: str = ""
    surfaces: tuple[str, ...] = ()
    may_grow: bool = False


def controls_of(description: Description, wanted: str) -> Controls:
    """The controls of the wanted pose, or of the last that is no mirrored one when there is none of that name."""
    values = description.values
    names = pose_names(values)
    pose = wanted if wanted in names else [name for name in names if "mirror" not in pose_values(values, name)][-1]
    number = names.index(pose)
    poses = tuple((name, _pose_label(name)) for name in names)
    may_grow = len(names) < MOST_POSES
    written = pose_values(values, pose)
    if "mirror" in written:
        mirrors = _pose_label(str(int(written["mirror"])))
        return Controls(pose, _pose_label(pose), poses, mirrors=mirrors, may_grow=may_grow)
    sliders = tuple(_sliders(values, names, pose, whole_angles(description.exercise)[number]))
    contacts = {contact.site: contact.surface for contact in description.exercise.poses[number].contacts}
    props = {prop.kind for prop in description.exercise.props}
    return Controls(
        pose=pose,
        label=_pose_label(pose),
        poses=poses,
        begins=written.get("from", ""),
        beginnings=_beginnings(number),
        sliders=sliders,
        others=tuple(_others({slider.name for slider in sliders})),
        touches=tuple(_touches(contacts)),
        touching=", ".join(_touching(contacts)) or "nothing",
        surfaces=("floor", *(kind for kind in SURFACES if kind in props)),
        may_grow=may_grow,
    )


def _pose_label(name: str) -> str:
    return f"frame {name}" if name.isdigit() else name


def _beginnings(number: int) -> tuple[tuple[str, str], ...]:
    earlier = ((name, f"the {'first' if name == 'start' else 'previous'} pose") for name in LATER) if number else ()
    return ("", "standing at attention"), *earlier, *((name, name) for name in presets())


def _sliders(values: Mapping[str, Any], names: list[str], pose: str, angles: Angles) -> Iterator[Slider]:
    """Those that the pose or what it begins from sets, and those that always matter."""
    set_here = _named(values, names, pose)
    own = pose_values(values, pose)
    for name in (*ROOT, *SPINE, *LIMB):
        if name not in set_here | set(ALWAYS):
            continue
        if name not in LIMB:
            yield _slider(name, WORDS.get(name, name), JOINTS[name], angles.get(name, 0.0))
            continue
        near, far = (angles.get(f"{side}.{name}", 0.0) for side in SIDES.values())
        is_split = near != far or any(name in (own.get(word) or {}) for word in SIDES)
        sides = (("near.", "near", near), ("far.", "far", far)) if is_split else (("", "both", near),)
        for prefix, word, value in sides:
            yield _slider(f"{prefix}{name}", f"{WORDS.get(name, name)}, {word}", LIMB[name], value)


def _slider(name: str, label: str, joint: Joint, value: float) -> Slider:
    low, high = max(joint.low, -ALL_ROUND), min(joint.high, ALL_ROUND if name in ROOT else joint.high)
    shown = int(value) if float(value).is_integer() else round(value, 1)
    return Slider(name, label.capitalize(), joint.plus, shown, int(min(low, value)), int(max(high, value)))


def _named(values: Mapping[str, Any], names: list[str], pose: str) -> set[str]:
    """The joints that a pose sets, with those of what it begins from."""
    found, number, written = set[str](), names.index(pose), pose_values(values, pose)
    while True:
        found |= set(written) | {joint for word in SIDES for joint in written.get(word) or {}}
        begins = written.get("from")
        if begins in presets():
            written = presets()[begins]
        elif begins in LATER and number:
            number = 0 if begins == "start" else number - 1
            written = pose_values(values, names[number])
        else:
            return found


def _others(shown: set[str]) -> Iterator[tuple[str, str]]:
    """Angles that can be added: of a limb for both sides, or for one."""
    for name in (*ROOT, *SPINE):
        if name not in shown:
            yield name, WORDS.get(name, name).capitalize()
    for name in LIMB:
        for full, word in ((name, "both"), (f"near.{name}", "near"), (f"far.{name}", "far")):
            if full not in shown:
                yield full, f"{WORDS.get(name, name)}, {word}".capitalize()


def _touches(contacts: Mapping[str, str]) -> Iterator[Touch]:
    sided = dict.fromkeys(site[2:] for site in SITES if site.startswith("n."))
    for name in sided:
        sites = ((f"n.{name}", "near"), (f"f.{name}", "far"))
        yield Touch(_site_label(name), tuple((site, word, site in contacts) for site, word in sites))
    for name in (site for site in SITES if "." not in site):
        yield Touch(_site_label(name), ((name, "", name in contacts),))


def _site_label(name: str) -> str:
    return SITE_WORDS.get(name, name).capitalize()


def _touching(contacts: Mapping[str, str]) -> Iterator[str]:
    """What touches, in words; a site without a side means both."""
    for site, surface in contacts.items():
        side, point, name = site.rpartition(".")
        other = f"{'f' if side == 'n' else 'n'}.{name}"
        both = point and contacts.get(other) == surface
        if both and side == "f":
            continue
        word = "" if both or not point else "near " if side == "n" else "far "
        yield f"{word}{SITE_WORDS.get(name, name)}{'' if surface == 'floor' else f' (on the {surface})'}"
