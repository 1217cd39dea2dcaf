"""How large a figure is drawn and where: the scale, and the height of its picture.

Every picture is 1200 wide; its height follows from what is in it, so that a lying figure leaves no empty room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .arrows import Curve, curves
from .camera import Camera, Point
from .coats import Coat
from .movement import Movement
from .props import corners
from .sites import volumes_of
from .volumes import Ellipsoid, centre_of

WIDTH = 1200
LOWEST, HIGHEST = 420, 800  # heights of a picture
PAD, HEADROOM = 60, 44
LARGEST = 760.0  # picture units a body height may take
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in picture units."""


@dataclass(frozen=True, slots=True)
class Framing:
    """The camera that fits a movement into its picture, and the picture's height."""

    camera: Camera
    height: int
    body: Box
    curves: tuple[Curve, ...]


def framed(movement: Movement, coats: Iterable[Coat]) -> Framing:
    """Fit all frames, the props and the arrows."""
    view = movement.exercise.view
    plain = Camera.looking(view.yaw, view.pitch)
    volumes = {volume for coat in coats for shape in coat.shapes for volume in shape.chain}
    left, top, right, bottom = _bounds(_body_points(movement, volumes, plain))
    points = [(x, -y) for x, y in map(plain.flat, corners(movement))]
    all_left, all_top, all_right, all_bottom = _bounds([(left, top), (right, bottom), *points])
    room = (WIDTH - 2 * PAD) / (all_right - all_left), (HIGHEST - 2 * PAD) / (all_bottom - all_top)
    scale = min(*room, LARGEST)
    if view.zoom > 1:
        return _close_up(movement, plain, scale * view.zoom)
    middle = (all_left + all_right) / 2
    camera, height = _settled(movement, plain, (middle, all_top, all_bottom), scale)
    x, y = camera.left, camera.top
    s = camera.scale
    body = (x + s * left, y + s * top, x + s * right, y + s * bottom)
    return Framing(camera, height, body, tuple(curves(movement, camera)))


def _settled(movement: Movement, plain: Camera, extent: tuple[float, float, float], scale: float) -> tuple[Camera, int]:
    """The camera for a scale, made smaller when the arrows need room above, and the height that holds all."""
    middle, top, bottom = extent
    camera = replace(plain, scale=scale, left=WIDTH / 2 - scale * middle)
    ends = [top * scale, *(y for curve in curves(movement, camera) for _, y in curve.points())]
    needed = bottom * scale - min(ends)
    if needed > HIGHEST - PAD - HEADROOM:
        scale *= (HIGHEST - PAD - HEADROOM) / needed
        camera = replace(plain, scale=scale, left=WIDTH / 2 - scale * middle)
        needed = HIGHEST - PAD - HEADROOM
    height = round(max(LOWEST, needed + PAD + HEADROOM))
    return replace(camera, top=height - PAD - bottom * scale), height


def _close_up(movement: Movement, camera: Camera, scale: float) -> Framing:
    """Enlarged about a site, half-way between where it begins and ends."""
    view = movement.exercise.view
    volume = volumes_of(movement.body, view.at)[0]
    ends = [camera.flat(centre_of(movement.placed[frame], volume)) for frame in (0, -1)]
    x, y = (ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2
    near = replace(
        camera,
        scale=scale,
        left=WIDTH / 2 - scale * x + view.shift[0],
        top=HIGHEST / 2 + scale * y - view.shift[1],
    )
    return Framing(near, HIGHEST, (PAD, PAD, WIDTH - PAD, HIGHEST - PAD), tuple(curves(movement, near)))


def _body_points(movement: Movement, volumes: Iterable[Ellipsoid], camera: Camera) -> Iterator[Point]:
    """Upper left and lower right of every volume in every frame; y down, unscaled."""
    every = tuple(volumes)
    for placed in movement.placed:
        for volume in every:
            ellipse = camera.ellipse(placed, volume)
            wide, high = ellipse.a**0.5, ellipse.c**0.5
            yield ellipse.x - wide, -ellipse.y - high
            yield ellipse.x + wide, -ellipse.y + high


def _bounds(points: Iterable[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
