"""The people of the figures and their colours, on light and on dark pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

Shades = tuple[str, str]
"""A colour and its deeper variant, `#RRGGBB`."""
WHITE, NIGHT, INK = "#FFFFFF", "#101820", "#1B2430"
LIT_WALL = "#A5BCC8"  # behind figures on a dark page, where dark clothes and hair would be lost
CLOTHED = ("skin", "hair", "shirt", "trousers", "belt")


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of a picture."""

    skin: Shades
    hair: Shades
    shirt: Shades
    trousers: Shades
    mat: Shades = ("#CFE0E8", "#A9C3D0")
    wood: Shades = ("#C9B79C", "#A48E6E")
    wall: Shades = ("#DDE3EA", "#C3CCD6")
    tool: Shades = ("#8E7CC3", "#6A5AA0")
    belt: Shades = ("#FFEE1A", "#FFC21A")
    accent: str = "#F2643D"
    ink: str = "#22303F"
    paper: str = WHITE
    shadow: str = "#22303F"

    def shades(self, name: str) -> Shades:
        """The two shades of skin, hair, shirt, trousers or float belt."""
        found: Shades = getattr(self, name)
        return found

    @property
    def ground(self) -> str:
        """The disc under a standing figure."""
        return mix(self.mat[0], self.paper, 0.35)

    def gradient(self, name: str, far: bool) -> Shades:
        """Lit from above: the upper and the lower colour of a part; the far side is darker."""
        colour, deep = self.shades(name)
        if far:
            return mix(colour, deep, 0.75), mix(deep, INK, 0.18)
        return mix(colour, WHITE, 0.10), mix(colour, deep, 0.55)

    def edge(self, name: str, far: bool) -> str:
        """The thin line around a part."""
        return mix(self.shades(name)[1], NIGHT, 0.45 if far else 0.25)


@dataclass(frozen=True, slots=True)
class Person:
    """A build (see volumes), a hair style (`bun` or `short`) and colours."""

    build: str
    hair: str
    palette: Palette


def mix(a: str, b: str, share: float) -> str:
    """A colour between two, `share` of the way to the second."""
    pairs = zip(bytes.fromhex(a[1:]), bytes.fromhex(b[1:]), strict=True)
    return "#" + "".join(f"{round(x + (y - x) * share):02X}" for x, y in pairs)


PEOPLE: Mapping[str, Person] = {
    "teal": Person(
        "slim",
        "bun",
        Palette(
            skin=("#E9B994", "#C98F68"),
            hair=("#4B352C", "#382620"),
            shirt=("#2A9D8F", "#1D7A70"),
            trousers=("#33415C", "#222D42"),
        ),
    ),
    "amber": Person(
        "broad",
        "short",
        Palette(
            skin=("#A9744F", "#7F5336"),
            hair=("#241D1B", "#15110F"),
            shirt=("#E08E45", "#B86A26"),
            trousers=("#4A5568", "#2F3847"),
            mat=("#DCE5DA", "#B7C6B4"),
            accent="#D7263D",
        ),
    ),
    "plum": Person(
        "older",
        "bun",
        Palette(
            skin=("#F0C7A6", "#D49C77"),
            hair=("#B9B4B0", "#918B86"),
            shirt=("#7A4E8A", "#573363"),
            trousers=("#3C4650", "#282F37"),
            mat=("#E6DDE9", "#C7B8CD"),
            tool=("#6FA8A0", "#4C827A"),
            accent="#E8743B",
        ),
    ),
}


def at_night(palette: Palette) -> Palette:
    """The same person before the lit wall of a dark page: arrows and glow are deeper, to be seen on it."""
    return replace(
        palette,
        accent=mix(palette.accent, "#8A1500", 0.72),
        wood=(mix(palette.wood[0], NIGHT, 0.10), mix(palette.wood[1], NIGHT, 0.15)),
        wall=(mix(palette.wall[0], WHITE, 0.35), mix(palette.wall[1], NIGHT, 0.12)),
        paper=LIT_WALL,
    )
