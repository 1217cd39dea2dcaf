"""The one door through which a delivery changes its state. What is not an edge here is refused, also by a trigger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from .models import Delivery, State

EDGES: dict[State, frozenset[State]] = {
    State.DUE: frozenset({State.CLAIMED}),
    State.CLAIMED: frozenset({State.DUE, State.SKIPPED, State.SENDING, State.FAILED}),
    State.SENDING: frozenset({State.SENT, State.DUE, State.FAILED, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.SENT, State.DUE}),
    State.FAILED: frozenset({State.DUE}),
    State.SENT: frozenset(),
    State.SKIPPED: frozenset(),
}
FREE: dict[str, Any] = {"claim_token": None, "lease_until": None}


class NoSuchEdgeError(ValueError):
    """A delivery cannot go this way."""


def transition(
    ids: Iterable[int], *, old: State, new: State, now: datetime, token: UUID | None = None, **fields: Any
) -> int:
    """Move those of the deliveries that are still in `old`, and under `token` if one is given; how many moved.

    Whoever held a lease that was taken from them since moves nothing: that is what `token` is for.
    """
    if new not in EDGES[old]:
        raise NoSuchEdgeError(f"No way from {old.label!r} to {new.label!r}.")
    found = Delivery.objects.filter(pk__in=list(ids), state=old)
    if token is not None:
        found = found.filter(claim_token=token)
    if new == State.DUE:
        fields = {**FREE, **fields}
    return found.update(state=new, changed_at=now, **fields)
