"""The calendar feed: its secret address, and its body, made anew only when something moved."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.checkins.standing import standing_of
from rehab.plans.following import NoStartError
from rehab.plans.models import Plan
from rehab.plans.selectors import followed_plan

from .feed_plan import Kind, Slot, slots_of
from .feed_text import calendar_text
from .local_time import zone_of
from .models import Feed, FeedEntry, Schedule
from .models.schedule import EARLIEST

LAYOUT = 1  # grows when the same rows are written otherwise
HISTORY, CANCELLED_FOR = timedelta(days=14), timedelta(days=30)


def make_feed(*, runner: User, now: datetime) -> str:
    """Give a runner a calendar at a new secret address; the one before dies at once. The only time it is known."""
    token = secrets.token_urlsafe(24)
    fresh = {"token_hash": _hash(token), "made_at": now, "key": ""}
    Feed.objects.update_or_create(runner=runner, defaults=fresh)
    return settings.SITE_URL + reverse("reminders:feed", args=[token])


def end_feed(*, runner: User) -> None:
    """Let the calendar be nowhere any more."""
    Feed.objects.filter(runner=runner).delete()


def feed_of(token: str) -> Feed | None:
    """The calendar at an address; None for an unknown one, and of an account that is closed."""
    found = Feed.objects.select_related("runner__schedule").filter(token_hash=_hash(token), runner__is_active=True)
    return found.first()


def fresh_feed(feed: Feed, now: datetime) -> Feed | None:
    """The calendar as the plan stands; two statements and no writing where nothing moved. None once it is over."""
    if feed.key == _key(feed.runner, now):
        return feed
    with transaction.atomic():
        # Of several that ask at once one makes it, the others find it made.
        # Found by its token again: the address may have been replaced or switched off since it was read.
        locked = Feed.objects.select_for_update(of=("self",)).select_related("runner__schedule")
        found = locked.filter(token_hash=feed.token_hash).first()
        if found is not None and found.key != (key := _key(found.runner, now)):
            _make(found, key, now)
    return found


def _key(runner: User, now: datetime) -> str:
    plan = Plan.objects.filter(runner=runner, closed_at=None).values_list("pk", "revision").first()
    today = now.astimezone(zone_of(runner.time_zone)).date()
    stands = f"{plan[0]}.{plan[1]}" if plan else "-"
    return f"{LAYOUT} {stands} {today} {runner.time_zone} {_at(runner):%H%M}"


def _at(runner: User) -> time:
    schedule: Schedule | None = getattr(runner, "schedule", None)
    return schedule.at if schedule is not None else EARLIEST


def _make(feed: Feed, key: str, now: datetime) -> None:
    runner, zone = feed.runner, zone_of(feed.runner.time_zone)
    today = now.astimezone(zone).date()
    with timezone.override(zone):
        wanted = _wanted(runner, today)
    entries = _kept(runner, wanted, today, now)
    link, host = settings.SITE_URL + reverse("checkins:today"), urlsplit(settings.SITE_URL).hostname or "backstride"
    body = calendar_text(entries, at=_at(runner), zone=zone, link=link, host=host)
    etag = hashlib.sha256(body.encode()).hexdigest()
    feed.changed_at = feed.changed_at if feed.etag == etag else now
    feed.key, feed.body, feed.etag = key, body, etag
    feed.save(update_fields=["key", "body", "etag", "changed_at"])


def _wanted(runner: User, today: date) -> list[Slot]:
    plan = followed_plan(runner)
    if plan is None:
        return []
    try:
        return slots_of(standing_of(plan, today))
    except NoStartError:
        return []


def _kept(runner: User, wanted: list[Slot], today: date, now: datetime) -> list[FeedEntry]:
    """The entries with what moved, came and went; what lies before today stays as it was."""
    FeedEntry.objects.filter(runner=runner, on__lt=today - CANCELLED_FOR).delete()
    old = {entry.slot: entry for entry in FeedEntry.objects.filter(runner=runner)}
    past = {name for name, entry in old.items() if entry.on < today}
    slots, changed = {_free(slot, past): slot for slot in wanted}, []
    for name, slot in slots.items():
        entry = old.get(name)
        if entry is not None and name not in past and _move(entry, slot, now):
            changed.append(entry)
    for name, entry in old.items():
        if name not in slots and name not in past and entry.cancelled_at is None:
            entry.cancelled_at, entry.changed_at, entry.sequence = now, now, entry.sequence + 1
            changed.append(entry)
    new = [_new(runner, name, slot, now) for name, slot in slots.items() if name not in old]
    FeedEntry.objects.bulk_create(new)
    FeedEntry.objects.bulk_update(changed, ["on", "minutes", "sequence", "changed_at", "cancelled_at"])
    shown = [entry for entry in (*old.values(), *new) if entry.cancelled_at or entry.on >= today - HISTORY]
    return sorted(shown, key=lambda entry: (entry.on, entry.slot))


def _move(entry: FeedEntry, slot: Slot, now: datetime) -> bool:
    """Whether an entry is other than before; then it is a later edition of itself."""
    if (entry.on, entry.minutes, entry.cancelled_at) == (slot.on, slot.minutes, None):
        return False
    entry.on, entry.minutes, entry.cancelled_at = slot.on, slot.minutes, None
    entry.changed_at, entry.sequence = now, entry.sequence + 1
    return True


def _free(slot: Slot, past: set[str]) -> str:
    """A slot's name, or the next one: a week may be counted anew after its first days are over."""
    name = slot.name
    while name in past and slot.kind is not Kind.CHECK_IN:  # an overdue check-in stays on its day
        name += "+"
    return name


def _new(runner: User, name: str, slot: Slot, now: datetime) -> FeedEntry:
    return FeedEntry(
        runner=runner,
        slot=name,
        kind=slot.kind,
        on=slot.on,
        minutes=slot.minutes,
        made_at=now,
        changed_at=now,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
