"""The things in the picture that do not move: mat, wall, furniture, roller. All are drawn behind the body."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .camera import Camera, Point
from .lines import filled, polygon
from .machines import bike, elliptical
from .marks import MARKS, draw_mark, mark_corners
from .movement import Movement
from .palette import Palette
from .pose import Prop
from .surfaces import Roller
from .vectors import Vector

DISC_MARGIN = 0.16
MAT_MARGIN, MAT_THICK, MAT_NARROW, MAT_WIDE = 0.06, 0.016, 0.22, 0.40
WALL_THICK = 0.055
SEAT_HALF, SEAT_THICK, CHAIR_BACK = 0.13, 0.024, 0.30
ROLLER_HALF, ROLLER_SIDES = 0.20, 24
ROUND = 8  # width of the line that rounds the corners


def span(movement: Movement) -> tuple[float, float]:
    """From the leftmost to the rightmost centre of the body over all frames, body heights."""
    xs = [x for x, _, _ in movement.centres]
    return min(xs), max(xs)


def corners(movement: Movement) -> list[Vector]:
    """Points of the props that must be in the picture."""
    left, right = span(movement)
    disc = 0.0 if any(prop.kind == "mat" for prop in movement.exercise.props) else DISC_MARGIN
    found: list[Vector] = [(left - disc, 0, 0), (right + disc, 0, 0)]
    for prop in movement.exercise.props:
        size = prop.size
        if prop.kind == "mat":
            z = _mat_half(movement)
            found += [(left - 0.07, -0.02, z), (right + 0.07, -0.02, z), (left - 0.07, 0, -z), (right + 0.07, 0, -z)]
        elif prop.kind == "wall":
            found += [(size["x"], 0, 0), (size["x"], size["h"], 0)]
        elif prop.kind == "bike":
            found += [(size["x"] - 0.16, 0, 0), (size["x"] + 0.46, size["h"] + 0.2, 0)]
        elif prop.kind == "elliptical":
            found += [(size["x"] - 0.48, 0, 0), (size["x"] + 0.44, 0.8, 0)]
        elif prop.kind == "water":
            found.append((0, size["h"] + 0.03, 0))
        elif prop.kind in MARKS:
            found += mark_corners(prop)
        elif "from" in size:
            found += [(size["from"], 0, 0), (size["to"], 0, 0)]
        elif "anchor_x" in size:
            found.append((size["anchor_x"], size["anchor_y"], 0))
    return found


def _mat_half(movement: Movement) -> float:
    """Half the mat's depth: what lies near the floor lies on it."""
    ends = [abs(z) + 0.05 for _, y, z in movement.centres if y < 0.08]
    return min(MAT_WIDE, max([MAT_NARROW, *ends]))


def draw_props(movement: Movement, camera: Camera, palette: Palette) -> str:
    """Ground and props, back to front."""
    props = movement.exercise.props
    bare = any(prop.kind in ("mat", "water") for prop in props)
    words = [] if bare else [_disc(movement, camera, palette)]
    for prop in props:
        if prop.kind == "mat":
            words.append(_mat(movement, camera, palette))
        elif prop.kind == "wall":
            words.append(_wall(prop, camera, palette))
        elif prop.kind == "chair":
            words.append(_chair(prop, camera, palette))
        elif prop.kind in ("step", "table"):
            words.append(_block(prop, camera, palette))
        elif prop.kind == "bike":
            words.append(bike(prop, camera, palette))
        elif prop.kind == "elliptical":
            words.append(elliptical(prop, camera, palette))
        elif prop.kind in MARKS:
            words.append(draw_mark(prop, camera, palette))
        elif prop.kind == "roller":
            surface = movement.ground.surfaces["roller"]
            assert isinstance(surface, Roller)
            words.append(_roller(surface, camera, palette))
    return "".join(words)


def _disc(movement: Movement, camera: Camera, palette: Palette) -> str:
    """The ground under a figure without a mat."""
    left, right = span(movement)
    x, y = camera.point(((left + right) / 2, 0, 0))
    wide = ((right - left) / 2 + DISC_MARGIN) * camera.scale
    high = max(0.25 * camera.scale * camera.towards[1], 20)
    return f'<ellipse cx="{round(x)}" cy="{round(y)}" rx="{round(wide)}" ry="{round(high)}" fill="{palette.ground}"/>'


