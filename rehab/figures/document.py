"""SVG documents of an exercise: a still, a strip of its poses, an animation.

Every id begins with the document's prefix, so that two figures, or one twice, can stand in one page. No style sheet, no
script, no reference out of the document: a strict content security policy has nothing to refuse. The page chooses
between still and animation by `<picture>` or script; for print it takes the still or the strip, the handout `paper`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape

from .machines import water
from .painting import Brush, Picture, paint_body, paint_shadows
from .palette import CLOTHED, Palette
from .props import draw_props
from .timeline import timeline_of

FONTS = "system-ui,Segoe UI,Roboto,DejaVu Sans,sans-serif"
NUMBER_SIZE = 58  # of a pose's number, picture units: 8 pt on an exercise's printed page, 182 mm wide and 42 high
NUMBER_DISC, NUMBER_EDGE = 0.74, 16  # the disc's radius as a share of that, and its distance from the edge
PAPER_MM = (52.0, 24.0)  # a strip's place on the handout
PAPER_NUMBER_MM = 2.83  # 8 pt


@dataclass(frozen=True, slots=True)
class Documents:
    """All documents of a figure; `animation` is empty when there is nothing to move."""

    still: str
    strip: str
    animation: str


def documents(picture: Picture, prefix: str) -> Documents:
    """All three, with ids that begin with `prefix` and a letter of their own."""
    moving = not picture.movement.exercise.is_still
    return Documents(
        still(picture, f"{prefix}a"), strip(picture, f"{prefix}b"), animation(picture, f"{prefix}c") if moving else ""
    )


def still(picture: Picture, prefix: str) -> str:
    """One pose, the last if the author names none, with the arrows. About 4 ms."""
    return _document(picture, prefix, 1, _panel(picture, prefix, picture.movement.exercise.still, last=True))


def strip(picture: Picture, prefix: str) -> str:
    """The key poses side by side, numbered; the arrows in the last, or in the pose they name."""
    return _row(picture, prefix, NUMBER_SIZE, 0)


def paper(picture: Picture, prefix: str) -> str:
    """The strip for its place on the handout, with numbers as large as letters there.

    What a wide strip leaves of the place's height lifts the numbers above the figures; none becomes smaller for them.
    """
    width, height = picture.framing.width * len(picture.movement.exercise.strip or (0,)), picture.framing.height
    unit = max(width / PAPER_MM[0], height / PAPER_MM[1])  # picture units in a millimetre
    size = math.ceil(PAPER_NUMBER_MM * unit)
    return _row(picture, prefix, size, round(min(PAPER_MM[1] * unit - height, 2 * NUMBER_DISC * size)))


def _row(picture: Picture, prefix: str, number_size: int, above: int) -> str:
    """The key poses side by side, with so much room above them for their numbers."""
    shown, width, height = picture.movement.exercise.strip or (0,), picture.framing.width, picture.framing.height
    words = []
    for place, number in enumerate(shown):
        panel = _panel(picture, prefix, number, last=place == len(shown) - 1)
        words.append(f'<svg x="{place * width}" width="{width}" height="{height}">{panel}</svg>')
        if len(shown) > 1:
            words.append(_badge(picture.palette, place * width, -above, number_size, place + 1))
    return _document(picture, prefix, len(shown), "".join(words), above if len(shown) > 1 else 0)


def animation(picture: Picture, prefix: str) -> str:
    """The movement, there and back or round and round, without end: the page must offer a pause (WCAG 2.2.2)."""
    brush = Brush(picture, prefix, tuple(range(len(picture.movement.frames))), timeline_of(picture.movement))
    scene = draw_props(picture.movement, picture.camera, picture.palette)
    return _document(picture, prefix, 1, scene + paint_shadows(brush) + paint_body(brush) + _water(picture))


def _panel(picture: Picture, prefix: str, number: int, last: bool) -> str:
    """One pose with its arrows; those that name no pose are shown in the `last` panel."""
    brush = Brush(picture, prefix, (picture.movement.keys[number].frame,))
    words = draw_props(picture.movement, picture.camera, picture.palette) + paint_shadows(brush) + paint_body(brush)
    words += _water(picture)
    arrows = [curve for curve in picture.framing.curves if (last if curve.pose is None else curve.pose == number)]
    return words + "".join(curve.svg(picture.palette.accent) for curve in arrows)


def _water(picture: Picture) -> str:
    return water(picture.movement, picture.camera, picture.framing.width, picture.framing.height)


def _badge(palette: Palette, left: int, top: int, size: int, number: int) -> str:
    """A pose's number on a disc, in the upper left corner of its panel."""
    radius = round(NUMBER_DISC * size)
    middle = NUMBER_EDGE + radius
    return (
        f'<g transform="translate({left + middle} {top + middle})"><circle r="{radius}" fill="{palette.ink}"/>'
        f'<text y="{0.34 * size:.1f}" text-anchor="middle" font-family="{FONTS}" font-size="{size}" font-weight="600" '
        f'fill="{palette.paper}">{number}</text></g>'
    )


def _document(picture: Picture, prefix: str, panels: int, content: str, above: int = 0) -> str:
    exercise = picture.movement.exercise
    defs = "".join(
        make(f"{prefix}{name}") for name, make in _gradients(picture.palette) if f"(#{prefix}{name})" in content
    )
    box = f"0 {-above} {picture.framing.width * panels} {picture.framing.height + above}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" '
        f'aria-labelledby="{prefix}t {prefix}d"><title id="{prefix}t">{escape(exercise.title)}</title>'
        f'<desc id="{prefix}d">{escape(exercise.description)}</desc><defs>{defs}</defs>{content}</svg>'
    )


def _gradients(palette: Palette) -> list[tuple[str, Callable[[str], str]]]:
    """Name and writer of every gradient a document may use."""
    found = [
        (f"{colour}{'F' if far else ''}", partial(_linear, shades=palette.gradient(colour, far)))
        for colour in CLOTHED
        for far in (False, True)
    ]
    glow = ((0.0, 0.95), (0.6, 0.7), (1.0, 0.12))
    shade = ((0.0, 0.26), (0.6, 0.12), (1.0, 0.0))
    return [*found, ("glow", partial(_radial, colour=palette.accent, stops=glow)),
            ("shade", partial(_radial, colour=palette.shadow, stops=shade))]  # fmt: skip


def _linear(name: str, shades: tuple[str, str]) -> str:
    light, deep = shades
    stops = f'<stop stop-color="{light}"/><stop offset="1" stop-color="{deep}"/>'
    return f'<linearGradient id="{name}" x2="0" y2="1">{stops}</linearGradient>'


def _radial(name: str, colour: str, stops: tuple[tuple[float, float], ...]) -> str:
    written = "".join(f'<stop offset="{at:g}" stop-color="{colour}" stop-opacity="{o:g}"/>' for at, o in stops)
    return f'<radialGradient id="{name}">{written}</radialGradient>'
