"""How large a figure is drawn and where: the scale, and the size of its picture.

A picture is as large as what is in it (body in all frames, props, arrows), within limits: a lying figure leaves no
empty room above, a standing one none at its sides.
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

NARROWEST, WIDEST = 640, 1200  # widths of a picture
LOWEST, HIGHEST = 420, 800  # and heights
PAD, HEADROOM = 60, 44
LARGEST = 760.0  # picture units a body height may take
LEAST_SHARE = 0.75  # of its size that a body may lose to make room for arrows
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in picture units."""


@dataclass(frozen=True, slots=True)
class Framing:
    """The camera that fits a movement into its picture, and the picture's size."""

    camera: Camera
    width: int
    height: int
    body: Box
    curves: tuple[Curve, ...]


def framed(movement: Movement, coats: Iterable[Coat]) -> Framing:
    """Fit all frames, the props and the arrows."""
    view = movement.exercise.view
    plain = Camera.looking(view.yaw, view.pitch)
    volumes = {volume for coat in coats for shape in coat.shapes for volume in shape.chain}
    body = _bounds(_body_points(movement, volumes, plain))
    content = _bounds([body[:2], body[2:], *((x, -y) for x, y in map(plain.flat, corners(movement)))])
    room = (WIDEST - 2 * PAD) / (content[2] - content[0]), (HIGHEST - 2 * PAD) / (content[3] - content[1])
    scale = min(*room, LARGEST)
    if view.zoom > 1:
        return _close_up(movement, plain, scale * view.zoom)
    camera, extent = _with_arrows(movement, replace(plain, scale=scale), content)
    left, top, right, bottom = extent
    width = round(max(NARROWEST, min(WIDEST, right - left + 2 * PAD)))
    height = round(max(LOWEST, min(HIGHEST, bottom - top + PAD + HEADROOM)))
    camera = replace(camera, left=width / 2 - (left + right) / 2, top=height - PAD - bottom)
    return Framing(camera, width, height, _scaled(body, camera), tuple(curves(movement, camera)))


def _with_arrows(movement: Movement, camera: Camera, content: Box) -> tuple[Camera, Box]:
    """The extent of content and arrows about the origin; the body is made smaller when arrows need its room."""
    extent = _extent(movement, camera, content)
    share = min((WIDEST - 2 * PAD) / (extent[2] - extent[0]), (HIGHEST - PAD - HEADROOM) / (extent[3] - extent[1]), 1.0)
    smaller = replace(camera, scale=camera.scale * max(share, LEAST_SHARE))
    return smaller, _extent(movement, smaller, content)


def _extent(movement: Movement, camera: Camera, content: Box) -> Box:
    drawn = _scaled(content, camera)
    return _bounds([drawn[:2], drawn[2:], *(point for curve in curves(movement, camera) for point in curve.points())])


def _scaled(box: Box, camera: Camera) -> Box:
    x, y, s = camera.left, camera.top, camera.scale
    return x + s * box[0], y + s * box[1], x + s * box[2], y + s * box[3]


def _close_up(movement: Movement, camera: Camera, scale: float) -> Framing:
    """Enlarged about a site, half-way between where it begins and ends."""
    view = movement.exercise.view
    volume = volumes_of(movement.body, view.at)[0]
    ends = [camera.flat(centre_of(movement.placed[frame], volume)) for frame in (0, -1)]
    x, y = (ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2
    near = replace(
        camera,
        scale=scale,
        left=WIDEST / 2 - scale * x + view.shift[0],
        top=HIGHEST / 2 + scale * y - view.shift[1],
    )
    inside = (PAD, PAD, WIDEST - PAD, HIGHEST - PAD)
    return Framing(near, WIDEST, HIGHEST, inside, tuple(curves(movement, near)))


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
