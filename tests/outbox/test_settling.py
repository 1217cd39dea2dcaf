"""Settling: what comes of each outcome, how long it waits, and when a channel stops."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from rehab.outbox.channels import Outcome
from rehab.outbox.clock import database_now
from rehab.outbox.judging import quiet_until
from rehab.outbox.models import MOST_THROTTLES, Delivery, ErrorClass, Kind, Notice, State, Valve
from rehab.outbox.retrying import next_try
from rehab.outbox.settling import settle
from rehab.outbox.valves import LEAST, break_if_refused, open_channels, open_valve
from tests.accounts.people import person
from tests.outbox.leaving import due, reader, stood

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WAITS = [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (6, 120), (7, 240)]


def tried(attempts: int = 1, throttles: int = 0, lasts: timedelta = timedelta(hours=18)) -> Delivery:
    """A delivery that was tried so often."""
    return Delivery(attempts=attempts, throttles=throttles, expires_at=NOW + lasts)


@pytest.mark.parametrize(("attempts", "minutes"), WAITS)
def test_each_attempt_waits_longer_than_the_one_before(attempts, minutes) -> None:
    """Within a fifth, so that many that failed together do not come back together."""
    waits = [next_try(tried(attempts), ErrorClass.TRANSIENT, NOW) for _ in range(50)]
    assert all(timedelta(minutes=minutes * 0.8) <= at - NOW <= timedelta(minutes=minutes * 1.2) for at in waits if at)
    assert None not in waits
    assert len(set(waits)) > 1


def test_it_ends_after_eight_attempts_twenty_throttles_or_when_it_is_too_late() -> None:
    """What cannot arrive in time is not tried."""
    assert next_try(tried(8), ErrorClass.TRANSIENT, NOW) is None
    assert next_try(tried(5, lasts=timedelta(minutes=30)), ErrorClass.TRANSIENT, NOW) is None
    assert next_try(tried(throttles=MOST_THROTTLES - 1), ErrorClass.THROTTLE, NOW) == NOW + timedelta(seconds=60)
    assert next_try(tried(throttles=MOST_THROTTLES), ErrorClass.THROTTLE, NOW) is None


NIGHTS = [
    ("UTC", (12, 0), None),
    ("UTC", (7, 0), None),
    ("UTC", (20, 59), None),
    ("UTC", (21, 0), datetime(2026, 11, 27, 7, tzinfo=UTC)),
    ("UTC", (6, 59), datetime(2026, 11, 26, 7, tzinfo=UTC)),
    ("Asia/Kathmandu", (16, 0), datetime(2026, 11, 27, 1, 15, tzinfo=UTC)),
    ("America/Los_Angeles", (12, 0), datetime(2026, 11, 26, 15, tzinfo=UTC)),
    ("Pacific/Nowhere", (12, 0), None),
    ("Pacific/Nowhere", (23, 0), datetime(2026, 11, 27, 7, tzinfo=UTC)),
    ("../etc/passwd", (12, 0), None),
]


@pytest.mark.parametrize(("zone", "at", "until"), NIGHTS)
def test_nobody_is_written_to_at_night(zone, at, until) -> None:
    """From nine to seven on the reader's own clock; a zone that is gone counts as UTC."""
    assert quiet_until(User(time_zone=zone), NOW.replace(hour=at[0], minute=at[1])) == until


def _sending(user: User, period: str = "1", **fields: object) -> Delivery:
    taken = {"claim_token": uuid4(), "lease_until": database_now() + timedelta(minutes=2)}
    return due(user, period, state=State.SENDING, attempts=1, handed_at=database_now(), **taken, **fields)


@pytest.mark.django_db
def test_a_late_success_settles_what_the_reaper_called_unknown() -> None:
    """Under the token it was sent with, and no other."""
    row = _sending(reader())
    Delivery.objects.update(state=State.UNKNOWN, error_class=ErrorClass.LOST)
    settle(row, uuid4(), Outcome(State.SENT), database_now())
    assert stood(row) == (State.UNKNOWN, ErrorClass.LOST)
    assert row.claim_token is not None
    settle(row, row.claim_token, Outcome(State.SENT), database_now())
    assert stood(row) == (State.SENT, "")


@pytest.mark.django_db
def test_a_late_refusal_leaves_unknown_what_somebody_asks_about() -> None:
    """Only success is certain enough to be taken from a sender whose lease is over."""
    row = _sending(reader())
    Delivery.objects.update(state=State.UNKNOWN, error_class=ErrorClass.LOST)
    assert row.claim_token is not None
    settle(row, row.claim_token, Outcome(State.DUE, ErrorClass.TRANSIENT), database_now())
    assert stood(row) == (State.UNKNOWN, ErrorClass.LOST)


@pytest.mark.django_db
def test_what_is_refused_for_the_last_time_fails_for_a_reason() -> None:
    """Also where the sender of a channel named none."""
    row = _sending(reader(), expires_at=database_now() + timedelta(seconds=5))
    assert row.claim_token is not None
    assert settle(row, row.claim_token, Outcome(State.DUE), database_now()) == State.FAILED
    assert stood(row) == (State.FAILED, ErrorClass.TRANSIENT)


def _settled(user: User, sent: int, refused: int) -> None:
    now = database_now()
    times = {"due_at": now, "next_try": now, "expires_at": now, "made_at": now, "changed_at": now}
    row = {"recipient": user, "kind": "message", "channel": "mail", **times}
    Delivery.objects.bulk_create(
        [Delivery(period=f"s{number}", state=State.SENT, sent_at=now, **row) for number in range(sent)]
        + [Delivery(period=f"r{number}", state=State.FAILED, error_class="policy", **row) for number in range(refused)]
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "refused", "breaks"),
    [(LEAST - 11, 11, True), (LEAST - 10, 10, False), (LEAST - 12, 11, False), (400, 20, False), (400, 22, True)],
)
def test_the_breaker_needs_enough_mails_and_more_than_a_twentieth_refused(sent, refused, breaks) -> None:
    """A channel that is refused is stopped, and those who look after it are told; a few bad mails stop nothing."""
    support = person("ops@example.org")
    User.objects.filter(pk=support.pk).update(role=User.Role.SUPPORT_ADMIN)
    _settled(reader(), sent, refused)
    assert break_if_refused("mail", database_now()) is breaks
    assert ("mail" in open_channels()) is not breaks
    assert Notice.objects.filter(recipient=support, kind=Kind.ALARM).exists() is breaks
    assert open_valve(channel="mail") is breaks
    assert "mail" in open_channels()
    assert not Valve.objects.filter(stopped_at__isnull=False).exists()
