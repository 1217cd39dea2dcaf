"""Batches: what one therapist changed of a plan within 15 minutes is told once, as what came of it in the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from .event_words import FIELDS
from .models import LogEntry, Plan, PlanEvent

LASTS = timedelta(minutes=15)
UNDO = "undo"
SOMEBODY = "Your therapist"
# What a change is about beside its subject, by the words the engine has for it; a dose or an exercise otherwise.
ASPECTS = {"goes on": "hold", "held": "hold", "usual days": "pause", "paused": "pause", "asks first": "mode"}
GOES_ON = frozenset({"goes on", "usual days"})
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """One therapist's changes within 15 minutes of the first; `number` is that of its first entry.

    `undone` are the entries of it that were taken back in it, with what took them back.
    """

    number: int
    by_id: int | None
    by: str
    began_at: datetime
    entries: tuple[int, ...]
    undone: frozenset[int] = frozenset()


def batches(plan: Plan) -> list[Batch]:
    """All batches of a plan, in the order they began."""
    found: list[Batch] = []
    last: dict[int | None, int] = {}
    before: int | None = None
    rows = LogEntry.objects.filter(plan=plan, kind="adjust").order_by("number")
    for row in rows.values("pk", "number", "made_at", "by_id", "by__display_name", "body"):
        place = last.get(row["by_id"])
        if place is None or row["made_at"] >= found[place].began_at + LASTS:
            place = last[row["by_id"]] = len(found)
            by = row["by__display_name"] or SOMEBODY
            found.append(Batch(row["number"], row["by_id"], by, row["made_at"], ()))
        found[place] = _with(found[place], row, before)
        before = row["pk"]
    return found


def _with(batch: Batch, row: Mapping[str, Any], before: int | None) -> Batch:
    """The batch with one more entry. Taking back is always of the entry before; both go where that is in the batch."""
    is_undo = row["body"]["changes"][0]["kind"] == UNDO
    gone = {before, row["pk"]} if is_undo and before in batch.entries else set()
    return replace(batch, entries=(*batch.entries, row["pk"]), undone=batch.undone | gone)


def batch_of(plan: Plan, number: int) -> Batch | None:
    """A batch by its number."""
    return next((batch for batch in batches(plan) if batch.number == number), None)


def net_events(plan: Plan, batch: Batch) -> list[list[Event]]:
    """What came of a batch: for each thing that is other than before, its decisions from the first to the last.

    An exercise that came in for another goes on in its line. What was declined is told as well.
    """
    lines: dict[tuple[str, str], list[Event]] = {}
    origin: dict[str, str] = {}
    for event in _events(plan, batch):
        subject = origin.get(event["subject"] or "", event["subject"] or "")
        aspect = _aspect(event)
        lines.setdefault((subject, aspect), []).append(event)
        after = event["after"].partition(" ")[0]
        if not aspect and after and event["rule"] == "PT_exchange":
            origin[after] = subject
    return [events for (_, aspect), events in lines.items() if _is_told(aspect, events)]


def _events(plan: Plan, batch: Batch) -> Iterable[Event]:
    entries = [entry for entry in batch.entries if entry not in batch.undone]
    events = PlanEvent.objects.filter(plan=plan, kind=PlanEvent.Kind.DECIDED, step="therapist", entry_id__in=entries)
    return events.order_by("at", "pk").values(*FIELDS)


def _aspect(event: Event) -> str:
    if event["after"].startswith("place "):
        return "place"
    sides = {event["before"], event["after"]}
    if event["subject"] != "plan":
        return "rule" if sides == {"by rule", "fixed"} else ""
    return next((ASPECTS[side] for side in sorted(sides) if side in ASPECTS), "")


def _is_told(aspect: str, events: list[Event]) -> bool:
    before, after = events[0]["before"], events[-1]["after"]
    if aspect in ("hold", "pause"):  # its last day may be another
        return before != after or after not in GOES_ON
    return before != after or any(event["rule"] == "PT_decline" for event in events)
