"""`make bench`: what solving and drawing all shipped figures takes, and how large their files are.

The yardstick is one placing of a body (forward kinematics) in the same process; times are CPU time, all means over the
shipped figures. Aims: an animation of 15 kB compressed, a solve of 0.3 s, all of them drawn within 5 s.
"""

from __future__ import annotations

import gzip
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import django

from rehab.figures.document import Documents, animation, documents, still, strip
from rehab.figures.joints import standing
from rehab.figures.movement import move
from rehab.figures.painting import pictured
from rehab.figures.palette import PEOPLE
from rehab.figures.skeleton import place

T = TypeVar("T")
PLACINGS = 2000


def timed_ms(work: Callable[[], T]) -> tuple[float, T]:
    """CPU milliseconds of a call, and what it gave."""
    start = time.process_time()
    result = work()
    return (time.process_time() - start) * 1000, result


def main() -> None:
    """Print the figures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rehab.config.settings")
    django.setup()
    from rehab.library import figure_drawing, figure_files

    body = standing()
    one = timed_ms(lambda: [place(body) for _ in range(PLACINGS)])[0] / PLACINGS
    exercises, solves = list(map(figure_files.read_figure, figure_files.figure_ids())), figure_files.shipped_solves()
    solved = [timed_ms(lambda e=exercise: move(e)) for exercise in exercises]
    pictures = [pictured(movement, PEOPLE["teal"]) for _, movement in solved]
    print(f"figures: {len(exercises)}, one placing {one:.2f} ms CPU")
    _said("solve", [ms for ms, _ in solved], one)
    for make in (still, strip, animation):
        fresh = [replace(picture, drawn={}) for picture in pictures]  # without the paths that were found before
        _said(make.__name__, [timed_ms(lambda m=make, p=picture: m(p, "x"))[0] for picture in fresh], one)
    made = [documents(picture, "x") for picture in pictures]
    for kind in Documents.__slots__:
        _weighed(kind, [text for document in made if (text := getattr(document, kind))])

    def load() -> None:
        for exercise in exercises:
            texts = figure_drawing.drawn(exercise, "teal", solves[exercise.id]).texts
            for text in texts.values():
                figure_drawing.file_of(text)

    print(f"  all drawn for a load, by day and by night, and packed: {timed_ms(load)[0] / 1000:.2f} s CPU")


def _said(name: str, found: list[float], one: float) -> None:
    mean, most = statistics.mean(found), max(found)
    print(f"  {name}: {mean:.1f} ms in the mean ({mean / one:.0f} placings), {most:.1f} at most")


def _weighed(kind: str, texts: list[str]) -> None:
    packed = [len(gzip.compress(text.encode(), 9)) / 1000 for text in texts]
    raw = statistics.mean(len(text) for text in texts) / 1000
    print(f"  {kind}: {raw:.1f} kB, compressed {statistics.mean(packed):.1f} in the mean and {max(packed):.1f} at most")


if __name__ == "__main__":
    main()
