"""Which frame is shown when: holds, eased moves there and back, or an even round; and SMIL that plays it.

SMIL rather than CSS: `d: path()` is the CSS property with gaps between browsers, and a style sheet in the picture
would be refused by a strict content security policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from .movement import Movement

HOLD_FIRST_S, MOVE_S, MOVE_PART_S, HOLD_BETWEEN_S = 0.5, 1.6, 1.2, 0.3


@dataclass(frozen=True, slots=True)
class Timeline:
    """Frames in the order they are shown, with the second each is reached."""

    order: tuple[int, ...]
    times: tuple[float, ...]
    duration: float

    def animate(self, attribute: str, values: Sequence[str]) -> str:
        """Plays one attribute, given its value in every frame."""
        return self._element(attribute, values, self.times, "")

    def switch(self, attribute: str, values: Sequence[str]) -> str:
        """Plays an attribute that jumps."""
        return self._element(attribute, values, self.times, ' calcMode="discrete"')

    def _element(self, attribute: str, values: Sequence[str], times: Sequence[float], mode: str) -> str:
        moments = ";".join(_short(time / self.duration) for time in times)
        shown = ";".join(values[frame] for frame in self.order)
        return (
            f'<animate attributeName="{attribute}"{mode} dur="{_short(self.duration)}s" repeatCount="indefinite" '
            f'keyTimes="{moments}" values="{shown}"/>'
        )


def timeline_of(movement: Movement) -> Timeline:
    """How an exercise is played."""
    exercise, count = movement.exercise, len(movement.frames)
    if exercise.cycle_s is not None:
        step = exercise.cycle_s / count
        return Timeline((*range(count), 0), tuple(step * k for k in range(count + 1)), exercise.cycle_s)
    order, times, now = [0], [0.0], HOLD_FIRST_S
    keys = [key.frame for key in movement.keys]
    move = MOVE_S if len(keys) == 2 else MOVE_PART_S
    for stops in (keys, keys[::-1]):
        for number, (a, b) in enumerate(pairwise(stops)):
            frames = range(a, b + 1) if b > a else range(a, b - 1, -1)
            order += frames
            times += [now + move * eased(k / (len(frames) - 1)) for k in range(len(frames))]
            last = number == len(stops) - 2
            now += move + (exercise.hold_s if last and stops is keys else 0.0 if last else HOLD_BETWEEN_S)
    return Timeline(tuple(order), tuple(times), now)


@lru_cache(maxsize=256)
def eased(share: float) -> float:
    """When a share of the way is covered by a move that starts and ends gently (smooth-step inverted), 0..1."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if middle * middle * (3 - 2 * middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _short(value: float) -> str:
    """Three decimals at most, no zero before the point."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text[1:] if text.startswith("0.") else text or "0"
