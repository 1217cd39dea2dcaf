"""What became of a plan lately, as its editor tells it: before → after, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rehab.plans.decisions import decided_with, decision_rows, wording_of
from rehab.plans.models import LogEntry, Plan, PlanEvent

MOST_ENTRIES = 20
RULES = "the rules"


def saved_words(plan: Plan, key: str) -> list[str]:
    """What was saved under a key, in words; empty where nothing was."""
    try:
        entry_id = str(UUID(key))
    except ValueError:
        return []
    entry = LogEntry.objects.filter(plan=plan, entry_id=entry_id, kind="adjust").first()
    return [] if entry is None else _words(plan, [entry.pk]) or ["Saved."]


def last_change(plan: Plan) -> list[str]:
    """What the last save of a therapist changed, which is what is taken back."""
    entry = LogEntry.objects.filter(plan=plan, kind="adjust").order_by("-number").first()
    return [] if entry is None else _words(plan, [entry.pk])


def _words(plan: Plan, entries: list[int]) -> list[str]:
    events = [event for event in decided_with(plan, entries) if event["step"] == "therapist"]
    return [f"{row.about}{row.change}" for row in decision_rows(plan, events, wording_of(plan.protocol_id))]


def changes_since(plan: Plan, seen: int) -> list[tuple[str, str]]:
    """What was decided after a version, the earliest first, each with who or what decided it."""
    later = min(max(0, plan.revision - seen), MOST_ENTRIES)
    decided = PlanEvent.objects.filter(plan=plan, kind=PlanEvent.Kind.DECIDED, entry__isnull=False)
    entries = decided.order_by("-entry__number").values_list("entry_id", flat=True).distinct()[:later]
    events = decided_with(plan, list(entries))
    names = dict(
        LogEntry.objects.filter(events__in=[event["pk"] for event in events]).values_list("events", "by__display_name")
    )
    rows = decision_rows(plan, events, wording_of(plan.protocol_id))
    said = zip(rows, events, strict=True)
    return [(f"{row.about}{row.change}", _who(event, names)) for row, event in said]


def _who(event: Mapping[str, Any], names: Mapping[int, str]) -> str:
    return (names.get(event["pk"]) or "a therapist") if event["step"] == "therapist" else RULES
