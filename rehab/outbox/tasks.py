"""Work that is done aside. Every task may run twice and be lost: the next tick makes up for it."""

from __future__ import annotations

from celery import shared_task

from .bell import TASK
from .sending import send_due as send_what_is_due
from .ticking import tick as do_tick

SAFE = {"ignore_result": True, "acks_late": True, "reject_on_worker_lost": True}


@shared_task(name="outbox.tick", time_limit=300, **SAFE)
def tick() -> None:
    """Write what is due, and send it."""
    do_tick(name="beat")
    send_what_is_due()


@shared_task(name=TASK, time_limit=300, **SAFE)
def send_due() -> None:
    """Send what is due."""
    send_what_is_due()
