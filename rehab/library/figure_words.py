"""What the checks of a figure say, in words for those who draw one: what is wrong, where, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rehab.figures.document_checks import Message
from rehab.figures.reading import FigureError

HEIGHT_CM = 170
MOST = 5  # of one kind; the rest are counted
LONGEST = 300
SHARE = re.compile(r"(?<![\d.,(])\d\.\d{3}(?![\d.])")
SIDE = re.compile(r"\b([nf])\.(?=[a-z])")
# By check: what is wrong, and what to do.
WORDS = {
    "drift": (
        "An angle cannot be as it is written",
        "Write the angle that is drawn, if it looks right; or let something touch less.",
    ),
    "contacts": (
        "Something does not touch what it should",
        "It is out of reach, or too much touches at once: take a contact away, or change the angles towards it.",
    ),
    "sinking": ("The body sinks in", "A contact is missing there, or an angle goes too far."),
    "floating": ("The body floats", "Tick what it stands, sits or lies on."),
    "rom": ("A joint goes further than it is drawn", "Bring the angle, or the two together, back into the range."),
    "sliding": (
        "A hand or a foot slides",
        "Name it in “slide” if it may; or bring the poses nearer to each other.",
    ),
    "balance": ("It would fall over", "A contact is missing, or “lean” goes too far."),
    "limb_length": ("A bone changes its length", "Please tell whoever looks after the program."),
    "morph_length": ("The turn between two poses is too wide", "Put a pose between them."),
    "box": ("The picture does not hold all of it", "Change “shift” or “len” of the arrow, or the place of a prop."),
    "svg": ("The drawing is not as it has to be", "If it is too large, take a pose away or bring the poses nearer."),
    "reading": ("The description cannot be read", "Mend the line or the word that is named."),
    "controls": (
        "What the controls were set to cannot be written into the description",
        "The text below is as it was before. Set them anew, or press the button again to go on without them.",
    ),
    "words": ("The words are missing", "They are read aloud in place of the picture."),
    "title": ("The figure does not bear the name of its exercise", "Write the exercise’s name as “title”."),
    "only": ("There is nothing to go back to", "Publish it, or write it anew; its description cannot be empty."),
    "stale": ("Somebody else was here", "Yours is kept below. Press the button again to put it in place of theirs."),
    "stale_drop": ("Somebody else was here", "Look at their draft first. Press the button again to drop that one."),
    "stale_shipped": (
        "Somebody else was here",
        "Press the button again to show the shipped figure in place of theirs.",
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One kind of thing that stands against a figure."""

    check: str
    what: str
    where: tuple[str, ...]
    todo: str


def said(check: str, *where: str) -> Said:
    """One thing in words."""
    what, todo = WORDS[check]
    more = (f"and {len(where) - MOST} more like it",) if len(where) > MOST else ()
    return Said(check, what, (*(line[:LONGEST] for line in where[:MOST]), *more), todo)


def said_by(messages: Iterable[Message]) -> tuple[Said, ...]:
    """What the checks found, kind by kind; reading errors and names of people stay as they are."""
    found: dict[str, list[str]] = {}
    for message in messages:
        found.setdefault(message.check, []).append(plain(message.text))
    return tuple(said(check, *texts) for check, texts in found.items())


def said_of(error: FigureError, check: str = "reading") -> Said:
    """Why a description cannot be read, or not be changed so; the exercise is known to who reads it."""
    place = ": ".join(part for part in (error.pose, error.field) if part)
    return said(check, f"{place}: {error.problem}" if place else error.problem)


def plain(text: str) -> str:
    """Sides as words, and lengths on a body of 1.70 m instead of shares of its height."""
    text = SIDE.sub(lambda found: "near " if found[1] == "n" else "far ", text[:LONGEST]).replace(" -0°", " 0°")
    return SHARE.sub(lambda found: f"{float(found[0]) * HEIGHT_CM:.1f} cm", text)
