"""What others read of the library."""

from __future__ import annotations

from .facts import known_facts
from .mapping import load_catalog
from .models import Rule


def fact_names() -> list[str]:
    """The names of all facts a rule may read, sorted."""
    return sorted(known_facts(load_catalog().questions))


def advice_texts(version: int) -> dict[str, str]:
    """What the advice rules of a protocol version say to the runner, by rule id, in order."""
    rules = Rule.objects.filter(protocol__version=version, kind=Rule.Kind.ADVICE).order_by("position")
    return dict(rules.values_list("key", "text"))
