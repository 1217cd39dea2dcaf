"""Work that is done aside. Every task may run twice and be lost: the next tick makes up for it."""

from __future__ import annotations

import time
from collections.abc import Callable

from celery import shared_task

from .bell import TASK
from .sending import send_due as send_what_is_due
from .ticking import tick as do_tick

SAFE = {"ignore_result": True, "acks_late": True, "reject_on_worker_lost": True}
# Celery kills at the limit, also in the middle of a hand-over, which then is unknown: a long queue ends well before it.
LIMIT_S, ENOUGH_S = 300, 200


def _is_enough() -> Callable[[], bool]:
    ends_at = time.monotonic() + ENOUGH_S
    return lambda: time.monotonic() > ends_at


@shared_task(name="outbox.tick", time_limit=LIMIT_S, **SAFE)
def tick() -> None:
    """Write what is due, and send it."""
    is_enough = _is_enough()
    do_tick(name="beat")
    send_what_is_due(is_stopping=is_enough)


@shared_task(name=TASK, time_limit=LIMIT_S, **SAFE)
def send_due() -> None:
    """Send what is due."""
    send_what_is_due(is_stopping=_is_enough())
