"""Things that move with the body: strap, band, loop, stick, ball and dumbbells, held at sites of the body."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .camera import Camera, Point
from .coats import Outer, Shape
from .movement import Movement
from .outlines import path
from .palette import Palette, mix
from .pose import Prop
from .sites import SITES, volumes_of
from .skeleton import Placed
from .vectors import Vector, between, distance, point_in
from .volumes import Ellipsoid, centre_of

STICK_OVERHANG = 0.16
GRIP_DOWN = -0.058  # from the wrist to the middle of a closed fist
LOOP_STEPS = 3  # corners of a quarter round
STRANDS_PART = 0.02  # half the gap between the strands' controls, body heights
WIDTHS = {"strap": 11, "band": 8, "stick": 12, "bar": 18, "loop": 20}
PACKS = {True: ("#E2553F", "#A93322"), False: ("#5AA9DC", "#2F76A6")}  # warm, cold

Drawn = tuple[str, str]
"""Attributes that stay, and the path in a frame."""


def held_paths(movement: Movement, placed: Placed, camera: Camera, palette: Palette, under: str) -> Iterator[Drawn]:
    """The moving things of one frame that lie beneath the body, a limb, or nothing, in the order of the props."""
    for prop in movement.exercise.props:
        if prop.kind == "loop" and under == "body":
            yield _loop(prop, movement, placed, camera, palette, -1)
        if prop.under != under:
            continue
        if prop.kind in WIDTHS:
            yield _drawn(prop, movement, placed, camera, palette)
        elif prop.kind == "ball":
            yield _ball(prop, movement, placed, camera, palette)
        elif prop.kind == "pack":
            for site in prop.sites:
                yield _pack(site, prop.size["warm"] > 0, movement, placed, camera)
        elif prop.kind == "dumbbell":
            for site in prop.sites:
                yield _dumbbell(site, prop.size["r"], placed, camera, palette)


def _drawn(prop: Prop, movement: Movement, placed: Placed, camera: Camera, palette: Palette) -> Drawn:
    """What is a line."""
    if prop.kind == "loop":
        return _loop(prop, movement, placed, camera, palette, 1)
    anchored = prop.kind == "band" and "anchor_x" in prop.size
    return (_strands if anchored else _line)(prop, movement, placed, camera, palette)


def _line(prop: Prop, movement: Movement, placed: Placed, camera: Camera, palette: Palette) -> Drawn:
    places = [centre_of(placed, volumes_of(movement.body, site)[0]) for site in prop.sites]
    if "anchor_x" in prop.size:  # a bar turns about its anchor, a strap ends there
        places.insert(1 if prop.kind == "bar" else len(places), (prop.size["anchor_x"], prop.size["anchor_y"], 0.0))
    if prop.kind == "stick":
        first, last = places[0], places[-1]
        share = STICK_OVERHANG / max(distance(first, last), 1e-3)
        places = [between(first, last, -share), between(first, last, 1 + share)]
    colour = {"stick": palette.wood[1], "bar": mix(palette.wall[1], "#101820", 0.35)}.get(prop.kind, palette.tool[0])
    line = f'fill="none" stroke="{colour}" stroke-width="{WIDTHS[prop.kind]}" stroke-linecap="round"'
    return line, "M" + "L".join(map(_numbers, map(camera.point, places)))


def _strands(prop: Prop, movement: Movement, placed: Placed, camera: Camera, palette: Palette) -> Drawn:
    """An elastic band that goes round its anchor, one strand to each hand: they part a little on the way."""
    hands = [centre_of(placed, volumes_of(movement.body, site)[0]) for site in prop.sites]
    anchor = (prop.size["anchor_x"], prop.size["anchor_y"], 0.0)
    first, last = hands[0], hands[-1]
    (ax, ay, az), (bx, by, bz) = between(first, anchor, 0.5), between(anchor, last, 0.5)
    a, over, end, under, b = map(
        _numbers,
        map(camera.point, (first, (ax, ay + STRANDS_PART, az), anchor, (bx, by - STRANDS_PART, bz), last)),
    )
    line = f'fill="none" stroke="{palette.tool[0]}" stroke-width="{WIDTHS["band"]}" stroke-linecap="round"'
    return line, f"M{a}Q{over} {end}Q{under} {b}"


def _loop(prop: Prop, movement: Movement, placed: Placed, camera: Camera, palette: Palette, side: int) -> Drawn:
    """The front (`side` 1) or the back (-1) of a band round both limbs."""
    first, last = (volumes_of(movement.body, site)[0] for site in prop.sites)
    spots = [*_half_round(first, side), *reversed(_half_round(last, side))]
    points = [camera.point(point_in(placed[segment], spot)) for segment, spot in spots]
    line = f'fill="none" stroke="{palette.tool[side < 0]}" stroke-width="{WIDTHS["loop"]}" stroke-linejoin="round"'
    return line, "M" + "L".join(map(_numbers, points))


def _half_round(volume: Ellipsoid, side: int) -> list[tuple[str, Vector]]:
    """From a limb's outer side to the middle of its front or back, on the surface."""
    (forward, up, right), (depth, _, wide) = volume.centre, volume.radii
    out = 1 if volume.segment.startswith("n.") else -1
    turns = [math.radians(90 * k / LOOP_STEPS) for k in range(LOOP_STEPS + 1)]
    return [
        (volume.segment, (forward + side * depth * math.sin(turn), up, right + out * wide * math.cos(turn)))
        for turn in turns
    ]


def _numbers(point: Point) -> str:
    return f"{round(point[0])} {round(point[1])}"


def _ball(prop: Prop, movement: Movement, placed: Placed, camera: Camera, palette: Palette) -> Drawn:
    places = [centre_of(placed, volumes_of(movement.body, site)[0]) for site in prop.sites]
    x, y = camera.point(between(places[0], places[-1], 0.5))
    r = round(prop.size["r"] * camera.scale)
    light, deep = palette.tool
    circle = f"M{round(x) - r} {round(y)}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
    return f'fill="{light}" stroke="{deep}"', circle


def _dumbbell(site: str, radius: float, placed: Placed, camera: Camera, palette: Palette) -> Drawn:
    segment = f"{SITES[site][0][0][:2]}hand"
    plates = [
        Shape((Ellipsoid(segment, (-0.006, GRIP_DOWN, z), (radius, radius, 0.011)),), Outer.HULL)
        for z in (-0.042, 0.042)
    ]
    ends = tuple(Ellipsoid(segment, (-0.006, GRIP_DOWN, z), (0.008, 0.008, 0.008)) for z in (-0.05, 0.05))
    light, deep = palette.tool
    shapes = (*plates, Shape(ends, Outer.HULL))
    return f'fill="{light}" stroke="{deep}"', "".join(path(shape.outline(placed, camera), camera) for shape in shapes)


def _pack(site: str, warm: bool, movement: Movement, placed: Placed, camera: Camera) -> Drawn:
    """A pad on the back of a site, as long as a hand."""
    volume = volumes_of(movement.body, site)[0]
    f, u, r = volume.centre
    back = f - volume.radii[0] - 0.008
    pad = tuple(Ellipsoid(volume.segment, (back, u + along, r), (0.014, 0.022, 0.055)) for along in (-0.05, 0.05))
    light, deep = PACKS[warm]
    return f'fill="{light}" stroke="{deep}"', path(Shape(pad, Outer.HULL).outline(placed, camera), camera)
