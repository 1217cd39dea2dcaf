"""The tick: everything that time brings, from several places at once, and nothing twice."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import User
from rehab.outbox import sources
from rehab.outbox.alarms import alarms, raise_alarms
from rehab.outbox.claiming import claim
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Heartbeat, Kind, Notice, State
from rehab.outbox.sending import send_due
from rehab.outbox.services import tell
from rehab.outbox.ticking import LOCK, tick
from rehab.outbox.valves import LEAST, break_if_refused, open_valve, slow_down
from tests.accounts.people import person
from tests.outbox.leaving import due, posted, reader
from tests.outbox.sink import sink
from tests.outbox.test_sending import through

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
    """1,000 rows from whoever comes first, whether or not there is a lock."""
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


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_senders_take_each_row_once() -> None:
    """1,000 rows, 1,000 different claims."""
    ada, now = reader(), database_now()
    times = {"due_at": now, "next_try": now, "made_at": now, "changed_at": now}
    fields = {"recipient": ada, "kind": Kind.MESSAGE, "channel": "mail", "expires_at": now + timedelta(hours=1)}
    Delivery.objects.bulk_create([Delivery(period=str(number), **times, **fields) for number in range(1_000)])

    def run(_: int) -> list[int]:
        taken: list[int] = []
        try:
            while batch := claim(token=uuid4(), most=37):
                taken += [one.pk for one in batch]
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [pk for each in pool.map(run, range(4)) for pk in each]
    assert len(taken) == len(set(taken)) == 1_000
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.CLAIMED, 1)}


def names() -> set[str]:
    """What is wrong now."""
    return {alarm.name for alarm in alarms(database_now())}


def test_each_thing_that_is_wrong_raises_its_alarm() -> None:
    """No tick, something late, something unknown, a stopped channel."""
    ada = reader()
    assert names() == {"no_tick"}
    tick()
    assert names() == set()
    due(ada, next_try=database_now() - timedelta(minutes=16))
    ago = database_now() - timedelta(minutes=1)
    due(ada, "2", state=State.UNKNOWN, error_class="lost", handed_at=ago)
    assert names() == {"late", "unknown"}
    Delivery.objects.filter(state=State.UNKNOWN).update(handed_at=ago - timedelta(hours=1))
    Heartbeat.objects.update(last_at=ago - timedelta(minutes=5))
    assert names() == {"late", "unknown_long", "no_tick"}


def test_a_share_of_failures_raises_an_alarm() -> None:
    """More than one in 200 of the week's; of few rows nothing is said."""
    ada = reader()
    tick()
    for number in range(2):
        due(ada, f"f{number}", state=State.FAILED, error_class="policy", changed_at=database_now())
    assert names() == set()
    now = database_now()
    for number in range(210):
        due(ada, str(number), state=State.SENT, sent_at=now, changed_at=now)
    assert names() == {"failing"}
    for number in range(210, 410):
        due(ada, str(number), state=State.SENT, sent_at=now, changed_at=now)
    assert names() == set()


def test_an_alarm_is_said_once_an_hour_and_told_once_a_day(caplog) -> None:
    """To support administrators, who see the outbox."""
    caplog.set_level(logging.ERROR)
    sam = person("sam@example.org")
    User.objects.filter(pk=sam.pk).update(role=User.Role.SUPPORT_ADMIN)
    person("ada@example.org")
    for _ in range(3):
        raise_alarms(database_now())
    assert caplog.text.count("Alarm no_tick") == 1
    assert list(Notice.objects.values_list("recipient", "kind")) == [(sam.pk, Kind.ALARM)]


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


def test_the_health_page_says_what_is_wrong_and_no_more() -> None:
    """503 without a tick and while something is late; no number of anybody's."""
    answer = Client().get("/healthz/reminders/")
    assert (answer.status_code, answer.content) == (503, b"no tick for five minutes")
    tick()
    assert Client().get("/healthz/reminders/").status_code == 200
    due(reader(), next_try=database_now() - timedelta(minutes=16))
    answer = Client().get("/healthz/reminders/")
    assert (answer.status_code, answer.content) == (503, b"due for over fifteen minutes")


def test_the_command_writes_and_sends_once(settings, capsys) -> None:
    """For a cron line: says how many went which way."""
    due(reader())
    with posted(), sink() as found:
        through(settings, found)
        call_command("send_reminders")
        call_command("send_reminders")
    assert capsys.readouterr().out.splitlines() == ["1 handed over", "Nothing was due."]
    assert len(found.accepted) == 1


def test_a_relay_that_refuses_what_we_send_stops_the_channel(settings, caplog) -> None:
    """Over a twentieth of 200 within five minutes: nothing more is sent, nothing is lost, staff are told."""
    ada, now = reader(), database_now()
    sam = person("sam@example.org")
    User.objects.filter(pk=sam.pk).update(role=User.Role.SUPPORT_ADMIN)
    for number in range(LEAST):
        due(ada, str(number), state=State.SENT, sent_at=now, changed_at=now)
    for number in range(10):
        due(ada, f"f{number}", state=State.FAILED, error_class="policy", changed_at=now)
    assert not break_if_refused("mail", now)
    row = due(ada, "one more")
    waits = due(ada, "waits", next_try=now - timedelta(seconds=1))
    with posted(), sink("554") as found:
        through(settings, found)
        send_due(most=1)
        assert send_due() == {}
    assert row.pk != waits.pk
    assert {alarm.name for alarm in alarms(now)} >= {"stopped-mail"}
    assert Notice.objects.filter(recipient=sam, kind=Kind.ALARM).exists()
    waits.refresh_from_db()
    assert waits.state == State.DUE
    assert open_valve(channel="mail")
    assert not open_valve(channel="mail")


def test_a_relay_that_asks_for_it_gets_a_slower_pace(settings) -> None:
    """One a second for a minute where no pace was set, half the pace where one was."""
    from rehab.outbox.valves import pause_s

    now = database_now()
    assert pause_s("mail", now) == 0
    slow_down("mail", now)
    assert pause_s("mail", now) == 1
    settings.OUTBOX_PER_SECOND = 10
    assert pause_s("mail", now) == pytest.approx(0.2)
    assert pause_s("mail", now + timedelta(seconds=61)) == pytest.approx(0.1)
