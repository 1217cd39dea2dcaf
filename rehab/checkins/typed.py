"""What somebody typed into the form of a session, in words: for a day whose form cannot be shown any more."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rehab.library.models import Exercise

from .sessions import REASONS

NAMED = re.compile(r"(done|minutes|pain|effort|spread|skip)(?:-([\w-]{1,64}))?")
LABELS = {
    "done": "sets done",
    "minutes": "minutes",
    "pain": "highest pain",
    "effort": "how hard",
    "spread": "moved further from the spine",
    "skip": "left out",
}
WHOLE, UNKNOWN = "The whole session", "An exercise"
LONGEST = 300


def typed_lines(sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """One (subject, words) for the whole session and for each exercise that was spoken of, as it was sent."""
    said: dict[str, list[str]] = {}
    for name, value in sent.items():
        found = NAMED.fullmatch(name)
        if found and value:
            words = REASONS.get(value, value)[:LONGEST]
            said.setdefault(found[2] or "", []).append(f"{LABELS[found[1]]}: {words}")
    names = {"": WHOLE, **dict(Exercise.objects.filter(pk__in=[*filter(None, said)]).values_list("pk", "name"))}
    return [(names.get(id_, UNKNOWN), " · ".join(words)) for id_, words in said.items()]