def _mat(movement: Movement, camera: Camera, palette: Palette) -> str:
    left, right = span(movement)
    a, b, z = left - MAT_MARGIN, right + MAT_MARGIN, _mat_half(movement)
    top = polygon(((a, 0, -z), (b, 0, -z), (b, 0, z), (a, 0, z)), camera, palette.mat[0], ROUND)
    side = ((a, 0, z), (b, 0, z), (b, -MAT_THICK, z), (a, -MAT_THICK, z))
    return top + polygon(side, camera, palette.mat[1], ROUND)


def _wall(prop: Prop, camera: Camera, palette: Palette) -> str:
    x, h, z = prop.size["x"], prop.size["h"], prop.size["depth"]
    behind = x - math.copysign(WALL_THICK, prop.size["side"])
    face = polygon(((x, 0, -z), (x, h, -z), (x, h, z), (x, 0, z)), camera, palette.wall[0])
    return face + polygon(((x, 0, z), (x, h, z), (behind, h, z), (behind, 0, z)), camera, palette.wall[1])


def _block(prop: Prop, camera: Camera, palette: Palette) -> str:
    a, b, h, z = prop.size["from"], prop.size["to"], prop.size["h"], prop.size["depth"]
    top = polygon(((a, h, -z), (b, h, -z), (b, h, z), (a, h, z)), camera, palette.wood[0], 4)
    return top + polygon(((a, h, z), (b, h, z), (b, 0, z), (a, 0, z)), camera, palette.wood[1], 4)


def _chair(prop: Prop, camera: Camera, palette: Palette) -> str:
    a, b, h = prop.size["from"], prop.size["to"], prop.size["h"]
    back, (light, deep), under = prop.size["back"], palette.wood, prop.size["h"] - SEAT_THICK

    def legs(z: float) -> str:
        return "".join(
            polygon(
                ((x - 0.010, under, z), (x + 0.010, under, z), (x + 0.008, 0, z), (x - 0.008, 0, z)), camera, deep, 5
            )
            for x in (a + 0.02, b - 0.02)
        )

    def post(z: float) -> str:
        if not back:
            return ""
        x, lean, top = (a + 0.012 if back < 0 else b - 0.012), back * 0.035, h + CHAIR_BACK
        foot = ((x - 0.012, under, z), (x + 0.012, under, z))
        return polygon((*foot, (x + 0.009 + lean, top, z), (x - 0.009 + lean, top, z)), camera, deep, 5)

    z = SEAT_HALF
    seat = polygon(((a, h, -z), (b, h, -z), (b, h, z), (a, h, z)), camera, light, 5)
    rim = polygon(((a, h, z), (b, h, z), (b, under, z), (a, under, z)), camera, deep, 5)
    return legs(-z) + post(-z) + _rest(prop, camera, palette) + seat + legs(z) + rim + post(z)


def _rest(prop: Prop, camera: Camera, palette: Palette) -> str:
    """The board between the posts, where the view shows it."""
    back, h = prop.size["back"], prop.size["h"]
    if not back or not camera.across[2]:
        return ""
    x, z = (prop.size["from"] + 0.012 if back < 0 else prop.size["to"] - 0.012), SEAT_HALF
    low, high = (x + back * 0.020, h + 0.16), (x + back * 0.034, h + 0.29)
    return polygon(((*low, -z), (*low, z), (*high, z), (*high, -z)), camera, palette.wood[0], 5)


def _roller(surface: Roller, camera: Camera, palette: Palette) -> str:
    def ring(z: float, share: float = 1.0) -> list[Point]:
        turns = (2 * math.pi * k / ROLLER_SIDES for k in range(ROLLER_SIDES))
        r = surface.radius * share
        return [camera.point((surface.x + r * math.cos(t), surface.y + r * math.sin(t), z)) for t in turns]

    light, deep = palette.tool
    near = ring(ROLLER_HALF)
    mantle = convex([*ring(-ROLLER_HALF), *near])
    return filled(mantle, deep) + filled(near, light) + filled(ring(ROLLER_HALF, 0.45), deep)


def convex(points: Iterable[Point]) -> list[Point]:
    """The convex hull of points (Andrew's monotone chain)."""
    ordered = sorted(set(points))

    def half(row: Iterable[Point]) -> list[Point]:
        hull: list[Point] = []
        for x, y in row:
            while len(hull) >= 2 and (hull[-1][0] - hull[-2][0]) * (y - hull[-2][1]) <= (hull[-1][1] - hull[-2][1]) * (
                x - hull[-2][0]
            ):
                hull.pop()
            hull.append((x, y))
        return hull[:-1]

    return half(ordered) + half(reversed(ordered))
