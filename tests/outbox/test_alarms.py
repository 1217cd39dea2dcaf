"""What is said of the outbox when something is wrong: in the log, to support, and on the health page."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from rehab.outbox import alarms as alarms_of
from rehab.outbox.alarms import alarms, raise_alarms
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Heartbeat, Kind, Notice, State
from rehab.outbox.ticking import tick
from tests.accounts.people import person
from tests.outbox.leaving import due, reader

pytestmark = pytest.mark.django_db


def names() -> set[str]:
    """What is wrong now."""
    return {alarm.name for alarm in alarms(database_now())}


def test_each_thing_that_is_wrong_raises_its_alarm() -> None:
    """No tick, something late, something unknown."""
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


def test_failures_are_held_against_the_rows_they_are_of(monkeypatch) -> None:
    """Where only the newest rows are looked through, what failed among older ones makes no share of them."""
    monkeypatch.setattr(alarms_of, "NEWEST", 300)
    ada, now = reader(), database_now()
    tick()
    for number in range(3):
        due(ada, f"f{number}", state=State.FAILED, error_class="policy", changed_at=now)
    for number in range(300):
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


def test_the_health_page_says_what_is_wrong_and_no_more() -> None:
    """503 without a tick and while something is late; no number of anybody's."""
    answer = Client().get("/healthz/reminders/")
    assert (answer.status_code, answer.content) == (503, b"no tick for five minutes")
    tick()
    assert Client().get("/healthz/reminders/").status_code == 200
    due(reader(), next_try=database_now() - timedelta(minutes=16))
    answer = Client().get("/healthz/reminders/")
    assert (answer.status_code, answer.content) == (503, b"due for over fifteen minutes")
