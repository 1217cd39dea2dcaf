"""Figures in a real browser: inlined twice under a strict policy, played, and painted in the order of each moment."""

from __future__ import annotations

import pytest

from rehab.figures.document import animation
from tests.figures.drawn import TEAL, picture, picture_of, written

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; style-src 'none'; script-src 'none'; img-src 'none'"
SEEK = "t => document.querySelectorAll('svg').forEach(s => {s.pauseAnimations(); s.setCurrentTime(t)})"
LOW = """colour => {
    const box = document.querySelector(`path[fill='url(#${colour})']`).getBBox()
    return box.y + box.height}"""
SEEN = "() => [...document.querySelectorAll(\"path[fill='url(#xskin)']\")].map(p => getComputedStyle(p).visibility)"


def _show(page, *svgs: str) -> None:
    page.set_content(f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{POLICY}">{"".join(svgs)}')


def test_a_strict_policy_has_nothing_to_refuse(page) -> None:
    """The same animation twice in one page: no console error, no id twice, and both are drawn."""
    _show(page, animation(picture("bridge"), "p"), animation(picture("bridge"), "q"))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.evaluate("[...document.querySelectorAll('svg')].every(s => s.getBBox().width > 300)")


def test_the_hips_rise_and_come_back(page) -> None:
    """The bridge at its beginning, half-way, at the top, and at the end of the round (4.9 s)."""
    _show(page, animation(picture("bridge"), "p"))
    lows = []
    for second in (0, 1.3, 2.2, 4.89):
        page.evaluate(SEEK, second)
        lows.append(page.evaluate(LOW, "ptrousers"))
    start, way, top, again = lows
    assert start > way + 20 > top + 20  # y grows downward
    assert again == pytest.approx(start, abs=2)


def test_an_arm_passes_behind_the_trunk(page) -> None:
    """At the beginning the arm in front is visible, at the end the one behind; never both."""
    text = "start: {from: stand, shoulder: 60}\nend: {from: start, near: {elbow: 60}, behind: [n.arm]}"
    _show(page, animation(picture_of(written(text), TEAL), "x"))
    shown = []
    for second in (0.1, 2.2):
        page.evaluate(SEEK, second)
        shown.append(page.evaluate(SEEN))
    assert sorted(shown[0]) == sorted(shown[1])
    assert shown[0] != shown[1]
    assert "hidden" in shown[0]
