"""The shipped descriptions of figures: one YAML file per exercise, and the presets they begin from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rehab.figures.pose import Exercise
from rehab.figures.reading import FigureError
from rehab.figures.schema import read_exercise
from rehab.figures.solved import Kept

FIGURE_DIR = Path(__file__).parent / "seed" / "figures"
SOLVED_FILE = Path(__file__).parent / "seed" / "solved.json"
PRESETS = "presets"
MOST_NODES, DEEPEST = 3000, 12  # values of a description, and lists within lists; the largest shipped has 300, and 6


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice, of which YAML would silently take the last, and what a figure never needs.

    An alias may stand for a million values, and brackets in brackets ask for as many calls: neither is read at all.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.nodes = self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        mark = self.peek_event().start_mark
        self.nodes, self.depth = self.nodes + 1, self.depth + 1
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases (*) are not read here: write it out.", mark)
        if getattr(self.peek_event(), "tag", None):  # YAML's own constructors fail on an empty number, an odd date
            raise yaml.composer.ComposerError(None, None, "tags (!!) are not read here: leave them out.", mark)
        if self.nodes > MOST_NODES or self.depth > DEEPEST:
            raise yaml.composer.ComposerError(None, None, "there are too many values for a figure from here on.", mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [str(self.construct_object(key, deep=True)) for key, _ in node.value]
        twice = {key for key, count in Counter(keys).items() if count > 1}
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"given twice: {', '.join(sorted(twice))}", node.start_mark
            )
        return super().construct_mapping(node, deep)


def parse(text: str, name: str) -> Any:
    """What a description says, as plain values. FigureError when it is not YAML, or says a thing twice."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 a safe loader, made stricter
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else ""
        raise FigureError(name, "", line, getattr(error, "problem", None) or "is not YAML.") from error
    except (ValueError, ArithmeticError) as error:  # a date that is none, a number of ten thousand digits
        raise FigureError(name, "", "", "a number or a date in it is none.") from error


@cache
def presets() -> Any:
    """The poses that exercises begin from, as they are written."""
    return parse((FIGURE_DIR / f"{PRESETS}.yaml").read_text(encoding="utf-8"), PRESETS)


def figure_ids() -> list[str]:
    """The exercises that have a description, by id."""
    return sorted(path.stem for path in FIGURE_DIR.glob("*.yaml") if path.stem != PRESETS)


def figure_text(exercise_id: str) -> str:
    """One shipped description as it is written. FileNotFoundError when there is none."""
    return (FIGURE_DIR / f"{exercise_id}.yaml").read_text(encoding="utf-8")


def read_figure(exercise_id: str) -> Exercise:
    """One shipped description. FigureError when it cannot be drawn; FileNotFoundError when there is none."""
    return parse_figure(exercise_id, figure_text(exercise_id))


def parse_figure(exercise_id: str, text: str) -> Exercise:
    """A description from its text, as a file or an administrator gives it."""
    return read_exercise(exercise_id, parse(text, exercise_id), presets())


@cache
def shipped_solves() -> dict[str, Kept]:
    """The numbers that came with the release, by exercise: nothing shipped is solved when it is loaded."""
    found: dict[str, Kept] = json.loads(SOLVED_FILE.read_text(encoding="utf-8"))
    return found


def write_solves(solves: Mapping[str, Kept]) -> None:
    """Ship these numbers, a line for each figure."""
    lines = [f"{json.dumps(name)}:{json.dumps(solves[name], separators=(',', ':'))}" for name in sorted(solves)]
    SOLVED_FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
