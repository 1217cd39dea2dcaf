"""A FIT recording that broke off before its session was written: what its points and its timer say."""

from __future__ import annotations

from typing import Any

from .fitfields import moment, number, word
from .limits import MAX_POINTS
from .moments import utc
from .recorded import Recorded
from .refusals import Refusal, Refused

STOPS = ("stop", "stop_all")
SPORT_SAID_IN = ("sport", "lap")


class Points:
    """Gathers first and last time, the distance reached and the pauses, which are from a timer's stop to its start."""

    def __init__(self) -> None:
        self.count = 0
        self.sport: str | None = None
        self._times: list[float] = []
        self._distance_m: float | None = None
        self._paused_s = 0.0
        self._stopped: float | None = None

    def add(self, message: Any) -> None:
        """Take in the next message."""
        if message.name == "record":
            self._add_point(moment(message, "timestamp"), number(message, "distance"))
        elif message.name == "event" and word(message, "event") == "timer":
            self._add_timer(moment(message, "timestamp"), word(message, "event_type"))
        elif message.name in SPORT_SAID_IN:
            self.sport = self.sport or word(message, "sport")

    def recorded(self) -> Recorded | None:
        """The run, if any point had a time."""
        if not self._times:
            return None
        first, last = self._times
        return Recorded(utc(first), last - first - self._paused_s, self._distance_m)

    def _add_point(self, time: float | None, distance_m: float | None) -> None:
        self.count += 1
        if self.count > MAX_POINTS:
            raise Refused(Refusal.TOO_MANY_POINTS)
        if time is not None:
            first, last = self._times or (time, time)
            self._times = [min(first, time), max(last, time)]
        if distance_m is not None:
            self._distance_m = max(distance_m, self._distance_m or 0.0)

    def _add_timer(self, time: float | None, kind: str | None) -> None:
        if time is None:
            return
        if kind in STOPS:
            self._stopped = time if self._stopped is None else self._stopped
        elif kind == "start" and self._stopped is not None:
            self._paused_s += max(0.0, time - self._stopped)
            self._stopped = None
