"""The one door through which a delivery changes its state. What is not an edge here is refused, also by a trigger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

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
    ids: Iterable[int],
    *,
    old: State,
    new: State,
    now: datetime,
    token: UUID | None = None,
    tries: int = 0,
    **fields: Any,
) -> int:
    """Move those of the deliveries that are still in `old`, and under `token` if one is given; how many moved.

    Whoever held a lease that was taken from them since moves nothing: that is what `token` is for. `tries` are added to
    the attempts, in the row.
    """
    if new not in EDGES[old]:
        raise NoSuchEdgeError(f"No way from {old.label!r} to {new.label!r}.")
    if not (keys := list(ids)):
        return 0
    changed = {**(FREE if new == State.DUE else {}), **fields, "state": new, "changed_at": now}
    known = {"state": old} if token is None else {"state": old, "claim_token": token}
    steps = [f"{name} = %s" for name in changed] + ["attempts = attempts + %s"] * bool(tries)
    where = [f"{name} = %s" for name in known] + [f"id IN ({', '.join(['%s'] * len(keys))})"]
    values = [*_in_database(changed), *[tries] * bool(tries), *_in_database(known), *keys]
    # Written out: a mail changes its state twice, and the ORM takes four times as long to say so.
    statement = f"UPDATE outbox_delivery SET {', '.join(steps)} WHERE {' AND '.join(where)}"  # noqa: S608 names of ours
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _in_database(fields: dict[str, Any]) -> list[Any]:
    """The values as their columns hold them."""
    of = {field.attname: field for field in Delivery._meta.concrete_fields}
    return [of[name].get_db_prep_save(value, connection) for name, value in fields.items()]
