"""What the controls of the pose editor do to a description: each change is an operation upon its values."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from rehab.figures.joints import LIMB
from rehab.figures.pose import Contact, Exercise, Pose

from .figure_limits import Description, described, whole_angles

WIDTH = 118
LATER = ("start", "previous")  # what a later pose may begin from, besides a preset
SIDES = {"near": "n", "far": "f"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What somebody changed by the controls of one pose since these were shown.

    Angles are named `lean`, `knee` for both sides, `near.knee` for one; contacts by their sites. `adds` is an angle to
    be written out as it is, and changed then.
    """

    pose: str = "start"
    begins: str | None = None
    angles: Mapping[str, float] = field(default_factory=dict)
    touches: Mapping[str, bool] = field(default_factory=dict)
    surface: str = "floor"
    adds: str = ""
    anew: bool = False
    more: bool = False

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.begins is not None or self.angles or self.touches or self.adds or self.anew or self.more)


class _Dumper(yaml.SafeDumper):
    """Writes everything out: an alias would not be read again."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(values: Mapping[str, Any]) -> str:
    """A description as text, poses and lists of words on a line each where they fit."""
    return yaml.dump(
        dict(values), Dumper=_Dumper, sort_keys=False, default_flow_style=None, allow_unicode=True, width=WIDTH
    )


def pose_names(values: Mapping[str, Any]) -> list[str]:
    """The poses as the controls call them: `start` and `end`, or the numbers of frames."""
    frames = values.get("frames")
    return [str(n) for n in range(len(frames))] if frames else [name for name in ("start", "end") if name in values]


def pose_values(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A pose as it is written."""
    found: dict[str, Any] = values["frames"][int(name)] if name.isdigit() else values[name]
    return found


def first_description(title: str, preset: str) -> str:
    """Where a new figure begins: one pose, to be held."""
    return written({"title": title, "desc": "Seen from the side.", "props": ["mat"], "start": {"from": preset}})


def changed(description: Description, changes: Changes) -> Description:
    """A description after the changes. FigureError when they lead to one that cannot be drawn."""
    values, names = copy.deepcopy(description.values), pose_names(description.values)
    if changes.pose in names and "mirror" not in pose_values(values, changes.pose):
        number, exercise = names.index(changes.pose), description.exercise
        pose = pose_values(values, changes.pose)
        _begin(pose, changes)
        if changes.adds:
            set_angle(pose, changes.adds, _angle(exercise, number, changes.adds))
        for name, degrees in changes.angles.items():
            set_angle(pose, name, degrees)
        if changes.touches and not changes.anew:
            pose["contacts"] = _contacts(exercise.poses[number], changes)
    if changes.more:
        _add_pose(values)
    return described(description.exercise.id, values)


def _begin(pose: dict[str, Any], changes: Changes) -> None:
    """Begin from another pose, with what was written kept, or anew."""
    begins = pose.get("from", "") if changes.begins is None else changes.begins
    if changes.anew:
        pose.clear()
    kept = {name: value for name, value in pose.items() if name != "from"}
    pose.clear()
    pose.update({"from": begins} if begins else {})
    pose.update(kept)


def set_angle(pose: dict[str, Any], name: str, degrees: float) -> None:
    """Write an angle; one for both sides takes the place of what was written for each."""
    number = int(degrees) if float(degrees).is_integer() else round(degrees, 1)
    side, _, joint = name.rpartition(".")
    if side:
        pose[side] = {**(pose.get(side) or {}), joint: number}
        return
    pose[name] = number
    for word in SIDES if name in LIMB else ():
        of_side = pose.get(word) or {}
        of_side.pop(name, None)
        if not of_side:
            pose.pop(word, None)


def _angle(exercise: Exercise, number: int, name: str) -> float:
    side, _, joint = name.rpartition(".")
    key = f"{SIDES.get(side, 'n')}.{joint}" if joint in LIMB else joint
    return whole_angles(exercise)[number].get(key, 0.0)


def _contacts(pose: Pose, changes: Changes) -> list[Any]:
    """What touches, in the order it was written, then what is new; both sides of a site as one word."""
    stay = [contact for contact in pose.contacts if changes.touches.get(contact.site, True)]
    there = {contact.site for contact in stay}
    new = [Contact(site, changes.surface) for site, on in changes.touches.items() if on and site not in there]
    found: list[Any] = []
    for contact in (contacts := [*stay, *new]):
        side, point, rest = contact.site.partition(".")
        other = Contact(f"{'f' if side == 'n' else 'n'}.{rest}", contact.surface)
        both = bool(point) and other in contacts
        name = rest if both else contact.site
        item = name if contact.surface == "floor" else {name: contact.surface}
        if item not in found:
            found.append(item)
    return found


def _add_pose(values: dict[str, Any]) -> None:
    """Another pose at the end: an end to a start, or a frame; two poses become frames."""
    if "frames" in values:
        values["frames"].append({"from": "previous"})
    elif "end" not in values:
        _put(values, "start", {"start": values["start"], "end": {"from": "start"}})
    else:
        frames = [values.pop("start"), values.pop("end"), {"from": "previous"}]
        values["frames"] = frames
        values.pop("anchor", None)


def _put(values: dict[str, Any], after: str, new: dict[str, Any]) -> None:
    """Put fields in the place of one, so that the poses stand together."""
    items = list(values.items())
    values.clear()
    for name, value in items:
        values.update(new if name == after else {name: value})
