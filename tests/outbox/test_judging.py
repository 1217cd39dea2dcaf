"""Asked right before each hand-over: what speaks against a mail that is due, and what lets it wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import CareLink, User
from rehab.outbox.addresses import address_hash
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import message_id
from rehab.outbox.models import Delivery, Kind, Notice, Purpose, Skip, State, Suppression
from rehab.outbox.posts import Letter
from rehab.outbox.sending import send_due
from rehab.outbox.unsubscribing import switch_off
from tests.accounts.therapists import therapist_of
from tests.outbox.leaving import due, letter, posted, reader, stood
from tests.outbox.sink import relay as relay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    """A kind with a letter."""
    with posted():
        yield


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


EVENTS = [
    (_closes, Skip.INACTIVE),
    (_leaves, Skip.UNSUBSCRIBED),
    (_bounces, Skip.SUPPRESSED),
    (_has_read, Skip.SEEN),
    (_is_unconfirmed, Skip.UNVERIFIED),
]


@pytest.mark.parametrize(("event", "reason"), EVENTS, ids=[row[1].value for row in EVENTS])
def test_what_happens_between_claim_and_hand_over_stops_it(relay, event, reason) -> None:
    """Asked right before each hand-over, not when the row was taken."""
    ada = reader()
    first, row = due(ada, "0"), due(ada, "1")

    def write(delivery: Delivery, now: object) -> Letter:
        assert stood(row)[0] == State.CLAIMED  # both were taken together
        event(ada)
        return letter(delivery, now)

    with posted(write=write):
        send_due()
    assert relay.accepted == [message_id(first.pk)]
    assert stood(row) == (State.SKIPPED, reason)


def test_what_is_too_late_to_be_of_use_is_not_sent(relay) -> None:
    """However long it waited for its sender."""
    row = due(reader(), expires_at=database_now())
    send_due()
    assert stood(row) == (State.SKIPPED, Skip.EXPIRED)
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


def test_a_night_is_waited_for(relay) -> None:
    """Until seven on the reader's clock, which is no attempt; too late is skipped."""
    ada = reader()
    behind = (database_now().hour - 3) % 24
    zone = f"Etc/GMT{behind if behind <= 12 else behind - 24:+d}"  # it is past three there; the sign is POSIX's
    User.objects.filter(pk=ada.pk).update(time_zone=zone)
    row, late = due(ada), due(ada, "2", expires_at=database_now() + timedelta(minutes=1))
    with posted(keeps_quiet=True):
        assert send_due() == {State.DUE: 1, State.SKIPPED: 1}
    assert stood(row) == (State.DUE, "")
    assert row.attempts == 0
    assert row.next_try.astimezone(ZoneInfo(zone)).hour == 7
    assert stood(late) == (State.SKIPPED, Skip.EXPIRED)
