"""The shipped figures, each solved and drawn once for a test run."""

from __future__ import annotations

from functools import cache

from rehab.figures.document import Documents, documents
from rehab.figures.document_checks import check
from rehab.figures.movement import Movement, move
from rehab.figures.painting import Picture, pictured
from rehab.figures.palette import PEOPLE, Person
from rehab.figures.pose import Exercise
from rehab.figures.schema import read_exercise
from rehab.library.figure_files import parse, presets, read_figure

TEAL = PEOPLE["teal"]


def picture_of(exercise: Exercise, person: Person) -> Picture:
    """An exercise solved for a person, ready to be drawn."""
    return pictured(move(exercise, person.build), person)


@cache
def picture(exercise_id: str) -> Picture:
    """A shipped figure, solved."""
    return picture_of(read_figure(exercise_id), TEAL)


@cache
def drawn(exercise_id: str) -> Documents:
    """Its documents."""
    return documents(picture(exercise_id), exercise_id)


def movement(exercise_id: str) -> Movement:
    """Its frames."""
    return picture(exercise_id).movement


def written(text: str, name: str = "made_up") -> Exercise:
    """An exercise from YAML written in a test; title and description are given."""
    return read_exercise(name, {"title": "A", "desc": "B", **parse(text, name)}, presets())


def messages(exercise: Exercise) -> set[str]:
    """The names of the checks that have something to say."""
    made = picture_of(exercise, TEAL)
    return {message.check for message in check(made, documents(made, "x"))}


def checked_for(exercise_id: str, person: str) -> list[str]:
    """What the checks say of a shipped figure for another person."""
    made = picture_of(read_figure(exercise_id), PEOPLE[person])
    return [message.text for message in check(made, documents(made, "x"))]
