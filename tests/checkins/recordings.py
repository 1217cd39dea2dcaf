"""Files of watches, made small: the same run as GPX, TCX and FIT, and what a test wants changed in it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 1, 6, 30, 5, tzinfo=UTC)
STEP_S = 10
STEP_DEGREES = 0.0003  # of latitude: 33.36 m in ten seconds
STEP_M = 33.3585
FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)

# Global message, and its fields: number, size and base type as the FIT profile has them.
FILE_ID, SPORT, SESSION, RECORD, EVENT, LAP = 0, 12, 18, 20, 21, 19
DEVELOPER, FIELD_DESCRIPTION = 207, 206
ENUM, UINT8, UINT16, UINT32, SINT32, STRING = 0x00, 0x02, 0x84, 0x86, 0x85, 0x07
LETTERS = {ENUM: "B", UINT8: "B", UINT16: "H", UINT32: "I", SINT32: "i"}
TIMESTAMP = 253
RUNNING, CYCLING, SWIMMING = 1, 2, 5
Field = tuple[int, int, int]  # number, base type, value


def gpx_points(count: int, *, start: datetime = START, first: int = 0) -> str:
    """A track due north at one pace."""
    return "".join(
        f'<trkpt lat="{50 + (first + step) * STEP_DEGREES:.7f}" lon="8.5"><ele>120</ele>'
        f"<time>{(start + timedelta(seconds=step * STEP_S)).isoformat()}</time></trkpt>"
        for step in range(count)
    )


def gpx(*segments: str, sport: str | None = "running") -> bytes:
    """A track of these segments."""
    kind = "" if sport is None else f"<type>{sport}</type>"
    track = "".join(f"<trkseg>{segment}</trkseg>" for segment in segments)
    body = f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk>{kind}{track}</trk></gpx>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()


def tcx(*laps: tuple[float, float], sport: str = "Running", start: datetime = START) -> bytes:
    """An activity of laps, each of seconds and metres."""
    body = "".join(
        f'<Lap StartTime="{start.isoformat()}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
        f"<DistanceMeters>{metres}</DistanceMeters><Track><Trackpoint><Time>{start.isoformat()}</Time>"
        f"<DistanceMeters>{metres}</DistanceMeters></Trackpoint></Track></Lap>"
        for seconds, metres in laps
    )
    activity = f'<Activity Sport="{sport}"><Id>{start.isoformat()}</Id>{body}</Activity>'
    space = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
    return (
        f'<TrainingCenterDatabase xmlns="{space}"><Activities>{activity}</Activities></TrainingCenterDatabase>'.encode()
    )


def fit_time(moment: datetime) -> int:
    """Seconds as FIT counts them."""
    return int((moment - FIT_EPOCH).total_seconds())


def slow_sum(content: bytes) -> int:
    """The sum at the end of a FIT file, bit by bit."""
    total = 0
    for byte in content:
        total ^= byte
        for _ in range(8):
            total = (total >> 1) ^ 0xA001 if total & 1 else total >> 1
    return total


def signed(body: bytes, *, header_size: int = 14, crc: Callable[[bytes], int] = slow_sum) -> bytes:
    """A FIT file of this body, with fitting sizes and sums."""
    header = struct.pack("<BBHI4s", header_size, 0x20, 2132, len(body), b".FIT")
    if header_size == 14:
        header += struct.pack("<H", crc(header))
    return header + body + struct.pack("<H", crc(header + body))


def message(kind: int, fields: Sequence[Field], *, local: int = 0, order: str = "<") -> bytes:
    """A definition and one message of it."""
    return definition(kind, fields, local=local, order=order) + values(fields, local=local, order=order)


def definition(kind: int, fields: Sequence[Field], *, local: int = 0, order: str = "<") -> bytes:
    sizes = b"".join(bytes([number, struct.calcsize(LETTERS[base]), base]) for number, base, _ in fields)
    return struct.pack(f"{order}BBBHB", 0x40 | local, 0, order == ">", kind, len(fields)) + sizes


def values(fields: Iterable[Field], *, local: int = 0, order: str = "<", header: int | None = None) -> bytes:
    packed = b"".join(struct.pack(order + LETTERS[base], value) for _, base, value in fields)
    return bytes([local if header is None else header]) + packed


def file_id(kind: int = 4) -> bytes:
    return message(FILE_ID, [(0, ENUM, kind), (1, UINT16, 1)])


def session(seconds: float, metres: float | None, *, sport: int = RUNNING, start: datetime = START, order="<") -> bytes:
    """A session; no distance is FIT's own mark for it."""
    distance = 0xFFFFFFFF if metres is None else round(metres * 100)
    fields = [
        (TIMESTAMP, UINT32, fit_time(start) + int(seconds)),
        (2, UINT32, fit_time(start)),
        (7, UINT32, round(seconds * 1000) + 60_000),  # elapsed: a minute of standing still
        (8, UINT32, round(seconds * 1000)),
        (9, UINT32, distance),
        (5, ENUM, sport),
    ]
    return message(SESSION, fields, local=1, order=order)


def records(count: int, *, start: datetime = START, first: int = 0) -> bytes:
    """Points with a place, every ten seconds."""
    made = [
        [
            (TIMESTAMP, UINT32, fit_time(start) + step * STEP_S),
            (0, SINT32, 596_523_236 + step),
            (1, SINT32, 101_408_950),
            (5, UINT32, round((first + step) * STEP_M * 100)),
        ]
        for step in range(count)
    ]
    return definition(RECORD, made[0], local=2) + b"".join(values(fields, local=2) for fields in made)


def timer(kind: int, moment: datetime) -> bytes:
    """The watch is started (0) or stopped (4)."""
    return message(EVENT, [(TIMESTAMP, UINT32, fit_time(moment)), (0, ENUM, 0), (1, ENUM, kind)], local=3)


def fit(*bodies: bytes) -> bytes:
    return signed(file_id() + b"".join(bodies))
