"""Sending: every way a delivery can go, against a real relay."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as project

from accounts.models import CareLink, User
from rehab.outbox.addresses import address_hash
from rehab.outbox.claiming import claim
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import delivery_id_of, message_id
from rehab.outbox.models import Delivery, ErrorClass, Kind, Notice, Purpose, Skip, State, Suppression
from rehab.outbox.posts import Letter
from rehab.outbox.sending import send_due
from rehab.outbox.states import transition
from rehab.outbox.unsubscribing import switch_off
from tests.accounts.therapists import therapist_of
from tests.outbox.leaving import due, letter, posted, reader, stood
from tests.outbox.sink import Sink, sink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    """A kind with a letter."""
    with posted():
        yield


@pytest.fixture
def relay(settings) -> Iterator[Sink]:
    """A relay that behaves."""
    with sink() as found:
        through(settings, found)
        yield found


def through(settings, found: Sink) -> None:
    """Let mail leave by a relay."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
    settings.EMAIL_TIMEOUT = 2


def test_what_is_due_is_sent_once(relay) -> None:
    """Handed over with its Message-ID; a second run finds nothing."""
    ada = reader()
    rows = [due(ada, str(number)) for number in range(5)]
    assert send_due() == {State.SENT: 5}
    assert sorted(relay.accepted) == sorted(message_id(row.pk) for row in rows)
    assert send_due() == {}
    rows[0].refresh_from_db()
    assert rows[0].sent_at is not None
    assert rows[0].to_hash == address_hash(ada.email)
    assert rows[0].attempts == 1


