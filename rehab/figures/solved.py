"""What a solve found, as numbers to keep: restored, a movement is drawn without being solved again.

Kept are degrees with two decimals and body heights with five: a hundredth of a degree at the end of an outstretched
leg is 0.0001 body heights, a tenth of a picture unit. A restored movement is for drawing; the checks ask a solved one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .joints import Angles, standing
from .movement import Key, Movement
from .pose import Exercise
from .skeleton import place
from .surfaces import surfaces_of
from .volumes import body
from .wishes import Ground

DEGREE_PLACES, HEIGHT_PLACES = 2, 5
Kept = Mapping[str, Any]
"""`frames`, how many there are; `keys`, which of them are poses; `joints`, by name the values of all frames, or the one
value of a joint that never moves. Joints that stay at zero are left out. Plain values, ready for JSON."""


def kept(movement: Movement) -> Kept:
    """The numbers of a movement."""
    joints = {name: _values(name, movement.frames) for name in standing()}
    moving = {name: values[0] if len(set(values)) == 1 else values for name, values in joints.items() if any(values)}
    return {"frames": len(movement.frames), "keys": [key.frame for key in movement.keys], "joints": moving}


def _values(name: str, frames: Sequence[Angles]) -> list[float]:
    places = HEIGHT_PLACES if name in ("x", "y") else DEGREE_PLACES
    return [round(angles[name], places) + 0.0 for angles in frames]


def restored(exercise: Exercise, build: str, numbers: Kept) -> Movement:
    """The movement of an exercise for a build, from the numbers that were kept of the same two."""
    zero = dict.fromkeys(standing(), 0.0)
    frames = tuple(
        {**zero, **{name: _at(values, frame) for name, values in numbers["joints"].items()}}
        for frame in range(numbers["frames"])
    )
    keys = tuple(
        Key(pose, frames[frame], frame, {}) for pose, frame in zip(exercise.poses, numbers["keys"], strict=True)
    )
    ground = Ground(body(build), surfaces_of(exercise.props))
    return Movement(exercise, ground, keys, frames, tuple(map(place, frames)), ())


def _at(values: float | Sequence[float], frame: int) -> float:
    return values[frame] if isinstance(values, Sequence) else values
