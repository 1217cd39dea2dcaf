"""A description as somebody types it: read within limits, so that no text costs more than a moment."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rehab.figures.joints import JOINTS, Angles
from rehab.figures.pose import Exercise
from rehab.figures.reading import FigureError
from rehab.figures.schema import read_exercise

from .figure_files import parse, presets

LONGEST_TEXT = 20_000
LONGEST_WORDS = 2_000  # of one value
LARGEST_NUMBER = 10_000
MOST_POSES = 12
MOST = {"contacts": 40, "grip": 6, "at": 8, "arrows": 8, "props": 12, "muscles": 30, "strip": 12, "between": 4}
MOST_WORK, GRIP_WORK, FIXED_WORK = 100, 8, 2  # a contact is 1; the most of a shipped figure is 72
WIDEST_TURN = 200  # degrees of one joint between two poses: more asks for too many frames


@dataclass(frozen=True, slots=True)
class Description:
    """What a text says: its values as they are written, and the exercise they mean."""

    values: dict[str, Any]
    exercise: Exercise


def read_description(exercise_id: str, text: str) -> Description:
    """A description from a text that anybody may have typed. FigureError for all that cannot be drawn."""
    if len(text) > LONGEST_TEXT:
        raise FigureError(exercise_id, "", "", f"it is longer than {LONGEST_TEXT:,} characters.")
    return described(exercise_id, parse(text, exercise_id))


def described(exercise_id: str, values: Any) -> Description:
    """A description from its values."""
    _require_plain(values, exercise_id)
    if not isinstance(values, dict):
        raise FigureError(exercise_id, "", "", "it should be fields with values, as `title: Bridge`.")
    _require_few(values, exercise_id)
    frames = values.get("frames")
    for pose in (*(frames if isinstance(frames, list) else ()), values.get("start"), values.get("end")):
        _require_few(pose, exercise_id)
    props = values.get("props")
    for prop in props if isinstance(props, list) else ():
        for sizes in prop.values() if isinstance(prop, dict) else ():
            _require_few(sizes, exercise_id)
    exercise = read_exercise(exercise_id, values, presets())
    _require_little_work(exercise)
    _require_small_turns(exercise)
    return Description(values, exercise)


def whole_angles(exercise: Exercise) -> list[Angles]:
    """The angles of every pose as they are written, with what it takes from the poses before it."""
    found: list[Angles] = []
    for pose in exercise.poses:
        base = {} if pose.after is None else found[pose.after]
        found.append({**base, **pose.angles})
    return found


def _require_plain(value: Any, name: str, field: str = "") -> None:
    """Words, numbers, true or false, lists and fields; all of them small."""
    wrong = _wrong(value)
    if wrong:
        raise FigureError(name, "", field, wrong)
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str | bool) or _wrong(key):
                raise FigureError(name, "", field, "the name of a field should be a word.")
            _require_plain(inner, name, str(key)[:40])
    elif isinstance(value, list):
        for inner in value:
            _require_plain(inner, name, field)


def _wrong(value: Any) -> str:
    if isinstance(value, str):
        if len(value) > LONGEST_WORDS:
            return f"it is longer than {LONGEST_WORDS:,} characters."
        return "" if all(map(_is_writing, value)) else "a character in it is no writing."
    if isinstance(value, int | float):
        small = math.isfinite(value) and abs(value) <= LARGEST_NUMBER if isinstance(value, float) else True
        small = small and -LARGEST_NUMBER <= value <= LARGEST_NUMBER
        return "" if small else f"numbers go from -{LARGEST_NUMBER:,} to {LARGEST_NUMBER:,}."
    return "" if value is None or isinstance(value, dict | list) else "it is neither a word nor a number."


def _is_writing(letter: str) -> bool:
    """What XML and every database keep: no control characters, halves of characters, or places without one."""
    return letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs", "Cn", "Co")


def _require_few(fields: Any, name: str) -> None:
    """Each list no longer than a figure needs."""
    if not isinstance(fields, Mapping):
        return
    for field, most in {**MOST, "frames": MOST_POSES}.items():
        found = fields.get(field)
        if isinstance(found, list | Mapping) and len(found) > most:
            raise FigureError(name, "", field, f"{most} are the most; here are {len(found)}.")


def _require_little_work(exercise: Exercise) -> None:
    """What touches and holds decides how long a solve takes: two seconds at most."""
    work = sum(len(p.contacts) + GRIP_WORK * len(p.grips) + FIXED_WORK * len(p.fixed) for p in exercise.poses)
    work += sum(len(prop.sites) for prop in exercise.props)
    if work > MOST_WORK:
        problem = f"all poses together touch and hold too much ({work} of {MOST_WORK}; a grip counts {GRIP_WORK})."
        raise FigureError(exercise.id, "", "contacts", problem)


def _require_small_turns(exercise: Exercise) -> None:
    angles = whole_angles(exercise)
    round_about = [*angles, angles[0]] if exercise.is_cycle else angles
    for number, (a, b) in enumerate(pairwise(round_about)):
        for joint in JOINTS:
            if abs(b.get(joint, 0) - a.get(joint, 0)) > WIDEST_TURN:
                problem = f"turns by more than {WIDEST_TURN}° after {exercise.names[number]}: put a pose between."
                raise FigureError(exercise.id, "", joint, problem)
