"""Writing down what came of a hand-over, also when the database was away for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from .channels import Outcome
from .claiming import lease
from .models import Channel, Delivery, ErrorClass, State, Suppression
from .retrying import next_try
from .states import transition
from .suppressing import suppress
from .valves import break_if_refused, slow_down

BREATH_S = 0.5


def settle(delivery: Delivery, token: UUID, outcome: Outcome, now: datetime) -> State:
    """Move a delivery on by its outcome; the state it went to."""
    state, fields = _destination(delivery, outcome, now)
    _insisting(lambda: _move(delivery, token, state, now, fields))
    if outcome.error == ErrorClass.THROTTLE:
        slow_down(delivery.channel, now)
    elif outcome.error == ErrorClass.ADDRESS and delivery.channel == Channel.MAIL:
        suppress(address_hash=delivery.to_hash, reason=Suppression.Reason.HARD_BOUNCE, now=now)
    elif outcome.error == ErrorClass.POLICY:
        break_if_refused(delivery.channel, now)
    return state


def _move(delivery: Delivery, token: UUID, state: State, now: datetime, fields: dict[str, Any]) -> int:
    moved = transition([delivery.pk], old=State.SENDING, new=state, now=now, token=token, **fields)
    if not moved and state == State.SENT:  # late: the reaper has put a question mark, and this is the answer
        moved = transition([delivery.pk], old=State.UNKNOWN, new=state, now=now, token=token, **fields)
    return moved


def _destination(delivery: Delivery, outcome: Outcome, now: datetime) -> tuple[State, dict[str, Any]]:
    error: dict[str, Any] = {"error_class": outcome.error or "", "error_text": outcome.code[:200]}
    if outcome.state == State.SENT:
        return State.SENT, {"sent_at": now, "provider_id": outcome.provider_id[:200], **error}
    if outcome.state != State.DUE:
        return outcome.state, error
    if outcome.error == ErrorClass.THROTTLE:  # the relay's pace is no fault of this delivery
        delivery.attempts, delivery.throttles = delivery.attempts - 1, delivery.throttles + 1
        error |= {"attempts": delivery.attempts, "throttles": delivery.throttles}
    again = next_try(delivery, outcome.error or ErrorClass.TRANSIENT, now)
    if again is None:
        return State.FAILED, {**error, "error_class": outcome.error or ErrorClass.TRANSIENT}
    return State.DUE, {"next_try": again, **error}


def _insisting(write: Callable[[], int]) -> None:
    """Try again while the lease lasts: a database that restarts is back before it ends, and then it is known."""
    ends_at = time.monotonic() + lease().total_seconds() / 3
    while True:
        try:
            write()
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends_at or connection.in_atomic_block:
                raise
            time.sleep(BREATH_S)
            close_old_connections()
        else:
            return
