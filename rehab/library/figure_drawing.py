"""From a description to what a figure's row keeps: solved unless its numbers are at hand, drawn by day and by night."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace

from rehab.figures.document import Documents, documents, paper
from rehab.figures.document_checks import Message, check
from rehab.figures.movement import move
from rehab.figures.painting import Picture, pictured
from rehab.figures.palette import PEOPLE
from rehab.figures.pose import Exercise
from rehab.figures.reading import FigureError
from rehab.figures.solved import Kept, kept, restored

from .figure_keys import drawn_key, solved_key
from .models import Figure, FigureFile

NIGHT = "_night"
NAME_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Drawn:
    """The documents of a figure by kind (`still`, `strip_night`, …); none for an animation where nothing moves.

    `paper` is drawn by day alone.
    """

    texts: dict[str, str]
    width: int
    height: int
    panels: int


@dataclass(frozen=True, slots=True)
class Examined:
    """What one solve gives: the documents by day, what the checks say, and the numbers with their key."""

    documents: Documents
    messages: tuple[Message, ...]
    numbers: Kept


@contextmanager
def _drawable(exercise: Exercise) -> Iterator[None]:
    """Whatever numbers make of a drawing that is none is told of the figure they are written for."""
    try:
        yield
    except FigureError:
        raise
    except (ArithmeticError, ValueError, LookupError) as error:  # a prop without a size, a body beyond its picture
        problem = "these numbers lead to nothing that can be drawn. Look at the sizes of the props and at the arrows."
        raise FigureError(exercise.id, "", "", problem) from error


def solved(exercise: Exercise, person: str, *at_hand: Kept) -> Kept:
    """The numbers of an exercise and the key they were found for: of those at hand, if they have the key, or solved."""
    build = PEOPLE[person].build
    key = solved_key(exercise, build)
    fitting = next((numbers for numbers in at_hand if numbers.get("key") == key), None)
    return fitting or {"key": key, **kept(move(exercise, build))}


def drawn(exercise: Exercise, person: str, numbers: Kept) -> Drawn:
    """All documents. About 45 ms with those of the night, whose paths are the same."""
    picture = pictured(restored(exercise, PEOPLE[person].build, numbers), PEOPLE[person])
    texts = dict([*_named(picture, exercise.id, ""), *_named(picture.at_night(), exercise.id, NIGHT)])
    texts["paper"] = paper(picture, f"{exercise.id}-d")
    return Drawn(texts, picture.framing.width, picture.framing.height, len(exercise.strip or (0,)))


def _named(picture: Picture, prefix: str, night: str) -> Iterator[tuple[str, str]]:
    made = documents(picture, f"{prefix}{night}-")
    for field in fields(Documents):
        if text := getattr(made, field.name):
            yield field.name + night, text


def examined(exercise: Exercise, person: str, shown: int | None = None, prefix: str = "") -> Examined:
    """An exercise solved, drawn by day and checked, about 0.2 s; its still shows the pose `shown`, where one is named.

    FigureError when its numbers lead to nothing that can be drawn.
    """
    build = PEOPLE[person].build
    asked = exercise if shown is None else replace(exercise, still=shown)
    with _drawable(exercise):
        movement = move(asked, build)
        picture = pictured(movement, PEOPLE[person])
        made = documents(picture, prefix or exercise.id)
        numbers = {"key": solved_key(exercise, build), **kept(movement)}
        return Examined(made, tuple(check(picture, made)), numbers)


def messages(exercise: Exercise, person: str) -> list[Message]:
    """What the eleven checks say of an exercise, solved anew. About 0.2 s."""
    return list(examined(exercise, person).messages)


def redraw(row: Figure, exercise: Exercise, *at_hand: Kept) -> list[FigureFile]:
    """Bring a row up to date with its description; the files it needs now, or none where nothing has changed.

    FigureError when there is nothing to draw.
    """
    with _drawable(exercise):
        row.solved = solved(exercise, row.person, row.solved, *at_hand)
        key = drawn_key(exercise, row.person, row.solved)
        if row.drawn_key == key:
            return []
        made = drawn(exercise, row.person, row.solved)
    files = {kind: file_of(text) for kind, text in made.texts.items()}
    row.files = {kind: file.name for kind, file in files.items()}
    row.description, row.drawn_key = exercise.description, key
    row.width, row.height, row.panels = made.width, made.height, made.panels
    return list(files.values())


def file_of(text: str) -> FigureFile:
    """A document under its digest. The time of packing is left out: equal texts make equal files."""
    name = hashlib.sha256(text.encode()).hexdigest()[:NAME_LENGTH]
    return FigureFile(name=name, content=gzip.compress(text.encode(), 9, mtime=0))
