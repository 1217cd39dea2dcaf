"""Arrows that go round: through all poses of a movement, and back to where it began."""

from __future__ import annotations

import pytest

from rehab.figures.framing import framed

from .drawn import TEAL, messages, picture_of, written

pytestmark = pytest.mark.pure
RAISED = "{from: stand, near: {shoulder: %d, shoulder_abd: %d}}"
SQUARE = f"""
cycle_s: 4
frames: [{", ".join(RAISED % pair for pair in ((80, 0), (80, 15), (95, 15), (95, 0)))}]
"""


def test_a_round_arrow_has_a_side_for_every_pose() -> None:
    """A square drawn in the air shows four sides, each from where the last ended, and one head."""
    exercise = written(f"{SQUARE}arrows: [{{follow: n.fingertips, round: true}}]")
    picture = picture_of(exercise, TEAL)
    sides = framed(picture.movement, picture.coats).curves
    assert [side.tip for side in sides] == [False, False, False, True]
    assert [side.end for side in sides[:-1]] == [side.start for side in sides[1:]]
    assert messages(exercise) == set()


def test_a_round_arrow_moves_as_one() -> None:
    """`shift` moves every side by the same."""
    plain, moved = (
        picture_of(written(f"{SQUARE}arrows: [{{follow: n.fingertips, round: true, shift: [{x}, 0]}}]"), TEAL)
        for x in (0, -20)
    )
    ways = [
        (plain.camera.left - moved.camera.left) - (a.start[0] - b.start[0])
        for a, b in zip(plain.framing.curves, moved.framing.curves, strict=True)
    ]
    assert ways == pytest.approx([-20] * 4)
