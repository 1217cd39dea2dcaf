"""The states of a delivery: the edges there are, and no other, in Python and in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, State
from rehab.outbox.states import EDGES, NoSuchEdgeError, transition
from tests.outbox.leaving import due, reader

pytestmark = pytest.mark.django_db
PAIRS = [(old, new) for old in State for new in State if old != new]
NAMES = [f"{old.name}-{new.name}" for old, new in PAIRS]


def fields_of(state: State) -> dict[str, Any]:
    """What a row in a state has to have."""
    now = database_now()
    taken = {"claim_token": uuid4(), "lease_until": now + timedelta(minutes=2)}
    needed: dict[State, dict[str, Any]] = {
        State.CLAIMED: taken,
        State.SENDING: taken | {"handed_at": now},
        State.SENT: {"sent_at": now},
        State.FAILED: {"error_class": "policy"},
        State.SKIPPED: {"skip_reason": "stale"},
        State.UNKNOWN: {"error_class": "lost", "handed_at": now},
    }
    return needed.get(state, {})


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=NAMES)
def test_a_way_is_open_or_shut_in_both_places(old, new) -> None:
    """`transition` and the trigger know the same edges."""
    row = due(reader(), state=old, **fields_of(old))
    is_open, now = new in EDGES[old], database_now()
    if is_open:
        assert transition([row.pk], old=old, new=new, now=now, **fields_of(new)) == 1
    else:
        with pytest.raises(NoSuchEdgeError):
            transition([row.pk], old=old, new=new, now=now, **fields_of(new))
        blank = {"sent_at": None, "skip_reason": ""}
        with pytest.raises(DatabaseError, match="cannot go this way"), transaction.atomic():
            Delivery.objects.filter(pk=row.pk).update(state=new, **(blank | fields_of(new)))


def test_a_row_that_has_moved_on_is_left_alone() -> None:
    """The condition is part of the statement: nothing is read before."""
    row = due(reader(), state=State.SENT, **fields_of(State.SENT))
    assert transition([row.pk], old=State.DUE, new=State.CLAIMED, now=database_now(), **fields_of(State.CLAIMED)) == 0


@pytest.mark.parametrize(
    ("state", "without"),
    [
        (State.CLAIMED, {"lease_until": None}),
        (State.SENDING, {"claim_token": None}),
        (State.SENT, {"sent_at": None}),
        (State.SKIPPED, {"skip_reason": ""}),
        (State.FAILED, {"error_class": ""}),
        (State.UNKNOWN, {"error_class": ""}),
        (State.DUE, {"attempts": 9}),
        (State.DUE, {"period": ""}),
        (State.DUE, {"kind": "spam"}),
        (State.DUE, {"skip_reason": "stale"}),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(state, without) -> None:
    """By the database, whoever writes it."""
    ada = reader()
    with pytest.raises(DatabaseError), transaction.atomic():
        due(ada, state=state, **(fields_of(state) | without))
