"""The outbox at a glance: how much stands where, without an address or a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from .alarms import Alarm, alarms, last_tick, oldest_due, sent_lately
from .models import Delivery, ErrorClass, State, Valve

WEEK = timedelta(days=7)
OPEN = (State.DUE, State.CLAIMED, State.SENDING, State.FAILED, State.UNKNOWN)  # each has an index of its own
WORDS = {
    State.DUE: "waits for its time or its next try",
    State.CLAIMED: "taken by a sender just now",
    State.SENDING: "being handed over just now",
    State.FAILED: "tried often enough, or refused for good",
    State.UNKNOWN: "handed over without an answer: it may have arrived or not",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """Alarms, the last tick, what has been due the longest, and counts by state and error class."""

    alarms: tuple[Alarm, ...]
    last_tick: datetime | None
    oldest_due: datetime | None
    states: tuple[tuple[State, str, int], ...]
    classes: tuple[tuple[State, ErrorClass, int], ...]
    sent: int
    stopped: frozenset[str]


def overview(now: datetime) -> Overview:
    """What there is to know now. Sent ones are counted among the newest 20,000 rows of this week."""
    counts = {state: Delivery.objects.filter(state=state).count() for state in OPEN}
    wrong = Delivery.objects.filter(state__in=[State.FAILED, State.UNKNOWN])
    classes = wrong.order_by("state", "error_class").values_list("state", "error_class").annotate(count=Count("pk"))
    return Overview(
        alarms=alarms(now),
        last_tick=last_tick(),
        oldest_due=oldest_due(now),
        states=tuple((state, WORDS[state], counts[state]) for state in OPEN),
        classes=tuple((State(state), ErrorClass(error), count) for state, error, count in classes),
        sent=sent_lately(now - WEEK),
        stopped=frozenset(Valve.objects.filter(stopped_at__isnull=False).values_list("channel", flat=True)),
    )
