"""Signs beside a figure: each is drawn, inside the picture, and refused without its place."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from rehab.figures.document import documents
from rehab.figures.document_checks import SVG
from rehab.figures.marks import MARKS
from rehab.figures.reading import FigureError

from .drawn import TEAL, messages, picture_of, written
from .golden import knots

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("kind", MARKS)
def test_a_mark_far_from_the_body_is_in_the_picture(kind: str) -> None:
    """The picture grows to hold it; the body alone would not reach there."""
    plain = written("start: {from: stand}")
    marked = written(f"props: [{{{kind}: {{x: 0.8, y: 0.3}}}}]\nstart: {{from: stand}}")
    picture = picture_of(marked, TEAL)
    before = documents(picture_of(plain, TEAL), "x").still
    after = ET.fromstring(documents(picture, "x").still)
    drawn = list(after.iter(f"{SVG}path"))
    mark = drawn[: len(drawn) - before.count("<path")]
    assert mark
    for path in mark:
        for x, y in knots(path.get("d", "")):
            assert 0 <= x <= picture.framing.width
            assert 0 <= y <= picture.framing.height
    assert not messages(marked)


def test_a_mark_without_its_place_is_refused() -> None:
    """There is no place that suits all."""
    with pytest.raises(FigureError, match=r"speed\.x: None is not a number"):
        written("props: [{speed: {}}]\nstart: {from: stand}")
