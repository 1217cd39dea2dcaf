"""How every figure was drawn when one last looked: `make figures-golden` writes it down, test_golden compares.

One line for each path of the strip: a short hash of its structure and attributes, then the end points of its curves.
"""

from __future__ import annotations

import hashlib
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from rehab.figures.document_checks import SVG, structure
from rehab.library.figure_files import figure_ids

from .drawn import drawn

FOLDER = Path(__file__).parent / "golden"
TOLERANCE = 2  # picture units
NUMBERS = re.compile(r"-?\d+")
CURVE = 6  # numbers of a cubic


def lines_of(svg: str) -> list[str]:
    """What is compared."""
    return [_line(element) for element in ET.fromstring(svg).iter(f"{SVG}path")]


def _line(element: ET.Element) -> str:
    d = element.get("d", "")
    rest = " ".join(f"{name}={value}" for name, value in sorted(element.items()) if name != "d")
    kind = hashlib.sha256(f"{structure(d)} {rest}".encode()).hexdigest()[:8]
    return " ".join([kind, *(f"{x},{y}" for x, y in knots(d))])


def knots(d: str) -> list[tuple[int, int]]:
    """Absolute end points of path data: of relative cubics, or of absolute lines."""
    found: list[tuple[int, int]] = []
    for part in filter(None, re.split("[Mz]", d)):
        numbers = [int(number) for number in NUMBERS.findall(part)]
        x, y = numbers[:2]
        found.append((x, y))
        if "c" not in part:
            found += list(zip(numbers[2::2], numbers[3::2], strict=True))
            continue
        for k in range(2, len(numbers), CURVE):
            x, y = x + numbers[k + 4], y + numbers[k + 5]
            found.append((x, y))
    return found


def differences(now: list[str], then: list[str]) -> list[str]:
    """What has changed, in words."""
    if len(now) != len(then):
        return [f"{len(now)} paths instead of {len(then)}"]
    return [
        f"path {number}: {said}" for number, pair in enumerate(zip(now, then, strict=True)) if (said := _differ(*pair))
    ]


def _differ(now: str, then: str) -> str:
    (kind, *places), (kind_then, *places_then) = now.split(), then.split()
    if kind != kind_then or len(places) != len(places_then):
        return "another structure, colour or order"
    far = max(abs(a - b) for p, q in zip(places, places_then, strict=True) for a, b in zip(_xy(p), _xy(q), strict=True))
    return f"moved by {far} units" if far > TOLERANCE else ""


def _xy(place: str) -> tuple[int, int]:
    x, y = place.split(",")
    return int(x), int(y)


def main(names: list[str]) -> None:
    """Write the files of these figures, or of all."""
    FOLDER.mkdir(exist_ok=True)
    for name in names or figure_ids():
        (FOLDER / f"{name}.txt").write_text("\n".join(lines_of(drawn(name).strip)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
