"""The shipped descriptions of figures: one YAML file per exercise, and the presets they begin from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rehab.figures.pose import Exercise
from rehab.figures.reading import FigureError
from rehab.figures.schema import read_exercise

FIGURE_DIR = Path(__file__).parent / "seed" / "figures"
PRESETS = "presets"


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice, of which YAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
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


@cache
def presets() -> Any:
    """The poses that exercises begin from, as they are written."""
    return parse((FIGURE_DIR / f"{PRESETS}.yaml").read_text(encoding="utf-8"), PRESETS)


def figure_ids() -> list[str]:
    """The exercises that have a description, by id."""
    return sorted(path.stem for path in FIGURE_DIR.glob("*.yaml") if path.stem != PRESETS)


def read_figure(exercise_id: str) -> Exercise:
    """One shipped description. FigureError when it cannot be drawn; FileNotFoundError when there is none."""
    return parse_figure(exercise_id, (FIGURE_DIR / f"{exercise_id}.yaml").read_text(encoding="utf-8"))


def parse_figure(exercise_id: str, text: str) -> Exercise:
    """A description from its text, as a file or an administrator gives it."""
    return read_exercise(exercise_id, parse(text, exercise_id), presets())


def read_figures() -> Iterator[Exercise]:
    """All shipped descriptions, in the order of their ids."""
    yield from map(read_figure, figure_ids())
