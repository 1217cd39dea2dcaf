"""An exercise in motion: its key poses solved one after the other, and the frames between them.

A contact that two neighbouring poses share is pinned: hands and feet do not slide, also not in between, where joints
are interpolated and the contacts solved again. Two poses give a way there, which is played back; a cycle goes round.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from .joints import JOINTS, Angles
from .pose import Contact, Exercise, Fixed, Grip, Pose
from .reaching import grip_miss
from .sites import SITES
from .skeleton import Placed, place
from .solver import Pins, solve
from .surfaces import Wall, surfaces_of
from .vectors import Vector
from .volumes import Body, body, centre_of, lowest
from .wishes import Ground

DEGREES_PER_FRAME = 18.0  # more, and the straight paths of the animation visibly shorten the limbs
DEGREES_IN_PHASES = 24.0  # with three poses and more: coarser, so that the animation stays small
LEAST, MOST = 3, 7  # steps between two key poses
CYCLE_DEGREES, CYCLE_LEAST = 20.0, 2
ROUNDS_BETWEEN = 5


@dataclass(frozen=True, slots=True)
class Key:
    """A pose as it was wanted and as it was solved, and which frame it is."""

    wanted: Pose
    angles: Angles
    frame: int
    pins: Pins


@dataclass(frozen=True)  # without slots: `centres` is kept
class Movement:
    """All frames of an exercise, with where every segment is in each."""

    exercise: Exercise
    ground: Ground
    keys: tuple[Key, ...]
    frames: tuple[Angles, ...]
    placed: tuple[Placed, ...]
    grip_misses: tuple[float, ...]

    @property
    def body(self) -> Body:
        """Whose body it is."""
        return self.ground.body

    @cached_property
    def centres(self) -> tuple[Vector, ...]:
        """The centres of all volumes in all frames: what mats and pictures have to hold."""
        volumes = [volume for chain in self.body.parts.values() for volume in chain]
        return tuple(centre_of(placed, volume) for placed in self.placed for volume in volumes)

    @property
    def last(self) -> int:
        """The frame in which arrows are drawn: the last pose, of a cycle the first."""
        return self.keys[-1].frame if not self.exercise.is_cycle else 0

    @property
    def still(self) -> int:
        """The frame a single picture shows."""
        return self.keys[self.exercise.still].frame


def move(exercise: Exercise, build: str = "slim") -> Movement:
    """Solve an exercise for a build. About 0.1 s; the same description always gives the same numbers."""
    ground = Ground(body(build), surfaces_of(exercise.props))
    between = _between_strides if exercise.is_cycle else _between
    frames: list[Angles] = []
    keys: list[Key] = []
    for key, then in _pairs(_cycle_keys(exercise, ground) if exercise.is_cycle else _keys(exercise, ground), exercise):
        keys.append(replace(key, frame=len(frames)))
        frames.append(key.angles)
        if then is not None:
            frames += between(exercise, key, then, ground)
    misses = _grip_misses(keys, frames, ground)
    return Movement(exercise, ground, tuple(keys), tuple(frames), tuple(map(place, frames)), misses)


def _grip_misses(keys: list[Key], frames: list[Angles], ground: Ground) -> tuple[float, ...]:
    """How far hands are from what they hold: in the poses, and between two that hold the same."""
    found = [grip_miss(key.angles, grip, ground.body) for key in keys for grip in key.wanted.grips]
    for key, then in pairwise(keys):
        kept = [grip for grip in key.wanted.grips if grip in then.wanted.grips]
        found += [grip_miss(angles, grip, ground.body) for angles in frames[key.frame : then.frame] for grip in kept]
    return tuple(found)


def _pairs(keys: list[Key], exercise: Exercise) -> Iterator[tuple[Key, Key | None]]:
    """Every pose with the one that follows it; after the last comes the first again, in a cycle."""
    yield from zip(keys, [*keys[1:], keys[0] if exercise.is_cycle else None], strict=True)


def _keys(exercise: Exercise, ground: Ground) -> list[Key]:
    keys: list[Key] = []
    for number, pose in enumerate(exercise.poses):
        pins: dict[tuple[str, int], tuple[int, float]] = {}
        if keys:
            shared = [contact for contact in keys[-1].wanted.contacts if contact in pose.contacts]
            pins = pins_of(exercise, shared, keys[-1].angles, ground)
        elif exercise.anchor:
            pins = _anchored(exercise, ground)
        wanted = _complete(pose, keys)
        keys.append(Key(wanted, solve(wanted, ground, pins), number, pins))
    return keys


def _anchored(exercise: Exercise, ground: Ground) -> dict[tuple[str, int], tuple[int, float]]:
    """Where the supports stand when the last pose decides it, and the first adapts."""
    first, last = exercise.poses[0], exercise.poses[exercise.anchor]
    whole = replace(last, angles={**first.angles, **last.angles})
    shared = [contact for contact in first.contacts if contact in last.contacts]
    return pins_of(exercise, shared, solve(whole, ground, {}), ground)


def _complete(pose: Pose, keys: list[Key]) -> Pose:
    """A pose that begins from an earlier one takes that one's solved angles."""
    if pose.after is None:
        return pose
    return replace(pose, angles={**keys[pose.after].angles, **pose.angles})


