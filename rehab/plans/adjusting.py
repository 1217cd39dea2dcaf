"""Adjusting: what a therapist saves, as one new version of the plan, through the door of every entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.access import link_to
from accounts.models import User
from rehab.engine.progress.change import Change
from rehab.engine.progress.following import Followed
from rehab.engine.progress.log import Adjust
from rehab.engine.progress.objecting import Trouble, troubles

from .following import course_of, course_today, day_of, frame_of, recent_log
from .models import LogEntry, Plan
from .recording import PlanClosedError, record_entry


class MovedOnError(RuntimeError):
    """The plan was changed since it was looked at; nothing was saved."""


class ObjectedError(ValueError):
    """Something speaks against the changes: `found` has each with the place of its change. Nothing was saved."""

    def __init__(self, found: Sequence[tuple[int, Trouble]]) -> None:
        super().__init__(", ".join(trouble.value for _, trouble in found))
        self.found = tuple(found)


class NoConsentError(PermissionError):
    """The runner's consent has ended, or the therapist's licence is not checked."""


@transaction.atomic
def adjust_plan(
    *, plan: Plan, changes: Sequence[Change], reason: str, therapist: User, seen: int, key: UUID, now: datetime
) -> Followed:
    """Save changes as one version of the plan, all or none. Sent twice under one `key` they count once.

    `seen` is the version that was looked at (`Plan.revision`). Raises MovedOnError, ObjectedError, NoConsentError, and
    PlanClosedError for a plan that is not the runner's present one.
    """
    kept = Plan.objects.select_for_update(of=("self",)).select_related("protocol", "snapshot", "runner").get(pk=plan.pk)
    if link_to(therapist, kept.runner) is None:
        raise NoConsentError(plan.pk)
    if not kept.is_open:
        raise PlanClosedError(plan.pk)
    day, frame = day_of(kept, timezone.localdate(now, timezone=ZoneInfo(kept.runner.time_zone))), frame_of(kept)
    log = recent_log(kept, day)
    if LogEntry.objects.filter(plan=kept, entry_id=str(key)).exists():
        return Followed(course_of(kept), log)
    if kept.revision != seen:
        raise MovedOnError(plan.pk)
    if found := troubles(changes, course_today(kept, log, frame, day), log, frame):
        raise ObjectedError(found)
    entry = Adjust(str(key), day, tuple(changes), reason)
    return record_entry(plan=kept, entry=entry, actor=therapist, now=now)