def test_a_mail_has_both_parts_and_calm_headers(relay, settings) -> None:
    """Parsed strictly; the link out is a one-click one and every line of a header is ours."""
    ada = reader()
    row = due(ada)
    with posted(write=lambda *_: Letter("New\r\nBcc: eve@example.org", "text", "<p>html</p>", "/")):
        send_due()
    mail = email.message_from_bytes(relay.mails[0], policy=email.policy.SMTP.clone(raise_on_defect=True))
    assert mail["Subject"] == "New Bcc: eve@example.org"
    assert mail["Bcc"] is None
    assert mail["Message-ID"] == message_id(row.pk)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["List-Unsubscribe"].strip().startswith(f"<{settings.SITE_URL}/u/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("purpose", [Purpose.SAFETY, Purpose.SECURITY])
def test_what_cannot_be_switched_off_offers_no_link(relay, purpose) -> None:
    """A link that does nothing would be a lie."""
    due(reader())
    with posted(purpose=purpose):
        send_due()
    assert b"List-Unsubscribe" not in relay.mails[0]


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


def _closes(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _leaves(user: User) -> None:
    switch_off(user=user, purpose=Purpose.CARE, now=database_now())


def _bounces(user: User) -> None:
    Suppression.objects.create(address_hash=address_hash(user.email), reason="hard_bounce", at=database_now())


def _has_read(user: User) -> None:
    Notice.objects.create(recipient=user, kind=Kind.MESSAGE, period="1", made_at=database_now(), seen_at=database_now())


def _is_unconfirmed(user: User) -> None:
    user.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]  # allauth has no types


def _is_late(user: User) -> None:
    Delivery.objects.update(expires_at=database_now())


EVENTS = [
    (_closes, Skip.INACTIVE),
    (_leaves, Skip.UNSUBSCRIBED),
    (_bounces, Skip.SUPPRESSED),
    (_has_read, Skip.SEEN),
    (_is_unconfirmed, Skip.UNVERIFIED),
    (_is_late, Skip.EXPIRED),
]


@pytest.mark.parametrize(("event", "reason"), EVENTS, ids=[row[1].value for row in EVENTS])
def test_what_happens_between_claim_and_hand_over_stops_it(relay, event, reason) -> None:
    """Asked right before each hand-over, not when the row was taken."""
    ada = reader()
    row = due(ada)
    with posted(unwanted=lambda *_: None):
        before = Delivery.objects.get(pk=row.pk)
        event(ada)
        assert before.state == State.DUE
        send_due()
    assert stood(row) == (State.SKIPPED, reason)
    assert not relay.accepted


def test_security_mail_goes_to_an_address_that_bounced(relay) -> None:
    """A full mailbox must not hide a break-in."""
    ada = reader()
    _bounces(ada)
    due(ada)
    with posted(purpose=Purpose.SECURITY):
        assert send_due() == {State.SENT: 1}


def test_news_of_a_runner_stop_with_the_consent(relay) -> None:
    """The therapist's mail is skipped the second the runner ends it."""
    ada = reader()
    thea = therapist_of(ada)
    thea.emailaddress_set.update_or_create(email=thea.email, defaults={"verified": True, "primary": True})
    row, other = due(thea, about=ada), due(thea, "2", about=ada)
    assert send_due(most=1) == {State.SENT: 1}
    CareLink.objects.update(ended_at=database_now())
    assert send_due() == {State.SKIPPED: 1}
    assert stood(row)[0] == State.SENT
    assert stood(other) == (State.SKIPPED, Skip.NO_ACCESS)


def test_one_letter_that_cannot_be_written_holds_up_no_other(relay) -> None:
    """99 sent, one failed for what it is."""
    ada = reader()
    bad = [due(ada, str(number)) for number in range(100)][41]

    def write(delivery: Delivery, now: object) -> Letter:
        if delivery.pk == bad.pk:
            raise KeyError("a template that is broken")
        return Letter("New", "text", "<p>html</p>", "/")

    with posted(write=write):
        assert send_due() == {State.SENT: 99, State.FAILED: 1}
    assert stood(bad) == (State.FAILED, ErrorClass.RENDER)
    assert bad.error_text == "KeyError"


def test_a_night_is_waited_for(relay) -> None:
    """Until seven on the reader's clock, which is no attempt; too late is skipped."""
    ada = reader()
    zones = {"Etc/GMT-12": 12, "Etc/GMT+12": -12, "Etc/GMT-6": 6, "Etc/GMT+6": -6}
    hour = database_now().hour
    zone = next(name for name, ahead in zones.items() if not 7 <= (hour + ahead) % 24 < 21)
    User.objects.filter(pk=ada.pk).update(time_zone=zone)
    row, late = due(ada), due(ada, "2", expires_at=database_now() + timedelta(minutes=1))
    with posted(keeps_quiet=True):
        assert send_due() == {State.DUE: 1, State.SKIPPED: 1}
    assert stood(row) == (State.DUE, "")
    assert row.attempts == 0
    assert row.next_try.astimezone(ZoneInfo(zone)).hour == 7
    assert stood(late) == (State.SKIPPED, Skip.EXPIRED)


def test_who_lost_the_lease_sends_nothing(relay) -> None:
    """Another token on the row: the sender who slept moves it nowhere."""
    row = due(reader())
    mine = uuid4()
    assert claim(token=mine)
    Delivery.objects.filter(pk=row.pk).update(claim_token=uuid4())
    assert not transition([row.pk], old=State.CLAIMED, new=State.SENDING, now=database_now(), token=mine)
    assert not relay.accepted


@pytest.mark.parametrize("shift", [timedelta(days=1), timedelta(hours=-1)])
def test_the_clock_of_the_process_decides_nothing(relay, shift) -> None:
    """Due and leases are the database's: a process that lives in another hour sends neither early nor twice."""
    ada = reader()
    now = database_now()
    due(ada), due(ada, "later", next_try=now + timedelta(hours=2))
    with time_machine.travel(now + shift):
        assert send_due() == {State.SENT: 1}
        assert send_due() == {}
    assert len(relay.accepted) == 1


def test_a_sender_that_is_told_to_stop_gives_back_what_it_took(relay) -> None:
    """The one at hand is finished; the others are due at once, by anybody."""
    ada = reader()
    for number in range(10):
        due(ada, str(number))
    assert send_due(is_stopping=lambda: len(relay.accepted) >= 3)[State.SENT] == 3
    assert Delivery.objects.filter(state=State.DUE).count() == 7


def test_an_address_nobody_has_is_not_written_to_again(settings) -> None:
    """550 5.1.1 suppresses the address for all that is not about security."""
    ada = reader()
    due(ada), due(ada, "2")
    with sink("550") as found:
        through(settings, found)
        assert send_due() == {State.FAILED: 1, State.SKIPPED: 1}
    assert Suppression.objects.get().address_hash == address_hash(ada.email)
    assert project.SECRET_KEY not in Suppression.objects.get().address_hash


@pytest.mark.slow
def test_what_a_slow_run_has_not_come_to_is_claimed_anew(relay, settings) -> None:
    """Half a lease after its claim a run gives the rest back: no attempt is used up by what was never tried."""
    settings.OUTBOX_LEASE_S = 1
    for number in range(8):
        due(reader(f"{number}@example.org"))

    def slow(delivery: Delivery, now: object) -> Letter:
        time.sleep(0.15)
        return letter(delivery, now)

    with posted(write=slow):
        assert send_due() == {State.SENT: 8}
    assert len(set(Delivery.objects.values_list("claim_token", flat=True))) > 1
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
