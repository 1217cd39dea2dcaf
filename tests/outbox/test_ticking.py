"""The tick: everything that time brings, from several places at once, and nothing twice."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from rehab.outbox import sources
from rehab.outbox.alarms import alarms
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Heartbeat, Kind, Notice
from rehab.outbox.services import tell
from rehab.outbox.ticking import LOCK, tick
from tests.accounts.people import person
from tests.outbox.leaving import due, posted, reader
from tests.outbox.sink import sink, through

pytestmark = pytest.mark.django_db


@contextmanager
def only(**named: sources.Source) -> Iterator[None]:
    """These sources and no other; what the product asks is put back."""
    before = dict(sources._sources)
    sources._sources.clear()
    sources._sources.update(named)
    try:
        yield
    finally:
        sources._sources.clear()
        sources._sources.update(before)


def test_one_source_that_fails_keeps_no_other_from_its_work(caplog) -> None:
    """It is named in the log by its class, without its words, and in what the tick says."""

    def broken(now: datetime) -> int:
        raise ValueError("somebody@example.org")

    with only(broken=broken, other=lambda now: 3):
        done = tick()
    assert done is not None
    assert (done.written, done.broken) == ({"other": 3}, ("broken",))
    assert "ValueError" in caplog.text
    assert "example.org" not in caplog.text


def test_a_source_that_fails_is_an_alarm_until_it_works_again(client) -> None:
    """What it would have written shows nowhere else: no row is late that was never written."""

    def broken(now: datetime) -> int:
        raise ValueError("x")

    with only(broken=broken):
        tick()
    assert "The step “broken” failed" in str(alarms(database_now()))
    answer = client.get("/healthz/reminders/")
    assert (answer.status_code, answer.content) == (503, b"a step of the tick failed")
    with only(broken=lambda now: 0):
        tick()
    assert alarms(database_now()) == ()
    assert client.get("/healthz/reminders/").status_code == 200


def test_a_step_that_waits_too_long_for_a_row_stops_nothing() -> None:
    """A deadlock or a time-out is the step's trouble; the database is there."""

    def stuck(now: datetime) -> int:
        raise OperationalError("canceling statement due to lock timeout")

    with only(stuck=stuck, other=lambda now: 1):
        done = tick()
    assert done is not None
    assert (done.written, done.broken) == ({"other": 1}, ("stuck",))


def test_a_tick_reads_the_clock_of_the_database_once_and_leaves_its_mark() -> None:
    """All sources get the same now."""
    given: list[datetime] = []
    with only(a=lambda now: given.append(now) or 0, b=lambda now: given.append(now) or 0):
        tick(name="worker")
    assert given[0] == given[1]
    assert abs(given[0] - database_now()) < timedelta(seconds=5)
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"tick", "worker"}


@pytest.mark.django_db(transaction=True)
def test_four_ticks_at_once_tell_each_once() -> None:
    """Each of 50 rows by whoever comes first, whether or not there is a lock."""
    people = [person(f"p{number}@example.org", password=None) for number in range(50)]

    def source(now: datetime) -> int:
        for one in people:
            tell(recipient=one, kind=Kind.MESSAGE, period="week", now=now)
        return len(people)

    def run(_: int) -> None:
        try:
            with posted():
                source(database_now())
        finally:
            connection.close()

    with posted(), ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    assert Delivery.objects.count() == Notice.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_a_tick_leaves_the_work_to_one_that_is_at_it() -> None:
    """PostgreSQL alone: SQLite has one writer. The lock is free again when the tick is over."""
    if connection.vendor != "postgresql":
        assert tick() is not None
        return
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert tick() is None
        with other.cursor() as cursor:  # a server notices that a connection is gone a moment later
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    finally:
        other.close()
    assert tick() is not None
    assert tick() is not None


def test_what_waited_while_nothing_ran_is_no_alarm_at_once(caplog) -> None:
    """After a break, and at the very first tick, senders get one round; then it is said."""
    caplog.set_level(logging.ERROR)
    due(reader(), next_try=database_now() - timedelta(minutes=20))
    with only():
        tick()
        assert "Alarm" not in caplog.text
        Heartbeat.objects.update(last_at=database_now() - timedelta(minutes=6))
        tick()
        assert "Alarm" not in caplog.text
        tick()
    assert caplog.text.count("Alarm late") == 1


def test_the_command_writes_and_sends_once(settings, capsys) -> None:
    """For a cron line: says how many went which way."""
    due(reader())
    with posted(), sink() as found:
        through(settings, found)
        call_command("send_reminders")
        call_command("send_reminders")
    assert capsys.readouterr().out.splitlines() == ["1 handed over", "Nothing was due."]
    assert len(found.accepted) == 1
