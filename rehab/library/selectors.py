"""What others read of the library."""

from __future__ import annotations

from .facts import known_facts
from .mapping import load_catalog


def fact_names() -> list[str]:
    """The names of all facts a rule may read, sorted."""
    return sorted(known_facts(load_catalog().questions))
