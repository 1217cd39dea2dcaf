"""Mail of the demo: something of each state to look at, none of which leaves, and no alarm."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core import mail
from django.core.management import call_command

from accounts.models import User
from rehab.config.demo_mail import PERIOD
from rehab.outbox.alarms import alarms
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, ErrorClass, Skip, State
from rehab.outbox.requeueing import requeue
from rehab.outbox.sending import send_due
from rehab.outbox.suppressing import is_suppressed
from rehab.outbox.ticking import tick

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(library, settings) -> None:
    """As `make run` begins, and begins again."""
    settings.DEBUG = True
    call_command("demo_people")
    call_command("demo_people")


def test_there_is_one_of_each_state_once() -> None:
    """Why it did not leave stands with what did not; the next try lies ahead."""
    rows = list(Delivery.objects.filter(period=PERIOD))
    found = Counter((State(row.state), row.skip_reason or row.error_class) for row in rows)
    assert found == {
        (State.SENT, ""): 2,
        (State.SKIPPED, Skip.STALE): 1,
        (State.SKIPPED, Skip.FINISHED): 1,
        (State.FAILED, ErrorClass.ADDRESS): 1,
        (State.FAILED, ErrorClass.POLICY): 1,
        (State.DUE, ErrorClass.TRANSIENT): 1,
    }
    assert [row.next_try > database_now() for row in rows if row.state == State.DUE] == [True]


def test_it_raises_no_alarm_and_stops_nobodys_mail() -> None:
    """Not one tick later, either; every address of the demo can still be written to."""
    tick()
    send_due()
    assert alarms(database_now()) == ()
    assert not [user for user in User.objects.all() if is_suppressed(user.email)]


def test_none_of_it_leaves_even_when_it_is_sent_again() -> None:
    """Tried once more by the clock and by hand: there is nothing to say."""
    Delivery.objects.exclude(period=PERIOD).delete()
    sam = User.objects.get(email="support@demo.invalid")
    waiting = Delivery.objects.filter(state=State.DUE)
    assert requeue(deliveries=Delivery.objects.filter(state=State.FAILED), by=sam, now=database_now()) == 1
    waiting.update(next_try=database_now())
    mail.outbox.clear()
    assert send_due() == {State.SKIPPED: 2}
    assert mail.outbox == []
