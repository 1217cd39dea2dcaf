"""What changes the library: loading it, copying a protocol, publishing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.auditing import note
from accounts.models import User

from .copying import copy_rows
from .models import OUTCOMES, Protocol
from .safety import reasons_to_wait
from .seeding import Citations, load_sources
from .seeding_exercises import load_exercises
from .seeding_protocol import load_protocol, load_rules
from .validation import reasons_against

SHIPPED_VERSION = 1


@transaction.atomic
def load_library(*, now: datetime) -> bool:
    """Load the shipped library and publish it as version 1; say whether anything was loaded.

    Once version 1 is there nothing is touched again: what an administrator has edited since is theirs. Lists of rules
    that came with a later release are added where a version has nothing of them.
    """
    if Protocol.objects.filter(version=SHIPPED_VERSION).exists():
        return add_missing_lists()
    citations = Citations()
    load_sources()
    load_exercises(citations)
    protocol = Protocol.objects.create(version=SHIPPED_VERSION, title="The shipped rule base")
    load_protocol(protocol, citations)
    citations.write()
    protocol.status, protocol.published_at = Protocol.Status.PUBLISHED, now
    protocol.save(update_fields=["status", "published_at"])
    return True


def add_missing_lists() -> bool:
    """Give every version the shipped lists of progression it has no rule of; say whether any was added."""
    citations, added = Citations(), False
    for protocol in Protocol.objects.all():
        there = set(protocol.rules.values_list("kind", flat=True))
        missing = [kind for kind in OUTCOMES if kind not in there]
        load_rules(protocol, citations, missing)
        added = added or bool(missing)
    citations.write()
    return added


@dataclass(frozen=True, slots=True)
class Published:
    """A protocol that is now the published one."""

    protocol: Protocol


@dataclass(frozen=True, slots=True)
class NotPublished:
    """A draft that stays a draft, with every reason."""

    reasons: tuple[str, ...]


@transaction.atomic
def copy_protocol(*, source: Protocol, by: User | None = None) -> Protocol:
    """A draft with the next version number and a copy of every row."""
    newest = Protocol.objects.aggregate(newest=Max("version"))["newest"] or 0
    title = f"Copy of version {source.version}"
    draft = Protocol.objects.create(version=newest + 1, title=title, edited_by=by)
    copy_rows(source, draft)
    return draft


@transaction.atomic
def publish_protocol(*, draft: Protocol, now: datetime, by: User | None = None) -> Published | NotPublished:
    """Publish a draft and retire the version before it, or say everything that stands against it.

    Safety rules change only with the approval of somebody else than `by`. Plans that run keep the version they were
    made from.
    """
    locked = Protocol.objects.select_for_update().get(pk=draft.pk)
    if locked.status != Protocol.Status.DRAFT:
        return NotPublished(("Only a draft can be published. Copy this version to a draft first.",))
    reasons = [*reasons_against(locked, now.date()), *reasons_to_wait(locked, by)]
    if reasons:
        return NotPublished(tuple(reasons))
    for old in Protocol.objects.select_for_update().filter(status=Protocol.Status.PUBLISHED):
        old.status = Protocol.Status.RETIRED
        old.save(update_fields=["status"])
    locked.status, locked.published_at = Protocol.Status.PUBLISHED, now
    locked.save(update_fields=["status", "published_at"])
    note(actor=by, subject=None, action="publish", obj=locked, now=now)
    return Published(locked)
