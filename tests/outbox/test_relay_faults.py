"""What a relay can do wrong: each fault has its state, and none costs more than the deadline."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
from django.conf import settings as project

from rehab.outbox.addresses import address_hash
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import delivery_id_of, message_id
from rehab.outbox.models import Delivery, ErrorClass, State, Suppression
from rehab.outbox.relay.deadline import Deadline
from rehab.outbox.sending import send_due
from tests.outbox.leaving import due, posted, reader, stood
from tests.outbox.sink import sink, through

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    """A kind with a letter."""
    with posted():
        yield


FAULTS = [
    ("421", State.DUE, ErrorClass.THROTTLE),
    ("450", State.DUE, ErrorClass.THROTTLE),
    ("550", State.FAILED, ErrorClass.ADDRESS),
    ("554", State.FAILED, ErrorClass.POLICY),
    ("close_before", State.DUE, ErrorClass.TRANSIENT),
    ("451_dot", State.DUE, ErrorClass.THROTTLE),
    ("hang", State.UNKNOWN, ErrorClass.LOST),
    ("close_after", State.UNKNOWN, ErrorClass.LOST),
    ("slow", State.DUE, ErrorClass.TRANSIENT),
]


@pytest.mark.parametrize(("fault", "state", "why"), FAULTS, ids=[row[0] for row in FAULTS])
def test_each_fault_of_a_relay_has_its_state(settings, fault, state, why) -> None:
    """And nothing waits longer than the deadline, whatever the relay does."""
    row = due(reader())
    with sink(fault) as found:
        through(settings, found)
        began = time.monotonic()
        assert send_due() == {state: 1}
        assert time.monotonic() - began < settings.EMAIL_TIMEOUT + 2
    assert stood(row) == (state, why)
    if state == State.DUE:
        assert row.next_try > database_now()
        assert row.attempts == (0 if why == ErrorClass.THROTTLE else 1)


@pytest.mark.parametrize("fault", ["long", "reset_after"])
def test_a_strange_relay_that_takes_mail_is_no_fault(settings, fault) -> None:
    """A banner of 8 kB, a line dropped after each consent: all are sent, none twice."""
    ada = reader()
    for number in range(3):
        due(ada, str(number))
    with sink(fault) as found:
        through(settings, found)
        assert send_due() == {State.SENT: 3}
        assert len(found.accepted) == len(set(found.accepted)) == 3


def test_a_relay_that_is_not_there_is_tried_again(settings) -> None:
    """Nothing left, so nothing is unknown."""
    row = due(reader())
    with sink() as found:
        through(settings, found)
    assert send_due() == {State.DUE: 1}
    assert stood(row) == (State.DUE, ErrorClass.TRANSIENT)


@pytest.mark.slow
def test_a_relay_of_many_addresses_that_answers_on_none_takes_no_longer(settings, monkeypatch) -> None:
    """One deadline for all of them, not one for each."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf, contextlib.ExitStack() as queue:
        at = deaf.getsockname()
        for _ in range(3):  # a full queue: who comes now gets no answer
            line = queue.enter_context(socket.socket())
            line.setblocking(False)
            line.connect_ex(at)
        family = (socket.AF_INET, socket.SOCK_STREAM, 6, "", at)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [family] * 4)
        row = due(reader())
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", at[1], 2
        began = time.monotonic()
        assert send_due() == {State.DUE: 1}
        assert time.monotonic() - began < settings.EMAIL_TIMEOUT + 1
    assert stood(row) == (State.DUE, ErrorClass.TRANSIENT)


def test_tls_from_the_first_byte_is_checked_against_the_name_of_the_relay(settings) -> None:
    """A relay that speaks none is one that is not ready: nothing leaves in clear, and nothing stops the batch."""
    row = due(reader())
    with sink() as found:
        through(settings, found)
        settings.EMAIL_USE_SSL = True
        assert send_due() == {State.DUE: 1}
    assert stood(row) == (State.DUE, ErrorClass.TRANSIENT)
    assert row.error_text == "SSLError"
    assert not found.accepted


def test_a_mail_carries_the_same_id_at_every_attempt(settings) -> None:
    """So that who takes it twice can tell."""
    row = due(reader())
    with sink("451_dot") as found:
        through(settings, found)
        send_due()
    Delivery.objects.update(next_try=database_now())
    with sink() as found:
        through(settings, found)
        send_due()
        assert found.accepted == [message_id(row.pk)]
    assert delivery_id_of(message_id(row.pk)) == row.pk
    assert delivery_id_of(message_id(row.pk).replace("r", "r1", 1)) is None


def test_an_address_nobody_has_is_not_written_to_again(settings) -> None:
    """550 5.1.1 suppresses the address for all that is not about security."""
    ada = reader()
    due(ada), due(ada, "2")
    with sink("550") as found:
        through(settings, found)
        assert send_due() == {State.FAILED: 1, State.SKIPPED: 1}
    assert Suppression.objects.get().address_hash == address_hash(ada.email)
    assert project.SECRET_KEY not in Suppression.objects.get().address_hash


@pytest.mark.pure
def test_a_sender_that_slept_past_its_end_is_told_before_the_dot() -> None:
    """Whatever the thread that watches is doing: it may have slept as well."""
    deadline = Deadline(lambda: None)
    with deadline.within(0.05):
        deadline.check()
        time.sleep(0.1)
        with pytest.raises(TimeoutError):
            deadline.check()
    deadline.check()
    deadline.end()
