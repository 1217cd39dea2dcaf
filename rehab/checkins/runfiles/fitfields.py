"""One field of a FIT message. A damaged file may declare any field as text, as several numbers or not at all."""

from __future__ import annotations

import math
from typing import Any

FIT_EPOCH = 631_065_600  # 1989-12-31 00:00 UTC, from which FIT counts seconds
SINCE_POWER_ON = 0x10000000  # a smaller time counts from when the watch was switched on and names no day
ABSENT = 0xFFFFFFFF


def word(message: Any, name: str) -> str | None:
    """A named value such as a sport; one that has no name yet is its number."""
    value = message.get_value(name, fallback=None)
    return None if value is None else str(value)


def number(message: Any, name: str) -> float | None:
    """A field's value in FIT's units if it is one number."""
    value = message.get_value(name, fallback=None)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else None


def moment(message: Any, name: str) -> float | None:
    """A field's time, in seconds since 1970."""
    value = number(message, name)
    return value + FIT_EPOCH if value is not None and SINCE_POWER_ON <= value < ABSENT else None
