"""docs/figures.md names every word an author may write; its example can be drawn, and its numbers are the code's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rehab.figures import schema, schema_poses
from rehab.figures.checks import BODY_CHECKS
from rehab.figures.document_checks import DOCUMENT_CHECKS
from rehab.figures.joints import LIMB, ROOT, SPINE
from rehab.figures.muscle_names import MIDDLE, SIDED
from rehab.figures.sites import GRIPS, SITES
from rehab.library.figure_files import presets

from .drawn import messages, written

pytestmark = pytest.mark.pure
GUIDE = (Path(__file__).resolve().parents[2] / "docs/figures.md").read_text()
CODE = " ".join(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", GUIDE, flags=re.DOTALL)))
WORDS = set(re.findall(r"[a-z][a-z0-9_-]*", CODE))


def _plain(names) -> set[str]:
    return {name.removeprefix("n.").removeprefix("f.") for name in names}


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("fields of an exercise", {*schema.FIELDS}),
        ("fields of a pose", {*schema_poses.PLAIN}),
        ("joints", {*ROOT, *SPINE, *LIMB}),
        ("sites", _plain(SITES)),
        ("grip points", _plain(GRIPS)),
        ("muscles", {*MIDDLE, *SIDED}),
        ("props", {*schema.PROPS}),
        ("presets", {*presets()}),
        ("checks", {check.__name__ for check in (*BODY_CHECKS, *DOCUMENT_CHECKS)}),
    ],
)
def test_it_names_every_word(kind: str, known: set[str]) -> None:
    """A word that nobody can find does not exist."""
    assert known - WORDS == set(), kind


def test_its_example_can_be_drawn() -> None:
    """As it stands there, with nothing for the checks to say."""
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert messages(written(example)) == set()


def test_its_ranges_are_the_joints() -> None:
    """The table says of each joint what the check of ranges holds against it."""
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|[^|]*\| ([^|]+) \|$", GUIDE, re.MULTILINE)
    told = {}
    for names, ranges in rows:
        for name, span in zip(re.findall(r"`(\w+)`", names), ranges.split(", "), strict=False):
            numbers = [float(number) for number in re.findall(r"-?\d+", span)]
            if name in {**SPINE, **LIMB} and numbers:
                told[name] = (-numbers[0], numbers[0]) if span.startswith("±") else (numbers[0], numbers[1])
    assert told == {name: (joint.low, joint.high) for name, joint in {**SPINE, **LIMB}.items()}
