"""GPX: one run per track. Distance is measured from point to point; a gap between two segments is a pause."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from .limits import MAX_POINTS
from .moments import moment_of, utc
from .recorded import Recorded
from .refusals import Refusal, Refused
from .sports import only_runs

EARTH_M = 6_371_008.8  # mean radius, IUGG
STRAVA_RUN = "9"  # older exports of Strava number their sports

Place = tuple[float, float]


def metres_between(one: Place, other: Place) -> float:
    """Great-circle distance of two places in radians, by the haversine formula."""
    half_north = math.sin((other[0] - one[0]) / 2)
    half_east = math.sin((other[1] - one[1]) / 2)
    share = half_north * half_north + math.cos(one[0]) * math.cos(other[0]) * half_east * half_east
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(share)))


@dataclass(slots=True)
class _Track:
    """What is kept of a track while it is read: sums, and the ends of the segment at hand."""

    sport: str | None = None
    points: int = 0
    distance_m: float = 0.0
    duration_s: float = 0.0
    started: float | None = None
    place: Place | None = None
    times: list[float] = field(default_factory=list)

    def add_place(self, place: Place) -> None:
        self.points += 1
        if self.place:
            self.distance_m += metres_between(self.place, place)
        self.place = place

    def add_time(self, time: float) -> None:
        self.times = [min(self.times[0], time), max(self.times[1], time)] if self.times else [time, time]

    def end_segment(self) -> None:
        if self.times:
            first, last = self.times
            self.duration_s += last - first
            self.started = first if self.started is None else min(self.started, first)
        self.place, self.times = None, []

    def recorded(self) -> Recorded | None:
        if self.started is None:
            return None
        return Recorded(utc(self.started), self.duration_s, self.distance_m)


class Gpx:
    """Gathers the tracks of a GPX file; routes and waypoints are no runs."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._points = 0

    def opened(self, path: list[str], attributes: Mapping[str, str]) -> None:
        """A track begins, or a point of it."""
        if path[-1] == "trkpt" and path[1:-1] == ["trk", "trkseg"]:
            self._points += 1
            if self._points > MAX_POINTS:
                raise Refused(Refusal.TOO_MANY_POINTS)
            self._tracks[-1].add_place(_place(attributes))
        elif path[1:] == ["trk"]:
            self._tracks.append(_Track())

    def closed(self, path: list[str], text: str) -> None:
        """A point's time, a track's sport, the end of a segment."""
        name = path[-1]
        if name == "time" and path[1:-1] == ["trk", "trkseg", "trkpt"]:
            self._tracks[-1].add_time(moment_of(text))
        elif path[1:] == ["trk", "type"]:
            self._tracks[-1].sport = "run" if text == STRAVA_RUN else text
        elif path[1:] == ["trk", "trkseg"]:
            self._tracks[-1].end_segment()

    def runs(self) -> tuple[Recorded, ...]:
        """One run per track that has points."""
        return only_runs((track.sport, track.recorded()) for track in self._tracks if track.points)


def _place(attributes: Mapping[str, str]) -> Place:
    try:
        north, east = float(attributes["lat"]), float(attributes["lon"])
    except (KeyError, ValueError):
        raise Refused(Refusal.DAMAGED) from None
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise Refused(Refusal.DAMAGED)
    return math.radians(north), math.radians(east)
