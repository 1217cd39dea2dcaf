"""FIT: one run per session, with the device's own sums; where no session was written, what the points say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import fitdecode

from .fitfields import moment, number, word
from .fitpoints import Points
from .fitsums import check_sums
from .moments import utc
from .recorded import Recorded
from .refusals import Refusal, Refused
from .sports import only_runs


def read_fit(content: bytes) -> tuple[Recorded, ...]:
    """The runs of a FIT file, or of several written one after the other."""
    check_sums(content)
    points = Points()
    sessions = []
    for message in _messages(content):
        if message.name == "session":
            sessions.append((word(message, "sport"), _session(message)))
        elif message.name == "file_id" and word(message, "type") not in (None, "activity"):
            raise Refused(Refusal.NO_RUN)
        else:
            points.add(message)
    if not sessions and points.count:
        sessions = [(points.sport, points.recorded())]
    return only_runs(sessions)


def _messages(content: bytes) -> Iterator[Any]:
    # Sums are checked beforehand, four times as fast; unknown developer fields and odd sizes are read past.
    with fitdecode.FitReader(
        content,
        processor=None,
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    ) as reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                yield frame


def _session(message: Any) -> Recorded | None:
    started = moment(message, "start_time")
    duration = number(message, "total_timer_time")
    if duration is None:
        duration = number(message, "total_elapsed_time")
    if started is None or duration is None:
        return None
    return Recorded(utc(started), duration, number(message, "total_distance"))
