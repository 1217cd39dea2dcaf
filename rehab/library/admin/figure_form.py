"""What the pose editor sends: the text, and which of its controls are not as they were shown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from rehab.figures.joints import JOINTS, LIMB
from rehab.figures.schema import SURFACES
from rehab.figures.sites import SITES

from ..figure_editing import SIDES, Changes
from ..models import Figure

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """A form as it was sent. What is missing in it is as the figure has it."""

    do: str
    text: str
    person: str
    pose: str
    stamp: str
    changes: Changes


def asked(sent: QueryDict, figure: Figure) -> Asked:
    """Read a form; nothing in it can make this fail."""
    person = sent.get("person", "")
    return Asked(
        do=sent.get("do", "show"),
        text=sent.get("text", figure.draft or figure.text).replace("\r\n", "\n"),
        person=person if person in Figure.Person.values else figure.person,
        pose=sent.get("pose", ""),
        stamp=sent.get("stamp", ""),
        changes=_changes(sent),
    )


def _changes(sent: QueryDict) -> Changes:
    """A control counts when it is not as it was shown: the text may have been typed in at the same time."""
    begins, pressed = sent.get("begins", "")[:LONGEST_NAME], {sent.get("do"), *sent.getlist("pressed")}
    now, before = set(sent.getlist("touch")), set(sent.getlist("touch_was"))
    surface, adds = sent.get("surface", ""), sent.get("adds", "")
    return Changes(
        pose=sent.get("shown", ""),
        begins=begins if begins != sent.get("begins_was", "") else None,
        angles=dict(_angles(sent)),
        touches={site: site in now for site in SITES if site in now ^ before},
        surface=surface if surface in SURFACES else "floor",
        adds=adds if _is_angle(adds) else "",
        anew="anew" in pressed,
        more="more" in pressed,
    )


def _angles(sent: QueryDict) -> Iterator[tuple[str, float]]:
    for key in sent:
        name = key.removeprefix("angle.")
        if name == key or not _is_angle(name) or sent.get(key) == sent.get(f"was.{name}"):
            continue
        try:
            degrees = float(str(sent.get(key, "")))
        except ValueError:  # an empty field, half a number: nothing is changed yet
            continue
        joint = LIMB.get(name.rpartition(".")[2]) or JOINTS[name]
        if math.isfinite(degrees):
            yield name, min(joint.high, max(joint.low, degrees))


def _is_angle(name: str) -> bool:
    side, _, joint = name.rpartition(".")
    return (joint in LIMB and side in ("", *SIDES)) or (not side and name in JOINTS and "." not in name)
