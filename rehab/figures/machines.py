"""A stationary bike, an elliptical trainer and water: what the aerobic exercises are done on and in."""

from __future__ import annotations

from .camera import Camera
from .lines import line
from .movement import Movement
from .palette import Palette
from .pose import Prop
from .vectors import Vector

WATER, WATER_LINE = "#6FB1D6", "#3F88B5"
WAVE, WAVE_HIGH = 60, 7  # half a wave's length and its height, picture units
# The bike, from its saddle at (x, h): where crank and handles are. Authors put feet and hands there.
HUB: Vector = (0.10, -0.355, 0.0)
HANDLES: Vector = (0.36, 0.16, 0.0)
TUBE, BASE = 20, 26  # widths of its lines, picture units


def disc(centre: Vector, radius: float, camera: Camera, fill: str, edge: str) -> str:
    """A wheel seen from the side."""
    x, y = camera.point(centre)
    r = round(radius * camera.scale)
    return f'<circle cx="{round(x)}" cy="{round(y)}" r="{r}" fill="{fill}" stroke="{edge}" stroke-width="8"/>'


def bike(prop: Prop, camera: Camera, palette: Palette) -> str:
    """Base, flywheel, frame, saddle and handles; the crank is a `bar` held at the feet."""
    x, h = prop.size["x"], prop.size["h"]
    light, deep = palette.wall
    hub = (x + HUB[0], h + HUB[1], 0.0)
    front, handles = (x + 0.32, h + 0.02, 0.0), (x + HANDLES[0], h + HANDLES[1], 0.0)
    feet = [[(a, 0.012, 0.0), (b, 0.012, 0.0)] for a, b in ((x - 0.14, x + 0.02), (x + 0.26, x + 0.44))]
    return (
        "".join(line(foot, camera, deep, BASE) for foot in feet)
        + line([(x - 0.06, 0.02, 0), hub, (x + 0.35, 0.02, 0)], camera, deep, TUBE)
        + disc((x + 0.30, 0.17, 0.0), 0.115, camera, light, deep)
        + line([hub, front, handles], camera, deep, TUBE)
        + line([handles, (handles[0] + 0.05, handles[1] + 0.02, 0)], camera, palette.ink, TUBE)
        + line([hub, (x, h - 0.02, 0)], camera, deep, TUBE)
        + line([(x - 0.06, h - 0.012, 0), (x + 0.06, h - 0.012, 0)], camera, palette.ink, TUBE)
    )


def elliptical(prop: Prop, camera: Camera, palette: Palette) -> str:
    """Base, wheel and the post at which its arms turn; arms and footboards are `bar`s held at hands and feet."""
    x = prop.size["x"]
    light, deep = palette.wall
    return (
        line([(x - 0.46, 0.012, 0), (x + 0.40, 0.012, 0)], camera, deep, BASE)
        + disc((x + 0.30, 0.14, 0.0), 0.105, camera, light, deep)
        + line([(x + 0.24, 0.02, 0), (x + 0.30, 0.72, 0)], camera, deep, TUBE)
    )


def water(movement: Movement, camera: Camera, width: int, height: int) -> str:
    """Over the body: everything below the surface is seen through it."""
    words = []
    for prop in movement.exercise.props:
        if prop.kind == "water":
            y = round(camera.point((0.0, prop.size["h"], 0.0))[1])
            waves = "".join(f"q{WAVE // 2} {-WAVE_HIGH} {WAVE} 0t{WAVE} 0" for _ in range(width // (2 * WAVE) + 1))
            words.append(
                f'<path d="M0 {y}{waves}V{height}H0z" fill="{WATER}" fill-opacity=".38"/>'
                f'<path d="M0 {y}{waves}" fill="none" stroke="{WATER_LINE}" stroke-width="5"/>'
            )
    return "".join(words)
