"""Strips on paper: their numbers can be read there, and cover nobody."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from rehab.figures.document import PAPER_MM, Documents, paper
from rehab.figures.document_checks import SVG, svg
from rehab.figures.painting import Picture
from rehab.library.figure_files import figure_ids

from .drawn import drawn, picture

pytestmark = pytest.mark.pure
POINT_MM = 25.4 / 72
LEGIBLE_PT = 8.0
SHEET_MM = (182.0, 42.0)  # at least so much room has a strip on an exercise's printed page (A4 and Letter)
PLACE = re.compile(r"translate\((-?\d+) (-?\d+)\)")


def _box(text: str) -> tuple[float, float, float, float]:
    left, top, width, height = map(float, ET.fromstring(text).get("viewBox", "").split())
    return left, top, width, height


def _millimetre(text: str, place: tuple[float, float]) -> float:
    """How many picture units it is long where a document is fitted into a place."""
    *_, width, height = _box(text)
    return max(width / place[0], height / place[1])


def _sizes(text: str, place: tuple[float, float]) -> list[float]:
    """Of the numbers there, in points."""
    unit = _millimetre(text, place)
    return [float(one.get("font-size", "0")) / unit / POINT_MM for one in ET.fromstring(text).iter(f"{SVG}text")]


def _discs(text: str) -> Iterator[tuple[float, float, float]]:
    """Where the numbers' discs are, and their radii."""
    for group in ET.fromstring(text).iter(f"{SVG}g"):
        if (found := PLACE.match(group.get("transform", ""))) and (disc := group.find(f"{SVG}circle")) is not None:
            yield float(found[1]), float(found[2]), float(disc.get("r", "0"))


def _gap(made: Picture, panel: int, disc: tuple[float, float, float]) -> float:
    """Between the disc of a panel and the body in its pose, in picture units; below zero it covers the body."""
    exercise, camera = made.movement.exercise, made.camera
    placed = made.movement.placed[made.movement.keys[exercise.strip[panel]].frame]
    x, y, radius = disc[0] - panel * made.framing.width, disc[1], disc[2]

    def gap(seen_x: float, seen_y: float, reach: float) -> float:
        return math.hypot(x - seen_x, y - seen_y) - radius - reach

    found = []
    for volume in (one for chain in made.movement.body.parts.values() for one in chain):
        seen = camera.ellipse(placed, volume)
        at = camera.left + camera.scale * seen.x, camera.top - camera.scale * seen.y
        far = math.hypot(x - at[0], y - at[1])
        found.append(gap(*at, camera.scale * seen.radius((x - at[0]) / far, (at[1] - y) / far)))
    return min(found)


@pytest.mark.parametrize("name", figure_ids())
def test_the_numbers_are_as_large_as_letters(name: str) -> None:
    """At least 8 pt: on the handout, and on the page of an exercise, where a strip has more room."""
    made = picture(name)
    on_paper, on_sheet = paper(made, "x"), drawn(name).strip
    panels = len(made.movement.exercise.strip)
    many = panels if panels > 1 else 0
    for sizes in (_sizes(on_paper, PAPER_MM), _sizes(on_sheet, SHEET_MM)):
        assert len(sizes) == many
        assert all(size >= LEGIBLE_PT for size in sizes)


@pytest.mark.parametrize("name", figure_ids())
def test_no_number_covers_the_body(name: str) -> None:
    """They stand above it, or beside it in a corner."""
    made = picture(name)
    for text in (paper(made, "x"), drawn(name).strip):
        top = _box(text)[1]
        for panel, disc in enumerate(_discs(text)):
            assert disc[1] - disc[2] >= top
            assert _gap(made, panel, disc) >= 20


@pytest.mark.parametrize("name", figure_ids())
def test_the_handout_shows_the_figure_as_large_as_without_numbers(name: str) -> None:
    """Only height that a wide strip leaves over is used for them."""
    plain, on_paper = drawn(name).strip, paper(picture(name), "x")
    assert _millimetre(on_paper, PAPER_MM) == pytest.approx(_millimetre(plain, PAPER_MM), rel=0.001)


@pytest.mark.parametrize("name", ["plank", "bridge", "neck_isometric", "step_up"])
def test_it_is_as_sound_as_the_other_documents(name: str) -> None:
    """What the check asks of all: well formed, named, inert, small."""
    made = picture(name)
    assert list(svg(made, Documents(paper(made, "x"), "", ""))) == []


def test_a_wide_strip_lifts_its_numbers_and_a_high_one_cannot() -> None:
    """Three lying figures leave much of the place's height; two that stand fill it."""
    wide, high = paper(picture("bridge_march"), "x"), paper(picture("jog_in_place"), "x")
    assert _box(wide)[1] < 0
    assert _box(high)[1] == 0
