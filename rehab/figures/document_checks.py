"""What must be true of a figure's documents, and all checks of a figure together."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .checks import BODY_CHECKS, Messages
from .document import Documents
from .painting import Picture

MARGIN = 6  # picture units the body keeps from the edge
LARGEST, LARGEST_PACKED = 160_000, 30_000  # bytes of a document, as it is and compressed
SVG = "{http://www.w3.org/2000/svg}"
ACTIVE = re.compile(r"<script|<style|href=|style=|<image|<foreignObject|javascript:|\son\w+=")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
NUMBER = re.compile(r"-?\d+")
NEVER_MOVING_TAGS = ("title", "desc")


def box(picture: Picture, documents: Documents) -> Messages:
    """Body and arrows stay inside the picture; a close-up may cut the body."""
    framing, exercise = picture.framing, picture.movement.exercise
    left, top, right, bottom = framing.body
    inside = min(left, top, framing.width - right, framing.height - bottom) >= MARGIN
    if not inside and exercise.view.zoom == 1:
        body = f"{left:.0f},{top:.0f} to {right:.0f},{bottom:.0f}"
        yield f"the body ({body}) leaves the {framing.width} x {framing.height} picture."
    for number, curve in enumerate(framing.curves):
        if not all(0 <= x <= framing.width and 0 <= y <= framing.height for x, y in curve.points()):
            yield f"arrow {number + 1} leaves the picture: change its shift or len."


def svg(picture: Picture, documents: Documents) -> Messages:
    """Every document is well formed, named, self-contained, inert and small."""
    for name, text in (("still", documents.still), ("strip", documents.strip), ("animation", documents.animation)):
        if text:
            for problem in (*_described(text), *_references(text), *_played(text), *_weighed(text)):
                yield f"{name}: {problem}"


def _described(text: str) -> Messages:
    root = ET.fromstring(text)  # noqa: S314 our own text, written a moment ago
    if root.get("role") != "img" or not root.get("aria-labelledby"):
        yield "it has no role or no label."
    for tag in NEVER_MOVING_TAGS:
        found = root.find(f"{SVG}{tag}")
        if found is None or not (found.text or "").strip():
            yield f"its {tag} is empty."


def _references(text: str) -> Messages:
    ids = [element.get("id", "") for element in ET.fromstring(text).iter() if element.get("id")]  # noqa: S314 as above
    if len(ids) != len(set(ids)):
        yield "an id is there twice."
    for name in sorted(set(REFERENCE.findall(text)) - set(ids)):
        yield f"it refers to {name}, which is not there."
    if ACTIVE.search(text):
        yield "it holds a script, a style or a reference out of itself."


def structure(path: str) -> str:
    """Path data without its numbers: what must be the same for one path to turn into another."""
    return NUMBER.sub("#", re.sub(r"(?<=\d)-", " -", path))


def _played(text: str) -> Messages:
    for element in ET.fromstring(text).iter(f"{SVG}animate"):  # noqa: S314 as above
        values = element.get("values", "").split(";")
        moments = [float(moment) for moment in element.get("keyTimes", "").split(";")]
        if element.get("attributeName") == "d" and len({structure(value) for value in values}) != 1:
            yield "the frames of a path have different structures."
            return
        if len(moments) != len(values) or moments[0] != 0 or moments[-1] != 1 or moments != sorted(moments):
            yield "its key times are not from 0 to 1, one for each value."
            return


def _weighed(text: str) -> Messages:
    packed = len(gzip.compress(text.encode(), 9))
    if len(text) > LARGEST or packed > LARGEST_PACKED:
        yield f"it is too large: {len(text)} bytes, {packed} compressed."


DOCUMENT_CHECKS: tuple[Callable[[Picture, Documents], Messages], ...] = (box, svg)


@dataclass(frozen=True, slots=True)
class Message:
    """What a check found."""

    check: str
    text: str


def check(picture: Picture, documents: Documents) -> list[Message]:
    """All eleven checks over a figure; an empty list is what one wants."""
    return list(_all(picture, documents))


def _all(picture: Picture, documents: Documents) -> Iterator[Message]:
    for body_check in BODY_CHECKS:
        yield from (Message(body_check.__name__, text) for text in body_check(picture.movement))
    for document_check in DOCUMENT_CHECKS:
        yield from (Message(document_check.__name__, text) for text in document_check(picture, documents))
