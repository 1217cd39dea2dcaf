"""A channel that is stopped, and one that is slowed down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from rehab.outbox import valves
from rehab.outbox.alarms import alarms
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, Notice, State
from rehab.outbox.sending import send_due
from rehab.outbox.valves import LEAST, break_if_refused, open_valve, pause_s, slow_down
from tests.accounts.people import person
from tests.outbox.leaving import due, posted, reader
from tests.outbox.sink import sink, through

pytestmark = pytest.mark.django_db


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
    due(ada, "one more")
    waits = due(ada, "waits", next_try=now - timedelta(seconds=1))
    with posted(), sink("554") as found:
        through(settings, found)
        send_due(most=1)
        assert send_due() == {}
    assert {alarm.name for alarm in alarms(now)} >= {"stopped-mail"}
    assert Notice.objects.filter(recipient=sam, kind=Kind.ALARM).exists()
    waits.refresh_from_db()
    assert waits.state == State.DUE
    assert open_valve(channel="mail")
    assert not open_valve(channel="mail")


def written(user: User, number: int, **more: Any) -> None:
    """So many deliveries to somebody, in a state since just now."""
    now = database_now()
    fields = {"recipient": user, "kind": Kind.MESSAGE, "channel": "mail", "expires_at": now + timedelta(hours=1)}
    times = dict.fromkeys(("due_at", "next_try", "made_at", "changed_at"), now)
    begin = Delivery.objects.count()
    Delivery.objects.bulk_create(Delivery(period=str(begin + n), **(fields | times | more)) for n in range(number))


@pytest.mark.parametrize(("sent", "is_stopped"), [(LEAST, True), (LEAST * 2, False)])
def test_a_long_queue_behind_hides_no_refusals_and_makes_none_look_like_many(monkeypatch, sent, is_stopped) -> None:
    """Rows that wait are newer than those that leave; each share is of the same rows."""
    monkeypatch.setattr(valves, "NEAR", LEAST * 3)
    ada, now = reader(), database_now()
    failed = {"state": State.FAILED, "error_class": "policy", "changed_at": now}
    written(ada, 60, **failed)  # long before, of others
    written(ada, LEAST * 3, state=State.DUE)
    written(ada, sent, state=State.SENT, sent_at=now)
    written(ada, 15, **failed | {"changed_at": now + timedelta(seconds=1)})
    written(ada, LEAST * 3, state=State.DUE)
    assert break_if_refused("mail", now) is is_stopped


def test_a_relay_that_asks_for_it_gets_a_slower_pace(settings) -> None:
    """One a second for a minute where no pace was set, half the pace where one was."""
    now = database_now()
    assert pause_s("mail", now) == 0
    slow_down("mail", now)
    assert pause_s("mail", now) == 1
    settings.OUTBOX_PER_SECOND = 10
    assert pause_s("mail", now) == pytest.approx(0.2)
    assert pause_s("mail", now + timedelta(seconds=61)) == pytest.approx(0.1)
