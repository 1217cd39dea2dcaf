"""What writes deliveries once their time has come. Each may run twice, from several places at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Source = Callable[[datetime], int]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a tick ask this for what is due at a time by the database's clock; it says how many rows it wrote."""
    _sources[name] = source


def sources() -> dict[str, Source]:
    """All of them, by name."""
    return dict(_sources)
