"""Work that is done aside. Every task may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .digests import write_digests


@shared_task(name="clinic.write_digests")
def write_week_digests() -> None:
    """Write the digests of the week that are due; those that are written stay as they are."""
    write_digests(timezone.now())
