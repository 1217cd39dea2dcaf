"""A batch of a therapist's changes as the runner reads it: before → after, and the therapist's reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .batches import Batch, net_events
from .decisions import decision_rows, wording_of
from .models import LogEntry, Plan

ON = frozenset({"held", "paused"})


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing that is other than before: what, what was done, why, and whether something was said against it."""

    about: str
    change: str
    way: str
    because: str
    reasons: tuple[str, ...]
    is_confirmed: bool


def batch_lines(plan: Plan, batch: Batch) -> list[ChangeLine]:
    """What came of a batch, in words."""
    known = wording_of(plan.protocol_id)
    lines = net_events(plan, batch)
    ends = [(events[0], events[-1]) for events in lines]
    whole = [{**last, "before": first["before"], "subject": first["subject"]} for first, last in ends]
    rows = decision_rows(plan, whole, known)
    return [
        ChangeLine(
            about=row.about,
            change=row.change.removeprefix(": ") + _until(plan, events[-1]),
            way=row.way,
            because=row.because,
            reasons=tuple(dict.fromkeys(_inputs(events, "therapist_reason"))),
            is_confirmed=any(_inputs(events, "confirmed_against")),
        )
        for row, events in zip(rows, lines, strict=True)
    ]


def _inputs(events: Iterable[dict[str, Any]], name: str) -> list[Any]:
    found = [reason["inputs"].get(name) for event in events for reason in event["reasons"]]
    return [value for value in found if value]


def _until(plan: Plan, event: dict[str, Any]) -> str:
    """The last day of a hold or a pause."""
    if event["after"] not in ON:
        return ""
    body = LogEntry.objects.values_list("body", flat=True).get(pk=event["entry_id"])
    day = body["changes"][0].get("until")
    if day is None:
        return ""
    last = plan.started_on + timedelta(days=day)
    return f", until {last.day} {last:%B}"
