"""Signs beside a figure that tell like movements apart: what a walker or runner attends to, warmth and cold.

They do not move, are drawn behind the body, and carry no text. Each is placed at `x`, `y`, body heights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from .camera import Camera
from .lines import line, polygon
from .palette import Palette, mix
from .pose import Prop
from .vectors import Vector

MARKS: Mapping[str, Mapping[str, float | None]] = {
    "speed": {"x": None, "y": None},
    "intervals": {"x": None, "y": None},
    "metronome": {"x": None, "y": 0.0},
    "spot": {"x": 0.0, "y": 0.0},
    "track": {"x": 0.0, "y": 0.0},
    "rail": {"x": None, "y": None},
    "gaze": {"x": None, "y": None},
    "warmth": {"x": None, "y": None},
    "frost": {"x": None, "y": None},
    "post": {"x": None, "y": None},
}
"""Every mark with its numbers and their defaults, as schema.PROPS has them."""
WARM, COLD = "#E2553F", "#3F93CC"
THIN, THICK = 7, 12  # widths of lines, picture units
TRACK_HALF, SPOT_RADIUS = 0.48, 0.17
PRINT_OUT, PRINT_STEP = 0.078, 0.17  # a footprint's way from the line, and from the one before
# Half the width and the height of each: its room in the picture.
ROOM: Mapping[str, tuple[float, float]] = {
    "speed": (0.07, 0.30),
    "intervals": (0.14, 0.17),
    "metronome": (0.13, 0.36),
    "spot": (SPOT_RADIUS, 0.02),
    "track": (0.22, 0.0),
    "rail": (0.30, 0.02),
    "gaze": (0.30, 0.03),
    "warmth": (0.10, 0.15),
    "frost": (0.10, 0.14),
    "post": (0.07, 0.0),
}


def mark_corners(prop: Prop) -> list[Vector]:
    """Points of a mark that must be in the picture."""
    x, y, (wide, high) = prop.size["x"], prop.size["y"], ROOM[prop.kind]
    depth = TRACK_HALF if prop.kind == "track" else 0.0
    return [(x - wide, y, depth), (x + wide, y + high, -depth)]


def draw_mark(prop: Prop, camera: Camera, palette: Palette) -> str:
    """One mark."""
    return _DRAWN[prop.kind](prop.size["x"], prop.size["y"], camera, palette)


def _area(corners: Sequence[Vector], camera: Camera, colour: str) -> str:
    return polygon(corners, camera, colour, THIN)


def _speed(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """Lines in the wake of one who goes fast."""
    rows = ((0.02, -0.05, 0.07), (0.15, -0.07, 0.05), (0.28, -0.03, 0.07))
    return "".join(line(((x + a, y + u, 0), (x + b, y + u, 0)), camera, palette.accent, THICK) for u, a, b in rows)


def _intervals(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """High and low in turn, as a plan of intervals is drawn: running and walking."""
    bars = ((-0.12, 0.05), (-0.04, 0.15), (0.04, 0.05), (0.12, 0.15))
    calm = mix(palette.wall[1], palette.ink, 0.25)
    return "".join(
        _area(
            ((x + a - 0.026, y, 0), (x + a + 0.026, y, 0), (x + a + 0.026, y + high, 0), (x + a - 0.026, y + high, 0)),
            camera,
            palette.accent if high > 0.1 else calm,
        )
        for a, high in bars
    )


def _metronome(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """Its case, its pendulum out to the right, and the other side it comes from."""
    light, deep = palette.wood
    case = ((x - 0.09, y, 0), (x + 0.09, y, 0), (x + 0.04, y + 0.26, 0), (x - 0.04, y + 0.26, 0))
    foot = ((x - 0.105, y + 0.004, 0), (x + 0.105, y + 0.004, 0))

    def rod(turn: float, share: float) -> Vector:
        angle = math.radians(turn)
        return x + 0.29 * share * math.sin(angle), y + 0.045 + 0.29 * share * math.cos(angle), 0.0

    faint = mix(palette.accent, light, 0.5)
    return (
        _area(case, camera, light)
        + line(foot, camera, deep, THICK)
        + line((rod(-24, 0), rod(-24, 0.9)), camera, faint, THIN)
        + line([rod(turn, 1.12) for turn in range(-20, 21, 5)], camera, faint, THIN)
        + line((rod(24, 0), rod(24, 1)), camera, palette.accent, THICK)
        + line((rod(24, 0.62), rod(24, 0.72)), camera, palette.ink, 26)
    )


def _spot(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """A ring on the floor: the place one does not leave."""
    turns = [2 * math.pi * k / 40 for k in range(41)]
    ring = [(x + SPOT_RADIUS * math.cos(turn), y, SPOT_RADIUS * math.sin(turn)) for turn in turns]
    return line(ring, camera, palette.accent, THIN)


def _track(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """A lane towards the viewer, a line along its middle and footprints on either side, none across.

    Nearer is wider, so that it lies and does not stand.
    """
    a, b = -TRACK_HALF, TRACK_HALF

    def strip(far: float, near: float, colour: str) -> str:
        return _area(((x - far, y, a), (x + far, y, a), (x + near, y, b), (x - near, y, b)), camera, colour)

    prints = "".join(
        _footprint(x + side * PRINT_OUT, y, (number - 2.5) * PRINT_STEP, camera, mix(palette.mat[1], palette.ink, 0.4))
        for number, side in enumerate((-1, 1, -1, 1, -1, 1))
    )
    return strip(0.15, 0.21, palette.mat[1]) + strip(0.009, 0.015, palette.accent) + prints


def _footprint(x: float, y: float, z: float, camera: Camera, colour: str) -> str:
    """A sole, its toes towards the viewer: broad at the ball, narrow at the heel."""
    turns = [2 * math.pi * k / 20 for k in range(20)]
    sole = [(x + math.sin(turn) * (0.020 + 0.007 * math.cos(turn)), y, z + 0.062 * math.cos(turn)) for turn in turns]
    return _area(sole, camera, colour)


def _rail(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """A bar overhead, and the ring on it that a strap hangs from."""
    turns = [2 * math.pi * k / 16 for k in range(17)]
    ring = [(x + 0.018 * math.cos(turn), y - 0.012 + 0.022 * math.sin(turn), 0.0) for turn in turns]
    bar = line(((x - 0.28, y, 0), (x + 0.28, y, 0)), camera, palette.wood[1], THICK)
    return bar + line(ring, camera, palette.tool[1], THIN)


def _gaze(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """Dashes ahead of the eyes that end in a point: how far one looks."""
    dashes = [line(((x + a, y, 0), (x + a + 0.05, y, 0)), camera, palette.accent, THIN) for a in (0, 0.09, 0.18)]
    point = _area(((x + 0.26, y + 0.022, 0), (x + 0.26, y - 0.022, 0), (x + 0.29, y, 0)), camera, palette.accent)
    return "".join(dashes) + point


def _warmth(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """Three waves that rise."""
    steps = [0.14 * k / 28 for k in range(29)]
    return "".join(
        line([(x + a + 0.012 * math.sin(u * 90), y + u, 0) for u in steps], camera, WARM, THICK)
        for a in (-0.07, 0.0, 0.07)
    )


def _frost(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """Three crystals."""
    places = ((-0.075, 0.035, 0.032), (0.0, 0.10, 0.040), (0.075, 0.04, 0.032))
    return "".join(_crystal(x + a, y + b, radius, camera) for a, b, radius in places)


def _post(x: float, y: float, camera: Camera, palette: Palette) -> str:
    """An upright on the floor, as high as `y`: what a band is fixed to."""
    light, deep = palette.wood
    foot = ((x - 0.06, 0, 0.05), (x + 0.06, 0, 0.05), (x + 0.06, 0, -0.05), (x - 0.06, 0, -0.05))
    return _area(foot, camera, deep) + line(((x, 0.01, 0), (x, y, 0)), camera, light, 22)


def _crystal(x: float, y: float, radius: float, camera: Camera) -> str:
    words = []
    for turn in (math.pi / 6, math.pi / 2, 5 * math.pi / 6):
        a, b = radius * math.cos(turn), radius * math.sin(turn)
        words.append(line(((x - a, y - b, 0), (x + a, y + b, 0)), camera, COLD, THIN))
    return "".join(words)


_DRAWN: Mapping[str, Callable[[float, float, Camera, Palette], str]] = {
    "speed": _speed,
    "intervals": _intervals,
    "metronome": _metronome,
    "spot": _spot,
    "track": _track,
    "rail": _rail,
    "gaze": _gaze,
    "warmth": _warmth,
    "frost": _frost,
    "post": _post,
}
