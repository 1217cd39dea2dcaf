"""Asked right before each hand-over: what speaks against a mail that is due, and what lets it wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import CareLink, User
from rehab.outbox.addresses import address_hash
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, Notice, Purpose, Skip, State, Suppression
from rehab.outbox.sending import send_due
from rehab.outbox.unsubscribing import switch_off
from tests.accounts.therapists import therapist_of
from tests.outbox.leaving import due, posted, reader, stood
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
