"""Sending: what is due leaves once, whole, by whoever holds it; one that cannot leave holds up no other."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from rehab.outbox.addresses import address_hash
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import message_id
from rehab.outbox.models import Delivery, ErrorClass, Purpose, State
from rehab.outbox.posts import Letter
from rehab.outbox.sending import send_due
from tests.outbox.leaving import due, letter, posted, reader, stood
from tests.outbox.sink import relay as relay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    """A kind with a letter."""
    with posted():
        yield


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


def test_who_lost_the_lease_sends_nothing(relay) -> None:
    """Another token on the row when its turn comes: it stays whose it is, and only the one before it has left."""
    ada = reader()
    first, row = due(ada, "0"), due(ada, "1")

    def write(delivery: Delivery, now: object) -> Letter:
        Delivery.objects.filter(pk=row.pk).update(claim_token=uuid4())
        return letter(delivery, now)

    with posted(write=write):
        send_due()
    assert relay.accepted == [message_id(first.pk)]
    assert stood(row)[0] == State.CLAIMED


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
