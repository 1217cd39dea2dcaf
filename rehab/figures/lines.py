"""Lines and areas in space, as SVG paths: what props, machines and marks are drawn of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .camera import Camera, Point
from .vectors import Vector


def line(corners: Sequence[Vector], camera: Camera, colour: str, width: int) -> str:
    """A line in space with round ends."""
    d = "L".join(f"{round(x)} {round(y)}" for x, y in map(camera.point, corners))
    return (
        f'<path d="M{d}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
    )


def polygon(corners: Iterable[Vector], camera: Camera, colour: str, line: int = 0) -> str:
    """A filled polygon in space; with a line of its own colour its corners are round."""
    return filled([camera.point(corner) for corner in corners], colour, line)


def filled(points: Sequence[Point], colour: str, line: int = 0) -> str:
    """A filled polygon of the picture."""
    d = "L".join(f"{round(x)} {round(y)}" for x, y in points)
    edge = f' stroke="{colour}" stroke-width="{line}" stroke-linejoin="round"' if line else ""
    return f'<path d="M{d}z" fill="{colour}"{edge}/>'
