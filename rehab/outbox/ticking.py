"""The tick: writes what is due, frees what was left, asks what is unknown, raises alarms. As often as one likes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from .alarms import NO_TICK, TICK, last_tick, raise_alarms, remember_broken
from .clock import database_now
from .models import Heartbeat
from .reaping import reap
from .reconciling import reconcile
from .sources import sources

log = logging.getLogger("rehab.outbox")
LOCK = 0x0B0C  # any number no other lock of ours has


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: rows written by each source, and what did not work by its name."""

    written: dict[str, int]
    broken: tuple[str, ...]


def tick(*, name: str = TICK) -> Ticked | None:
    """Do everything that time brings; None if another tick is at it just now.

    Two ticks at once do no harm: each row is unique, each change conditional. The lock saves work alone, so it may be
    lost with its connection. It belongs to the session and not to a transaction, as the sources write in many.
    """
    with _alone() as is_alone:
        if not is_alone:
            return None
        now, before = database_now(), last_tick()
        written, broken = {}, []
        for source, write in sources().items():
            count = _tried(source, write, now)
            if count is None:
                broken.append(source)
            else:
                written[source] = count
        broken += [step for step, do in _STEPS.items() if _tried(step, do, now) is None]
        remember_broken(broken, now)
        for beat in {TICK, name}:
            Heartbeat.objects.update_or_create(name=beat, defaults={"last_at": database_now()})
        # What waited while nothing ran is late, and about to be sent: after a break alarms come a tick later.
        if before is not None and now - before <= NO_TICK:
            _tried("alarms", lambda at: len(raise_alarms(at)), database_now())
        return Ticked(written, tuple(broken))


_STEPS: dict[str, Callable[[datetime], int]] = {
    "reap": lambda now: sum(reap(now)),
    "reconcile": lambda now: sum(reconcile(now)),
}


def _tried(name: str, do: Callable[[datetime], int], now: datetime) -> int | None:
    """One step; what goes wrong in it must not keep the others from their work, but for a database that is away."""
    try:
        return do(now)
    except Exception as error:  # whatever a source throws, a row that somebody holds too long among it
        if isinstance(error, (OperationalError, InterfaceError)) and not connection.is_usable():
            raise
        log.error("The tick's step %s failed: %s", name, type(error).__name__)
        return None


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other tick is at work. SQLite has one writer and needs no lock."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        has_lock = bool(cursor.fetchone()[0])
    try:
        yield has_lock
    finally:
        if has_lock and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
