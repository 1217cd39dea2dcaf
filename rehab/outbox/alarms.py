"""What is wrong with what leaves, so that somebody looks before a reader misses something."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, QuerySet

from accounts.models import User

from .models import Delivery, Heartbeat, Kind, State, Valve
from .services import tell

log = logging.getLogger("rehab.outbox")
TICK, BROKEN = "tick", "broken: "
LATE, NO_TICK, GRAVE = timedelta(minutes=15), timedelta(minutes=5), timedelta(hours=1)
WEEK, FAILED_SHARE, FEW = timedelta(days=7), 0.005, 200
NEWEST = 20_000
SAID_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong: a short name, and a sentence that says what to do."""

    name: str
    words: str


def alarms(now: datetime) -> tuple[Alarm, ...]:
    """Everything that is wrong now. It reads short indexes alone, however many rows there are."""
    found = (_no_tick(now), *_broken(), _late(now), _unknown(now), _failing(now), *_stopped())
    return tuple(alarm for alarm in found if alarm is not None)


def last_tick() -> datetime | None:
    """When a tick ended last."""
    return Heartbeat.objects.filter(name=TICK).values_list("last_at", flat=True).first()


def oldest_due(now: datetime) -> datetime | None:
    """Since when the longest waiting delivery is due."""
    return Delivery.objects.filter(state=State.DUE, next_try__lte=now).aggregate(at=Min("next_try"))["at"]


def is_late(now: datetime) -> bool:
    """Whether something has been due for too long."""
    oldest = oldest_due(now)
    return oldest is not None and now - oldest > LATE


def _no_tick(now: datetime) -> Alarm | None:
    last = last_tick()
    if last is not None and now - last <= NO_TICK:
        return None
    return Alarm("no_tick", "No tick for five minutes. Is a worker or `send_reminders --loop` running?")


def remember_broken(steps: Iterable[str], now: datetime) -> None:
    """Which steps of the last tick failed: what they would have written is missing, and nothing else shows it."""
    names = [f"{BROKEN}{step}"[:40] for step in steps]
    Heartbeat.objects.filter(name__startswith=BROKEN).exclude(name__in=names).delete()
    Heartbeat.objects.bulk_create([Heartbeat(name=name, last_at=now) for name in names], ignore_conflicts=True)


def broken_steps() -> list[str]:
    """The steps that failed in the last tick."""
    names = Heartbeat.objects.filter(name__startswith=BROKEN).order_by("name").values_list("name", flat=True)
    return [name.removeprefix(BROKEN) for name in names]


def _broken() -> list[Alarm]:
    words = "failed in the last tick: what it writes is missing. The log names the error."
    return [Alarm(f"broken-{step}"[:30], f"The step “{step}” {words}") for step in broken_steps()]


def _late(now: datetime) -> Alarm | None:
    return Alarm("late", "Something has been due for over 15 minutes. Are senders running?") if is_late(now) else None


def _unknown(now: datetime) -> Alarm | None:
    oldest = Delivery.objects.filter(state=State.UNKNOWN).aggregate(at=Min("handed_at"))["at"]
    if oldest is None:
        return None
    if now - oldest > GRAVE:
        return Alarm("unknown_long", "For over an hour it is unknown whether something left. Look at each.")
    return Alarm("unknown", "Of something that was handed over it is unknown whether it left.")


def _failing(now: datetime) -> Alarm | None:
    since = now - WEEK
    if not Delivery.objects.filter(state=State.FAILED, changed_at__gt=since).exists():
        return None
    # Both of the same rows: all that failed beside those of the newest that were sent would be too large a share.
    failed = _newest().filter(state=State.FAILED, changed_at__gt=since).count()
    sent = sent_lately(since)
    if failed + sent < FEW or failed <= (failed + sent) * FAILED_SHARE:
        return None
    return Alarm("failing", "More than one in 200 of this week's newest deliveries failed. Look at their classes.")


def sent_lately(since: datetime) -> int:
    """How many of the newest rows were sent since then: as many as matter, found without an index over all."""
    return _newest().filter(state=State.SENT, sent_at__gt=since).count()


def _newest() -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=Delivery.objects.order_by("-pk").values("pk")[:NEWEST])


def _stopped() -> list[Alarm]:
    stopped = Valve.objects.filter(stopped_at__isnull=False).values_list("channel", flat=True)
    words = "is stopped. Find out why before it is opened again."
    return [Alarm(f"stopped-{channel}", f"The channel {channel} {words}") for channel in stopped]


@transaction.atomic
def raise_alarms(now: datetime) -> tuple[Alarm, ...]:
    """Say what is wrong: in the log once an hour, to support administrators once a day."""
    found = alarms(now)
    staff = list(User.objects.filter(role=User.Role.SUPPORT_ADMIN, is_active=True)) if found else []
    for alarm in found:
        beat, is_new = Heartbeat.objects.get_or_create(name=f"alarm-{alarm.name}", defaults={"last_at": now})
        if is_new or now - beat.last_at >= SAID_EVERY:
            Heartbeat.objects.filter(pk=beat.pk).update(last_at=now)
            log.error("Alarm %s: %s", alarm.name, alarm.words)
        for one in staff:
            tell(recipient=one, kind=Kind.ALARM, period=f"{alarm.name}-{now:%Y-%m-%d}", now=now)
    return found