def pins_of(
    exercise: Exercise, shared: Iterable[Contact], angles: Angles, ground: Ground
) -> dict[tuple[str, int], tuple[int, float]]:
    """What must stay where it is: the first spot of every shared contact that may not slide."""
    placed, found = place(angles), {}
    for contact in shared:
        if not exercise.slides(contact.site):
            part, index = SITES[contact.site][0]
            axis = 1 if isinstance(ground.surfaces[contact.surface], Wall) else 0
            found[part, index] = (axis, centre_of(placed, ground.body.parts[part][index])[axis])
    return found


def _mixed(a: Angles, b: Angles, share: float) -> Angles:
    return {name: a[name] + (b[name] - a[name]) * share for name in a}


def _turn(a: Angles, b: Angles) -> float:
    """The largest change of a joint, degrees."""
    return max(abs(b[name] - a[name]) for name in JOINTS)


def _between(exercise: Exercise, key: Key, then: Key, ground: Ground) -> Iterator[Angles]:
    contacts = tuple(contact for contact in key.wanted.contacts if contact in then.wanted.contacts)
    grips: tuple[Grip, ...] = tuple(grip for grip in key.wanted.grips if grip in then.wanted.grips)
    coarse = DEGREES_PER_FRAME if len(exercise.poses) == 2 else DEGREES_IN_PHASES
    steps = max(1 if exercise.is_cycle else LEAST, min(MOST, math.ceil(_turn(key.angles, then.angles) / coarse)))
    for step in range(1, steps):
        angles = _mixed(key.angles, then.angles, step / steps)
        fixed = _fixed_between(key.wanted, then.wanted, step / steps)
        if contacts or grips or fixed:
            angles = solve(Pose(angles, contacts, grips, fixed), ground, then.pins, ROUNDS_BETWEEN)
        yield angles


def _fixed_between(pose: Pose, then: Pose, share: float) -> tuple[Fixed, ...]:
    """What is at a point in both poses goes straight from the one to the other."""
    ends = {fixed.site: fixed for fixed in then.fixed}
    return tuple(
        Fixed(a.site, a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
        for a in pose.fixed
        if (b := ends.get(a.site))
    )


def _cycle_keys(exercise: Exercise, ground: Ground) -> list[Key]:
    """Every pose by itself, on the spot: a stride moves over the ground, the picture does not."""
    keys = []
    for number, pose in enumerate(exercise.poses):
        if pose.fixed:
            keys.append(Key(pose, solve(pose, ground, {}), number, {}))
            continue
        found = solve(replace(pose, angles={**pose.angles, "x": 0.0}), ground, {})
        keys.append(Key(pose, {**found, "x": 0.0}, number, {}))
    return keys


def _between_strides(exercise: Exercise, key: Key, then: Key, ground: Ground) -> Iterator[Angles]:
    """Interpolated, with the lower foot on the floor; in flight it may leave the floor but not sink in.

    With hands or feet at points (a bike) it is solved as any other movement.
    """
    if key.wanted.fixed:
        yield from _between(exercise, key, then, ground)
        return
    steps = max(CYCLE_LEAST, math.ceil(_turn(key.angles, then.angles) / CYCLE_DEGREES))
    for step in range(1, steps):
        angles = _mixed(key.angles, then.angles, step / steps)
        low = _feet_low(place(angles), ground.body)
        yield {**angles, "y": angles["y"] - (min(0.0, low) if exercise.flight else low)}


def _feet_low(placed: Placed, whose: Body) -> float:
    return min(
        lowest(placed, volume) for side in "nf" for part in ("foot", "toes") for volume in whose.parts[f"{side}.{part}"]
    )
