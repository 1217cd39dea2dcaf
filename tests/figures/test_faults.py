"""Faults planted on purpose: each must be refused when it is read, or be caught by the check made for it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rehab.figures.document import documents
from rehab.figures.document_checks import check
from rehab.figures.vectors import moved_to

from .drawn import drawn, messages, picture, written

pytestmark = pytest.mark.pure

BRIDGE = (
    "props: [mat]\nmuscles: [glutes]\nstart: {from: hook}\n"
    "end: {from: start, lean: -118, hip: -6, knee: 85, neck: 25, head: 5, shoulder: -20, "
    "contacts: [upperback, head, foot, uarm, palm]}\n"
)
CAUGHT = {
    "nothing touches the floor": ("floating", "start: {hip: 90, knee: 20}"),
    "a knee bent forward": ("drift", BRIDGE.replace("knee: 85", "knee: -40")),
    "a point out of reach": ("contacts", "start: {from: stand, grip: {palm: heel_back}}"),
    "contacts that contradict each other": ("contacts", "start: {from: stand, contacts: [foot, head]}"),
    "falling over": (
        "balance",
        "start: {from: stand, lean: 36, ankle: 36, hold: [ankle, hip, lean]}",
    ),
    "an arrow out of the picture": ("box", BRIDGE + "arrows: [{follow: pelvis, dir: right, shift: [1100, 0]}]"),
    "hands that slide": (
        "sliding",
        "start: {from: quadruped}\nend: {from: start, shoulder: 140, hold: [shoulder, elbow, hip, knee, lean]}",
    ),
    "a pose the contacts do not allow": ("drift", "start: {from: quadruped, hip: 20}"),
    "a hip beyond its range": ("rom", "start: {from: stand, near: {hip: 175}, contacts: [f.foot], hold: [n.hip]}"),
    "lying in the floor": (
        "sinking",
        "start: {lean: -90, contacts: [calf, midback], lumbar: -40, hip: -25, hold: [lumbar, hip]}",
    ),
    "a foot in the step": ("sinking", "props: [{step: {x: [0, 0.3], h: 0.11}}]\nstart: {from: stand}"),
    "a turn too wide for straight paths": (
        "morph_length",
        "start: {from: stand, contacts: [f.foot], near: {shoulder: -50}}\n"
        "end: {from: start, near: {shoulder: 180, shoulder_abd: 0, elbow: 0}, lean: 0, turn: 180}",
    ),
}


def test_the_sound_figure_is_let_pass() -> None:
    """What the faults are planted into has none."""
    assert messages(written(BRIDGE)) == set()


@pytest.mark.parametrize("fault", CAUGHT)
def test_a_fault_is_caught(fault: str) -> None:
    """By the check that is made for it."""
    name, text = CAUGHT[fault]
    assert name in messages(written(text))


def _said(made, papers=None) -> set[str]:
    return {message.check for message in check(made, papers or documents(made, "x"))}


def test_a_stretched_limb_is_caught() -> None:
    """A shank that is 2 % longer in one frame."""
    made = picture("bridge")
    placed = dict(made.movement.placed[1])
    foot, shank = placed["n.foot"], placed["n.shank"]
    longer = tuple(s + (f - s) * 1.02 for s, f in zip(shank.origin, foot.origin, strict=True))
    placed["n.foot"] = moved_to(foot, longer)
    frames = (made.movement.placed[0], placed, *made.movement.placed[2:])
    assert "limb_length" in _said(replace(made, movement=replace(made.movement, placed=frames)), drawn("bridge"))


def test_a_figure_too_large_for_its_picture_is_caught() -> None:
    """The box of its body goes beyond the edge."""
    made = picture("bridge")
    left, top, right, bottom = made.framing.body
    grown = replace(made.framing, body=(left - 300, top, right + 300, bottom))
    assert _said(replace(made, framing=grown), drawn("bridge")) == {"box"}


SPOILT = {
    "a script": ("still", lambda text: text.replace("</svg>", "<script>1</script></svg>")),
    "a style sheet": ("still", lambda text: text.replace("</svg>", "<style>a{}</style></svg>")),
    "an inline style": ("still", lambda text: text.replace("<path ", '<path style="fill:red" ', 1)),
    "a link": ("still", lambda text: text.replace("</svg>", '<a href="//x"/></svg>')),
    "an event": ("still", lambda text: text.replace("<path ", '<path onload="x" ', 1)),
    "an id twice": ("still", lambda text: text.replace("</svg>", '<g id="bridget"/><g id="bridget"/></svg>')),
    "a gradient that is not there": (
        "still",
        lambda text: text.replace("<linearGradient id=", "<linearGradient x=", 1),
    ),
    "no role": ("still", lambda text: text.replace(' role="img"', "")),
    "an empty title": ("still", lambda text: re.sub(r">[^<]+</title>", "></title>", text)),
    "no description": ("still", lambda text: re.sub(r"<desc.*?</desc>", "", text)),
    "too many bytes": ("still", lambda text: text.replace("</svg>", f"<g><!--{'x' * 160_000}--></g></svg>")),
    "frames of different structure": ("animation", lambda text: text.replace('values="M', 'values="M0 0z;M', 1)),
    "key times that go back": ("animation", lambda text: text.replace('keyTimes="0;', 'keyTimes="0;.9;', 1)),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_spoilt_document_is_caught(fault: str) -> None:
    """Everything that would break a page, its policy or its accessibility."""
    which, spoil = SPOILT[fault]
    papers = drawn("bridge")
    text = spoil(getattr(papers, which))
    assert text != getattr(papers, which)
    assert _said(picture("bridge"), replace(papers, **{which: text})) == {"svg"}
