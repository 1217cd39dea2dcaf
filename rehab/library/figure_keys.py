"""What a kept solve and a kept drawing were made from: equal keys, and neither need be made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import rehab.figures.movement as movement
from rehab.figures.pose import Exercise
from rehab.figures.solved import Kept

FIGURES = Path(movement.__file__).parent
# What decides a solve: the modules that `movement` imports, directly or not (a test compares).
SOLVING = "joints least_squares movement pose reaching sites skeleton solver surfaces vectors volumes wishes".split()
SOLVED_FROM = ("poses", "cycle_s", "flight", "anchor", "sliding", "props")


def solved_key(exercise: Exercise, build: str) -> str:
    """What the solve of an exercise for a build depends on: its poses, its props, the build, the solver's own text."""
    given = asdict(exercise)
    return _digest([build, {name: given[name] for name in SOLVED_FROM}, code_digest(tuple(SOLVING))])


def drawn_key(exercise: Exercise, person: str, numbers: Kept) -> str:
    """What the documents of a solved exercise depend on."""
    return _digest([person, asdict(exercise), numbers, code_digest()])


@cache
def code_digest(modules: Iterable[str] = ()) -> str:
    """The text of some modules of rehab.figures, or of all. A running process does not change it."""
    names = sorted(modules or (path.stem for path in FIGURES.glob("*.py")))
    return _digest([[name, (FIGURES / f"{name}.py").read_text(encoding="utf-8")] for name in names])


def _digest(values: object) -> str:
    text = json.dumps(values, default=sorted, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
