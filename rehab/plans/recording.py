"""Recording: one entry into a plan's log, and everything that follows from it, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.beginning import begin
from rehab.engine.progress.course import Cause, Frame, Held
from rehab.engine.progress.following import Followed, follow
from rehab.engine.progress.log import Entry
from rehab.engine.progress.plain import kind_of, to_plain
from rehab.library.snapshots import snapshot_id_of

from .following import course_of, frame_of, recent_log
from .foreseeing import ask_for_outlook
from .models import LogEntry, Plan, Receipt
from .writing import write_step

RECEIPTS_KEPT = timedelta(days=60)  # far longer than a phone keeps a form (docs/offline.md)


class PlanClosedError(RuntimeError):
    """Nothing is written into a plan that is closed; the present one goes on."""


class StaleEntryError(ValueError):
    """What was written down on an earlier day is corrected, with a note, not edited."""


class TakenEntryError(ValueError):
    """The id belongs to an entry of another kind: what stands there is never written over."""


@transaction.atomic
def record_entry(
    *,
    plan: Plan,
    entry: Entry,
    actor: User | None,
    now: datetime,
    corrects: bool = False,
    note: str = "",
    key: UUID | None = None,
) -> Followed:
    """Write an entry down and let the plan follow it. The same entry sent twice counts once.

    An entry of a known id is an edit of the same day; one of an earlier day needs `corrects`, and its kind stays.
    A form with a `key` is written down once, whatever was written since; its receipt says that it was.
    """
    kept = Plan.objects.select_for_update(of=("self",)).select_related("protocol", "snapshot", "runner").get(pk=plan.pk)
    if not kept.is_open:
        raise PlanClosedError(plan.pk)
    frame = frame_of(kept)
    if kept.snapshot is None:
        _take_up(kept, frame, now)
    course = course_of(kept)
    before = Followed(course, recent_log(kept, max(course.day, entry.day)))
    row, old = _row(kept, entry, actor, now, note)
    stands = old if old is not None and old.body == row.body else row
    if key is not None and not _signed_for(kept, key, now, stands):
        return before
    if old is not None:
        if old.kind != row.kind:
            raise TakenEntryError(entry.id)
        if stands is old:
            return before
        if not corrects and timezone.localdate(old.made_at) < timezone.localdate(now):
            raise StaleEntryError(entry.id)
        row.corrects = old if corrects else None
    after = follow(before, entry, frame)
    row.save()
    write_step(plan=kept, entry=row, after=after, frame=frame, actor=actor, now=now)
    ask_for_outlook(plan.pk)
    plan.phase, plan.course, plan.revision = kept.phase, kept.course, kept.revision
    return after


def _signed_for(plan: Plan, key: UUID, now: datetime, stands: LogEntry) -> bool:
    """Whether this is the first of its key; what is refused further on takes its receipt back with it."""
    plan.receipts.filter(made_at__lt=now - RECEIPTS_KEPT).delete()
    return Receipt.objects.get_or_create(plan=plan, key=key, defaults={"made_at": now, "number": stands.number})[1]


def row_of(*, plan: Plan, key: UUID) -> int | None:
    """The number of the row that stood for a form once it was written down; None for one that never was."""
    return Receipt.objects.filter(plan=plan, key=key).values_list("number", flat=True).first()


def is_recorded(*, runner: User, key: UUID) -> bool:
    """Whether a form of this key was written down, into whichever plan of the runner."""
    return Receipt.objects.filter(plan__runner=runner, key=key).exists()


def _take_up(plan: Plan, frame: Frame, now: datetime) -> None:
    """Begin to follow a plan of a release that did not: by today's exercises, and under the locks that are open."""
    held = [Held(Cause(lock.cause), lock.tier, tuple(lock.flags), 0) for lock in plan.locks.filter(lifted_at=None)]
    plan.snapshot_id, plan.start = snapshot_id_of(frame.catalog, now), to_plain(frame.start)
    plan.course = to_plain(replace(begin(frame), locks=tuple(held)))
    plan.save(update_fields=["snapshot", "start", "course"])


def _row(plan: Plan, entry: Entry, actor: User | None, now: datetime, note: str) -> tuple[LogEntry, LogEntry | None]:
    """The row to write, and the last one of the same id."""
    last = LogEntry.objects.filter(plan=plan).order_by("-number").values_list("number", flat=True).first()
    old = LogEntry.objects.filter(plan=plan, entry_id=entry.id).order_by("-number").first()
    row = LogEntry(
        plan=plan,
        number=(last or 0) + 1,
        entry_id=entry.id,
        kind=kind_of(entry),
        day=entry.day,
        body=to_plain(entry),
        made_at=now,
        by=actor,
        note=note,
    )
    return row, old
