"""What providers tell: by their real signatures, once each, in any order, before or after our own commit."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from rehab.config.providers import provider_settings
from rehab.outbox.channels import Outcome
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import reference
from rehab.outbox.models import Delivery, MailEvent, Skip, State, Suppression
from rehab.outbox.reaping import reap
from rehab.outbox.reconciling import reconcile
from rehab.outbox.sending import send_due
from rehab.outbox.settling import settle
from tests.outbox.leaving import due, handed, posted, reader, stood, told

pytestmark = pytest.mark.django_db
KEY = "a signing key of a provider"


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    with posted():
        yield


@pytest.fixture
def mailgun(settings) -> None:
    """The site sends by Mailgun."""
    for name, value in provider_settings("mailgun", key="x", secret=KEY).items():
        setattr(settings, name, value)
    settings.MAIL_PROVIDER = "mailgun"


def told_by_mailgun(row: Delivery, event: str, *, key: str = KEY, at: float | None = None, **more: Any) -> Any:
    """An event as Mailgun posts it."""
    stamp, token = str(int(at or time.time())), uuid4().hex
    mac = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    said = {"event": event, "timestamp": time.time(), "id": "x", "recipient": "ada@example.org"}
    said |= {
        "message": {"headers": {"message-id": "theirs@mailgun"}},
        "user-variables": {"reference": reference(row.pk)},
    }
    body = {"signature": {"timestamp": stamp, "token": token, "signature": mac}, "event-data": said | more}
    return json.dumps(body)


def post(body: str, **headers: Any) -> int:
    """Post an event without a cookie; the status."""
    client = Client(enforce_csrf_checks=True)
    return client.post("/mail/events/", body, content_type="application/json", headers=headers).status_code


def test_a_signed_event_says_that_it_arrived(mailgun) -> None:
    """And settles what was unknown."""
    ada = reader()
    sent, unknown = handed(ada), handed(ada, State.UNKNOWN, "2")
    for row in (sent, unknown):
        assert post(told_by_mailgun(row, "delivered")) == 200
        assert stood(row)[0] == State.SENT
        assert row.delivered_at is not None


def test_an_address_that_returns_mail_is_not_written_to_again(mailgun) -> None:
    """A permanent failure suppresses at once, its hash alone is kept."""
    ada = reader()
    row = handed(ada)
    assert post(told_by_mailgun(row, "failed", severity="permanent", reason="bounce")) == 200
    row.refresh_from_db()
    assert row.bounced_at is not None
    assert Suppression.objects.get().reason == "hard_bounce"
    assert "example.org" not in Suppression.objects.get().address_hash
    later = due(ada, "9")
    send_due()
    assert stood(later) == (State.SKIPPED, Skip.SUPPRESSED)


def test_a_bad_signature_an_old_one_and_junk_do_nothing(mailgun) -> None:
    """The answer is the same, so that nobody tries again."""
    row = handed(reader())
    bodies = [
        told_by_mailgun(row, "failed", key="another", severity="permanent", reason="bounce"),
        told_by_mailgun(row, "failed", at=time.time() - 301, severity="permanent", reason="bounce"),
        "{}",
        "junk",
        "[1, 2]",
        "\x00",
        json.dumps({"signature": 5}),
        "[" * 200_000,
        '{"signature": {"timestamp": 1' + "0" * 400 + "}}",
        "x" * 300_000,
    ]
    assert {post(body) for body in bodies} == {200}
    assert not Suppression.objects.exists()
    assert not MailEvent.objects.exists()


def test_postmark_is_asked_for_its_password(settings) -> None:
    """A soft bounce is counted, and is no reason to stop."""
    for name, value in provider_settings("postmark", key="x", secret="events:long password").items():
        setattr(settings, name, value)
    settings.MAIL_PROVIDER = "postmark"
    row = handed(reader())
    body = {"RecordType": "Bounce", "Type": "SoftBounce", "ID": 42, "MessageID": "m", "Metadata": {}}
    body |= {"Email": "ada@example.org", "BouncedAt": "2026-11-23T10:00:00Z", "Details": "full"}
    body["Metadata"] = {"reference": reference(row.pk)}
    secret = base64.b64encode(b"events:long password").decode()
    assert post(json.dumps(body)) == 200
    assert not MailEvent.objects.exists()
    assert post(json.dumps(body), authorization=f"Basic {secret}") == 200
    assert MailEvent.objects.get().kind == "soft_bounce"
    assert not Suppression.objects.exists()


def test_without_a_provider_there_is_no_such_page() -> None:
    """And a robot's GET is refused either way."""
    assert post("{}") == 404
    assert Client().get("/mail/events/").status_code == 405


@pytest.mark.parametrize("kind", ["sent", "queued", "deferred", "bounced", "rejected", "complained", "autoresponded"])
def test_whatever_proves_that_it_left_settles_what_was_unknown(kind) -> None:
    """Also where it was told while the row was being handed over, and its sender died after."""
    row = handed(reader(), State.SENDING)
    told(row, kind)
    Delivery.objects.update(lease_until=database_now() - timedelta(seconds=1))
    reap(database_now())
    reconcile(database_now())
    assert stood(row)[0] == State.SENT


def test_what_arrived_is_not_sent_again(mailgun) -> None:
    """Staff made it due again, and then the provider told that it had arrived."""
    row = due(reader())
    told(row, "delivered")
    send_due()
    assert stood(row) == (State.SKIPPED, Skip.ARRIVED)


def test_three_soft_bounces_within_three_weeks_are_enough() -> None:
    """Older ones are forgotten; the same one told ten times is one."""
    ada = reader()
    rows = [handed(ada, period=str(number)) for number in range(4)]
    told(rows[0], "bounced")
    MailEvent.objects.update(at=database_now() - timedelta(days=22))
    for row in rows[1:3]:
        for _ in range(10):
            told(row, "bounced")
    assert not Suppression.objects.exists()
    told(rows[3], "bounced")
    assert Suppression.objects.get().reason == "soft_bounces"


@pytest.mark.parametrize("kind", ["autoresponded", "opened", "clicked", "unknown", "deferred"])
def test_what_is_no_bounce_does_nothing(kind) -> None:
    """A robot that is on holiday took the mail."""
    row = handed(reader())
    told(row, kind)
    row.refresh_from_db()
    assert (row.bounced_at, row.delivered_at) == (None, None)
    assert not Suppression.objects.exists()


EVENTS = ("owner", "delivered", "delivered again", "reaper")


@pytest.mark.parametrize(
    "order", list(permutations(EVENTS)), ids=lambda order: "-".join(w.split()[0][0] for w in order)
)
def test_events_before_after_and_around_our_own_commit_lead_to_sent(order) -> None:
    """Any order of the sender's word, the provider's and the reaper's: sent, delivered, one effect."""
    row = handed(reader(), State.SENDING)
    Delivery.objects.update(lease_until=database_now() - timedelta(seconds=1))
    for step in order:
        if step == "owner":
            settle(row, row.claim_token, Outcome(State.SENT), database_now())
        elif step == "reaper":
            reap(database_now())
        else:
            told(row, "delivered")
    reconcile(database_now())
    assert stood(row)[0] == State.SENT
    assert row.delivered_at is not None
    assert MailEvent.objects.count() == 1
