"""A description tried out, for whoever writes it: read, changed by controls, drawn and checked. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rehab.figures.document_checks import LARGEST
from rehab.figures.reading import FigureError

from .figure_controls import Controls, controls_of
from .figure_drawing import examined
from .figure_editing import Changes, changed, pose_names, written
from .figure_limits import Description, read_description
from .figure_words import Said, said, said_by, said_of
from .models import Figure

PREFIX = "try-"  # no other figure of the page begins its ids so
FEWEST_WORDS = 40  # characters of a description that tells more than the view


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it. Without `controls` the text could not be read: there is no picture then, and `said` says why."""

    text: str
    said: tuple[Said, ...]
    controls: Controls | None = None
    still: str = ""
    strip: str = ""
    animation: str = ""
    title: str = ""


def rewritten(exercise_id: str, text: str, changes: Changes) -> str:
    """A text after the changes, not drawn. FigureError when it cannot be read, or the changes cannot be drawn."""
    return written(changed(read_description(exercise_id, text), changes).values) if changes else text


def tried_for(figure: Figure, text: str, person: str, changes: Changes, pose: str) -> Tried:
    """The same for the figure of an exercise, whose name it must bear."""
    found = tried(figure.pk, text, person, changes, pose)
    return replace(found, said=(*found.said, *about_title(found.title, figure))) if found.controls else found


def tried(exercise_id: str, text: str, person: str, changes: Changes, pose: str) -> Tried:
    """A text after the changes, with the picture of a pose. What cannot be read keeps the text as it was."""
    try:
        description = read_description(exercise_id, text)
        if changes:
            description = changed(description, changes)
            text = written(description.values)
        names = pose_names(description.values)
        controls = controls_of(description, names[-1] if changes.more else pose)
        found = examined(description.exercise, person, names.index(controls.pose), PREFIX)
    except FigureError as error:
        return Tried(text, (said_of(error),))
    made = found.documents
    # What is too large is not sent, and the checks say so.
    still, strip, animation = (one if len(one) <= LARGEST else "" for one in (made.still, made.strip, made.animation))
    against = (*said_by(found.messages), *about_words(description))
    return Tried(text, against, controls, still, strip, animation, description.exercise.title)


def about_words(description: Description) -> tuple[Said, ...]:
    """A picture without words is none for those who cannot see it."""
    if len(description.exercise.description) >= FEWEST_WORDS:
        return ()
    return (said("words", "Say in “desc”, in one or two sentences, what one would see."),)


def about_title(title: str, figure: Figure) -> tuple[Said, ...]:
    """A figure is read aloud by the name that stands beside it."""
    name = figure.exercise.name
    return () if title == name else (said("title", f"Its title is “{title}”, and its exercise “{name}”."),)
