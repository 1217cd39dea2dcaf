"""Colours and coats: what stands out on a dark page, and what lies over what from the front."""

from __future__ import annotations

import pytest

from rehab.figures.document import still
from rehab.figures.painting import layers
from rehab.figures.palette import LIT_WALL, PEOPLE, at_night, mix

from .drawn import TEAL, picture_of, written

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("who", PEOPLE)
def test_everything_stands_out_on_the_lit_wall_of_a_dark_page(who: str) -> None:
    """3 to 1 for what must be seen (WCAG 2.2, 1.4.11): arrows, and trousers, which are dark."""
    night = at_night(PEOPLE[who].palette)
    for colour in (night.accent, night.trousers[0], night.ink):
        assert contrast(colour, LIT_WALL) >= 3


def contrast(a: str, b: str) -> float:
    """The contrast of two colours (WCAG 2.2)."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in bytes.fromhex(colour[1:])]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_colours_are_mixed() -> None:
    """Half of black and white is grey."""
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"


@pytest.mark.parametrize("side", ["near", "far"])
def test_from_the_front_no_skin_lies_over_the_trousers(side: str) -> None:
    """Whichever leg comes forward: both belong to one group, and the trousers are its last."""
    raised = f"end: {{from: start, {side}: {{hip: 30, knee: 40}}, contacts: []}}"
    made = picture_of(written(f"start: {{from: stand, turn: 90}}\n{raised}"), TEAL)
    names = [layer.coat.name for layer in layers(made, [0])]
    assert names.index("n.trousers") > max(names.index("n.leg"), names.index("f.leg"))


def test_from_the_front_both_sides_can_be_lit() -> None:
    """Both trouser legs are one path there, and still each muscle has its glow."""
    both, one = (written(f"muscles: [{m}]\nstart: {{from: stand, turn: 90}}") for m in ("quads", "n.quads"))
    glows = [still(picture_of(exercise, TEAL), "x").count("url(#xglow)") for exercise in (both, one)]
    assert glows == [2, 1]


def test_a_float_belt_lies_over_the_shirt_and_under_the_near_arm() -> None:
    """Round the waist in its own colour, and only of who wears one."""
    worn, bare = (picture_of(written(f"{props}start: {{from: stand}}"), TEAL) for props in ("props: [belt]\n", ""))
    names = [layer.coat.name for layer in layers(worn, [0])]
    assert names.index("torso") < names.index("belt") < names.index("n.arm")
    assert "url(#xbelt)" in still(worn, "x")
    assert "belt" not in still(bare, "x")
