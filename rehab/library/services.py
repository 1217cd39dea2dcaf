"""What changes the library: loading it, copying a protocol, publishing one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from .models import Protocol
from .seeding import Citations, load_sources
from .seeding_exercises import load_exercises
from .seeding_protocol import load_protocol

SHIPPED_VERSION = 1


@transaction.atomic
def load_library(*, now: datetime) -> bool:
    """Load the shipped library and publish it as version 1; say whether anything was loaded.

    Once version 1 is there nothing is touched again: what an administrator has edited since is theirs.
    """
    if Protocol.objects.filter(version=SHIPPED_VERSION).exists():
        return False
    citations = Citations()
    load_sources()
    load_exercises(citations)
    protocol = Protocol.objects.create(version=SHIPPED_VERSION, title="The shipped rule base")
    load_protocol(protocol, citations)
    citations.write()
    protocol.status, protocol.published_at = Protocol.Status.PUBLISHED, now
    protocol.save(update_fields=["status", "published_at"])
    return True
