"""How strict the checks are, and how they name what an author wrote."""

from __future__ import annotations

import re

import pytest

from rehab.figures import checks, document_checks
from rehab.figures.document import documents
from rehab.figures.joints import SUMS

from .drawn import TEAL, picture_of, written
from .test_faults import CAUGHT

pytestmark = pytest.mark.pure

# Body heights, degrees or shares, as docs/figures.md says; a figure that fails is mended, not its check.
LARGEST = {
    "EXACT": 1e-9,
    "MORPH": 0.04,
    "CONTACT": 0.005,
    "FIXED": 0.01,
    "GRIP": 0.02,
    "SINK": 0.017,
    "FLOAT": 0.006,
    "RANGE_DEGREES": 1.5,
    "SLIDE": 0.005,
    "BALANCE": 0.03,
    "NEAR_FLOOR": 0.012,
    "DRIFT_ELSE": 20,
}


@pytest.mark.parametrize("name", LARGEST)
def test_no_tolerance_is_wider_than_it_was_agreed(name: str) -> None:
    """Tighter ones are welcome."""
    assert 0 < getattr(checks, name) <= LARGEST[name]


def test_no_drift_margin_or_weight_is_wider_than_it_was_agreed() -> None:
    """Degrees by joint, picture units, bytes."""
    agreed = {"wrist": 60, "toe": 60, "ankle": 35, "lean": 25, "fingers": 99}
    assert all(degrees <= agreed[name] for name, degrees in checks.DRIFT_DEGREES.items())
    assert document_checks.MARGIN >= 6
    assert document_checks.LARGEST <= 160_000
    assert document_checks.LARGEST_PACKED <= 30_000


def _texts(text: str) -> dict[str, list[str]]:
    made = picture_of(written(text), TEAL)
    found: dict[str, list[str]] = {}
    for message in document_checks.check(made, documents(made, "x")):
        found.setdefault(message.check, []).append(message.text)
    return found


SPREAD = "{near: {hip: 300}, contacts: [f.foot], hold: [n.hip]}"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"start: {SPREAD}", {"start"}),
        (f"start: {{}}\nend: {SPREAD}", {"between start and end", "end"}),
        (f"frames: [{{}}, {SPREAD}]", {"between frame 0 and frame 1", "frame 1"}),
        (f"frames: [{{}}, {{}}, {SPREAD}]", {"between frame 1 and frame 2", "frame 2"}),
        (
            f"cycle_s: 2\nflight: true\nframes: [{{}}, {SPREAD}]",
            {"between frame 0 and frame 1", "frame 1", "between frame 1 and frame 0"},
        ),
    ],
)
def test_a_moment_is_named_by_the_poses_of_the_author(text: str, named: set[str]) -> None:
    """As the editor names them, whatever is drawn between."""
    assert {line.partition(":")[0] for line in _texts(text)["rom"]} == named


def test_a_turn_too_wide_names_the_poses_it_lies_between() -> None:
    """Where a pose is to be added."""
    text = CAUGHT["a turn too wide for straight paths"][1]
    assert {line.partition(":")[0] for line in _texts(text)["morph_length"]} == {"between start and end"}


@pytest.mark.parametrize(("names", "low", "high"), SUMS)
def test_the_back_and_the_neck_are_limited_as_a_whole(names: tuple[str, str], low: float, high: float) -> None:
    """Each joint in its range, and both together beyond what is drawn."""
    shares = {"lumbar": 0.6, "thorax": 0.4, "neck": 0.63, "head": 0.37}
    for total in (low - 4, high + 4):
        angles = ", ".join(f"{name}: {total * shares[name]:.1f}" for name in names)
        said = _texts(f"start: {{from: stand, {angles}, hold: [{', '.join(names)}]}}")["rom"]
        assert said == [f"start: {' and '.join(names)} together at {total:.0f}° are outside {low:g}° to {high:g}°."]


def test_what_falls_over_is_measured_in_body_heights() -> None:
    """With three places, as all lengths are, so that an administrator reads centimetres."""
    text = "start: {from: stand, lean: 36, ankle: 36, hold: [ankle, hip, lean]}"
    assert len(re.findall(r"-?\d\.\d{3}\b", _texts(text)["balance"][0])) == 3
