"""Fields of a run: how long it took, as people write it."""

from __future__ import annotations

import re
from typing import Any

from django import forms

SHORTEST_MIN, LONGEST_MIN = 1 / 60, 72 * 60
CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
PLAIN = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")
UNCLEAR = "Write minutes, such as 35, or hours:minutes:seconds, such as 1:05:00."
OUT_OF_BOUNDS = "Enter a time between 1 second (0:01) and 72 hours (72:00:00)."


class TimeRunField(forms.CharField):
    """A duration in minutes: 35, 35:20 (minutes and seconds) or 1:05:20."""

    def clean(self, value: Any) -> float | None:
        """The minutes, to a hundredth; None if left open."""
        text = super().clean(value).strip()
        if not text:
            return None
        minutes = _minutes(text)
        if minutes is None:
            raise forms.ValidationError(UNCLEAR)
        if not SHORTEST_MIN <= minutes <= LONGEST_MIN:
            raise forms.ValidationError(OUT_OF_BOUNDS)
        return minutes


def _minutes(text: str) -> float | None:
    if PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    found = CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return round(hours * 60 + minutes + seconds / 60, 2)


def as_typed(minutes: float) -> str:
    """Minutes as the field reads them back."""
    seconds = round(minutes * 60)
    if seconds % 60 == 0:
        return str(seconds // 60)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
