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
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from rehab.config.providers import PROVIDERS, provider_settings
from rehab.outbox.addresses import address_hash
from rehab.outbox.channels import Outcome
from rehab.outbox.clock import database_now
from rehab.outbox.events import Told, take_event
from rehab.outbox.message_ids import reference
from rehab.outbox.models import Delivery, ErrorClass, MailEvent, Notice, Purpose, Skip, State, Suppression, SwitchedOff
from rehab.outbox.reaping import reap
from rehab.outbox.reconciling import reconcile
from rehab.outbox.retention import forget_old
from rehab.outbox.sending import send_due
from rehab.outbox.settling import settle
from tests.accounts.people import signed_in
from tests.outbox.leaving import due, posted, reader, stood

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


def handed(user: User, state: State = State.SENT, period: str = "1") -> Delivery:
    """A mail that was handed over."""
    now = database_now()
    fields: dict[str, Any] = {"handed_at": now, "to_hash": address_hash(user.email), "claim_token": uuid4()}
    fields |= {"lease_until": now + timedelta(minutes=2)} if state == State.SENDING else {}
    fields |= {"sent_at": now} if state == State.SENT else {}
    fields |= {"error_class": ErrorClass.LOST} if state in (State.UNKNOWN, State.FAILED) else {}
    return due(user, period, state=state, **fields)


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


def told(row: Delivery, kind: str, number: int = 1, *, is_hard: bool = False) -> bool:
    """An event that was read."""
    return take_event(told=Told(f"{row.pk}-{kind}-{number}", kind, row.pk, is_hard), now=database_now())


@pytest.mark.parametrize("kind", ["sent", "queued", "deferred", "bounced", "complained"])
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


def test_a_complaint_ends_the_purpose_and_the_mail() -> None:
    """As if it had been switched off; security mail goes on."""
    ada = reader()
    told(handed(ada), "complained")
    assert SwitchedOff.objects.get().purpose == Purpose.CARE
    assert Suppression.objects.get().reason == "complaint"
    told(handed(ada, period="2"), "unsubscribed")
    assert SwitchedOff.objects.count() == 1


@pytest.mark.parametrize("kind", ["autoresponded", "opened", "clicked", "unknown", "deferred"])
def test_what_is_no_bounce_does_nothing(kind) -> None:
    """A robot that is on holiday took the mail."""
    row = handed(reader())
    told(row, kind)
    row.refresh_from_db()
    assert (row.bounced_at, row.delivered_at) == (None, None)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("kind", ["bounced", "complained"])
def test_the_security_of_an_account_is_never_silenced(kind) -> None:
    """The mail to reset a password goes to a suppressed address, and so does what is told of break-ins."""
    ada = reader()
    told(handed(ada), kind, is_hard=True)
    Client().post(reverse("account_reset_password"), {"email": ada.email})
    assert mail.outbox[-1].to == [ada.email]
    row = due(ada, "9")
    with posted(purpose=Purpose.SECURITY):
        send_due()
    assert stood(row)[0] == State.SENT


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


def test_an_address_is_tried_again_by_its_owner_once_an_hour() -> None:
    """From the settings, where it says why nothing came."""
    ada = reader()
    told(handed(ada), "bounced", is_hard=True)
    browser = signed_in(ada)
    assert "Mail does not reach you" in browser.get("/settings/reminders/").content.decode()
    browser.post("/settings/reminders/address/")
    assert not Suppression.objects.exists()
    told(handed(ada, period="2"), "bounced", is_hard=True)
    browser.post("/settings/reminders/address/")
    assert Suppression.objects.exists()


def test_old_rows_go_and_what_went_wrong_stays_longer() -> None:
    """Half a year, a year; with an account everything goes at once."""
    ada = reader()
    for number, (state, weeks) in enumerate(
        [(State.SENT, 27), (State.SENT, 25), (State.FAILED, 27), (State.FAILED, 53)]
    ):
        row = handed(ada, state, str(number))
        Delivery.objects.filter(pk=row.pk).update(made_at=database_now() - timedelta(weeks=weeks))
        told(row, "delivered")
    Notice.objects.create(recipient=ada, kind="message", period="1", made_at=database_now() - timedelta(weeks=27))
    assert forget_old(database_now()) == 2
    assert forget_old(database_now()) == 0
    assert sorted(Delivery.objects.values_list("period", flat=True)) == ["1", "2"]
    assert not Notice.objects.exists()
    ada.delete()
    assert not Delivery.objects.exists()
    assert not MailEvent.objects.exists()


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name])
def test_a_provider_needs_its_key_and_its_secret(provider) -> None:
    """Said when the settings are read, not with the first mail; tracking of readers is off."""
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="MAIL_API_KEY"):
        provider_settings(provider, key="", secret="")
    made = provider_settings(provider, key="k", secret="name:word")
    assert made["ANYMAIL"]["SEND_DEFAULTS"] == {"track_opens": False, "track_clicks": False}
    assert provider in str(made["EMAIL_BACKEND"])
