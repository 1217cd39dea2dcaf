"""The doorbell: tells a worker to look now. Nothing depends on it being heard; the tick finds what is due anyway."""

from __future__ import annotations

import logging

from celery import current_app
from django.db import transaction

log = logging.getLogger("rehab.outbox")
TASK = "outbox.send_due"


def ring() -> None:
    """Ring once what is being written is written; a broker that is down is no reason to fail."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    try:
        current_app.send_task(TASK, ignore_result=True)
    except Exception as error:  # whatever a broker throws: the tick comes by itself
        log.warning("The bell was not heard: %s", type(error).__name__)
