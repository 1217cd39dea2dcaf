"""Work that is done aside."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from .sealing import seal_entries

log = logging.getLogger("accounts.audit")


@shared_task(name="accounts.seal_audit")
def seal_audit() -> None:
    """Seal the audit log; the log of the server keeps the seal where nobody who reaches the database can change it."""
    seal = seal_entries(now=timezone.now())
    if seal is not None:
        log.info("Sealed the audit log: %s", seal)
