"""What is painted, and in which order: skin, hair and clothes as coats of one colour each.

All shapes of a coat go into one path (their union by the non-zero rule): no seams at the joints, one gradient per limb.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from .camera import Camera
from .movement import Movement
from .outlines import Outline, hull, tube
from .skeleton import Placed
from .volumes import Chain, Ellipsoid, Parts, centre_of, part_of_chain

SLEEVE_UPTO, SLEEVE_GROW = 1.5, 1.07  # a short sleeve: half of the upper arm's chain
LEGGING_UPTO, LEGGING_GROW = 2.85, 1.035  # seven eighths of the leg
BELT_GROW, BELT_HALF, BELT_PAD = 1.10, 0.022, 0.016  # wider than the waist; half its height; the float at its back
DEEP_HIP = 104.0  # degrees of flexion from which the trousers lie over the shirt


class Outer(StrEnum):
    """How the outline of a chain is found."""

    TUBE = "tube"
    CUT = "cut"  # a tube with a straight far end
    HULL = "hull"


@dataclass(frozen=True, slots=True)
class Shape:
    """A chain and how it is drawn, made thicker by `grow`."""

    chain: Chain
    outer: Outer = Outer.TUBE
    grow: float = 1.0

    def outline(self, placed: Placed, camera: Camera) -> Outline:
        """Its outline in the picture plane."""
        ellipses = [camera.ellipse(placed, volume, self.grow) for volume in self.chain]
        return hull(ellipses) if self.outer is Outer.HULL else tube(ellipses, cut_end=self.outer is Outer.CUT)


@dataclass(frozen=True, slots=True)
class Coat:
    """Shapes of one colour. `group` moves as a whole in the order; `rank` orders within."""

    name: str
    group: str
    colour: str
    rank: float
    shapes: tuple[Shape, ...]
    far: bool = False


def coats_of(movement: Movement, hair: str) -> list[Coat]:
    """All coats from back to front. One order for all frames; poses may move whole limbs out of it.

    In profile it is far side, trunk, near side. Turned figures have their limbs ordered by depth, as groups.
    """
    parts, turned = movement.body.parts, is_turned(movement)
    dark = _dark_side(movement) if turned else "f"
    front = "f" if dark == "n" else "n"
    deep = not turned and max(angles[f"{front}.hip"] for angles in movement.frames) > DEEP_HIP
    worn = [_belt(parts)] if any(prop.kind == "belt" for prop in movement.exercise.props) else []
    coats = [*_core(parts, hair), *worn, *(coat for side in "nf" for coat in _sided(parts, side, side == front, deep))]
    coats = [replace(coat, far=coat.name.startswith(f"{dark}.")) for coat in coats] if dark else _one_pair(coats)
    if not turned:
        return sorted(coats, key=lambda coat: coat.rank)
    depths = _group_depths(movement, dark)
    return sorted(coats, key=lambda coat: (depths[coat.group], coat.rank))


def _one_pair(coats: list[Coat]) -> list[Coat]:
    """Seen from the front no leg is before the other: both trouser legs in one coat, without a line between them.

    The legs become one group: the skin of neither may come to lie over the trousers. The far coat stays, without
    shapes, for what is lit on it.
    """
    far = next(coat for coat in coats if coat.name == "f.trousers")

    def joined(coat: Coat) -> Coat:
        if coat.name == "n.trousers":
            return replace(coat, shapes=(*coat.shapes, *far.shapes))
        if coat is far:
            return replace(coat, group="n.leg", rank=47, shapes=())
        return replace(coat, group="n.leg") if coat.name == "f.leg" else coat

    return [joined(coat) for coat in coats]


def is_turned(movement: Movement) -> bool:
    """Whether one sees the front or the back rather than a side."""
    return abs(math.sin(math.radians(movement.frames[-1]["turn"]))) > 0.5


def _sided(parts: Parts, side: str, front: bool, deep: bool) -> Iterator[Coat]:
    def part(name: str) -> Chain:
        return parts[f"{side}.{name}"]

    hulls = (Shape(part("toes"), Outer.HULL), Shape(part("foot"), Outer.HULL))
    yield Coat(f"{side}.leg", f"{side}.leg", "skin", 45 if front else 20, (*hulls, Shape(part("shank"))))
    legging = Shape(part_of_chain(part("shank"), LEGGING_UPTO), Outer.CUT, LEGGING_GROW)
    trousers = (legging, Shape(part("thigh")), *((Shape(parts["pelvis"]),) if front else ()))
    rank = (65 if deep else 46) if front else 24
    yield Coat(f"{side}.trousers", f"{side}.leg", "trousers", rank, trousers)
    arm = tuple(Shape(part(name)) for name in ("upper_arm", "forearm", "hand", "index", "thumb"))
    yield Coat(f"{side}.arm", f"{side}.arm", "skin", 140 if front else 40, arm)
    sleeve = Shape(part_of_chain(part("upper_arm"), SLEEVE_UPTO), Outer.CUT, SLEEVE_GROW)
    yield Coat(f"{side}.sleeve", f"{side}.arm", "shirt", 144 if front else 44, (sleeve,))


def _core(parts: Parts, hair: str) -> Iterator[Coat]:
    if hair == "bun":
        yield Coat("bun", "head", "hair", 41, (Shape(parts["bun"], Outer.HULL),))
    yield Coat("neck", "core", "skin", 42, (Shape(parts["neck"]),))
    yield Coat("torso", "core", "shirt", 53, (Shape(parts["torso"]),))
    cut = parts["hair" if hair == "bun" else "short_hair"]
    yield Coat("hair", "head", "hair", 60, (Shape(cut, Outer.HULL),))
    yield Coat("face", "head", "skin", 62, (Shape(parts["nose"], Outer.HULL), Shape(parts["face"], Outer.HULL)))


def _belt(parts: Parts) -> Coat:
    """A float belt round the waist, thickest at the back; over the shirt and under the arms."""
    chain = list[Ellipsoid]()
    for segment, (f, u, r), (depth, _, width) in parts["torso"][1:3]:
        for thicker in (0.0, BELT_PAD):
            radii = depth * BELT_GROW, BELT_HALF + thicker, width * BELT_GROW
            chain.append(Ellipsoid(segment, (f - thicker, u, r), radii))
    return Coat("belt", "core", "belt", 54, (Shape(tuple(chain), Outer.HULL),))


def _depth(movement: Movement, names: list[str], frames: tuple[int, ...]) -> float:
    """Mean nearness of some parts, seen without yaw."""
    camera = Camera.looking(0, movement.exercise.view.pitch)
    volumes = [volume for name in names for volume in movement.body.parts[name]]
    depths = [camera.depth(centre_of(movement.placed[frame], volume)) for frame in frames for volume in volumes]
    return sum(depths) / len(depths)


def _dark_side(movement: Movement) -> str:
    """Which side is painted darker: the one below in side-lying, else the one further away, if any."""
    placed = movement.placed[0]
    if abs(placed["pelvis"].up[1]) < 0.6:
        return min("nf", key=lambda side: placed[f"{side}.thigh"].origin[1])
    depths = {side: _depth(movement, [f"{side}.thigh"], (0,)) for side in "nf"}
    return "" if abs(depths["n"] - depths["f"]) < 0.006 else min(depths, key=lambda side: depths[side])


def _group_depths(movement: Movement, dark: str) -> dict[str, float]:
    ends = (0, len(movement.frames) - 1)
    core = _depth(movement, ["torso", "skull"], ends)
    depths = {"core": core, "head": core}
    for side in "nf":
        legs = _depth(movement, [f"{side}.thigh", f"{side}.shank"], ends) - 1
        depths[f"{side}.leg"] = min(core - 0.001, legs)
        arms = _depth(movement, [f"{side}.upper_arm", f"{side}.forearm", f"{side}.hand"], ends)
        depths[f"{side}.arm"] = arms if side == dark else arms + 0.02
    return depths
