"""TCX: one run per activity, the sum of its laps. A lap's time leaves out pauses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .limits import MAX_POINTS
from .moments import moment_of, utc
from .recorded import Recorded
from .refusals import Refusal, Refused
from .sports import only_runs


@dataclass(slots=True)
class _Activity:
    """The sums over the laps read so far."""

    sport: str | None
    started: float | None = None
    duration_s: float = 0.0
    distance_m: float | None = None

    def begin(self, moment: float) -> None:
        self.started = moment if self.started is None else min(self.started, moment)

    def recorded(self) -> Recorded | None:
        if self.started is None:
            return None
        return Recorded(utc(self.started), self.duration_s, self.distance_m)


class Tcx:
    """Gathers the activities of a TCX file, also those of a multisport session; courses and workouts are no runs."""

    def __init__(self) -> None:
        self._activities: list[_Activity] = []
        self._points = 0

    def opened(self, path: list[str], attributes: Mapping[str, str]) -> None:
        """An activity begins, a lap with its start, or a point, which is only counted."""
        name = path[-1]
        if name == "Trackpoint":
            self._points += 1
            if self._points > MAX_POINTS:
                raise Refused(Refusal.TOO_MANY_POINTS)
        elif name == "Activity":
            self._activities.append(_Activity(attributes.get("Sport")))
        elif name == "Lap" and path[-2] == "Activity" and "StartTime" in attributes:
            self._activities[-1].begin(moment_of(attributes["StartTime"]))

    def closed(self, path: list[str], text: str) -> None:
        """A lap's time and distance."""
        if path[-3:-1] != ["Activity", "Lap"]:
            return
        activity = self._activities[-1]
        if path[-1] == "TotalTimeSeconds":
            activity.duration_s += _number(text)
        elif path[-1] == "DistanceMeters":
            activity.distance_m = (activity.distance_m or 0.0) + _number(text)

    def runs(self) -> tuple[Recorded, ...]:
        """One run per activity."""
        return only_runs((activity.sport, activity.recorded()) for activity in self._activities)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise Refused(Refusal.DAMAGED) from None
    if not math.isfinite(number):
        raise Refused(Refusal.DAMAGED)
    return number
