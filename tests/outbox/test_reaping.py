"""Claims whose sender fell silent, and what is asked about those that were under way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from rehab.outbox.channels import Outcome
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import message_id
from rehab.outbox.models import ErrorClass, State
from rehab.outbox.reaping import reap
from rehab.outbox.reconciling import reconcile
from rehab.outbox.settling import settle
from tests.outbox.leaving import due, reader, stood

pytestmark = pytest.mark.django_db


def taken(state: State, *, ago_s: float, over_s: float = 1, period: str = "1"):
    """A row that a sender has held; its lease ended `over_s` ago (negative: it lasts on)."""
    now = database_now()
    fields = {"claim_token": uuid4(), "lease_until": now - timedelta(seconds=over_s), "attempts": 1}
    error = {"error_class": ErrorClass.LOST} if state == State.UNKNOWN else {}
    handed = {} if state == State.CLAIMED else {"handed_at": now - timedelta(seconds=ago_s)}
    return due(reader(f"r{period}@example.org"), period, state=state, **fields, **handed, **error)


def test_only_what_is_over_is_reaped() -> None:
    """From a claim nothing left: due again. Of a hand-over nobody knows: unknown, its token kept for a late word."""
    claimed, sending = taken(State.CLAIMED, ago_s=9), taken(State.SENDING, ago_s=9, period="2")
    kept = [taken(state, ago_s=9, over_s=-60, period=str(n)) for n, state in ((3, State.CLAIMED), (4, State.SENDING))]
    token = sending.claim_token
    assert reap(database_now()) == (1, 1)
    assert stood(claimed) == (State.DUE, "")
    assert claimed.claim_token is None
    assert stood(sending) == (State.UNKNOWN, ErrorClass.LOST)
    assert sending.claim_token == token
    assert [stood(row)[0] for row in kept] == [State.CLAIMED, State.SENDING]
    assert reap(database_now()) == (0, 0)


def test_a_late_word_of_its_sender_settles_what_was_unknown() -> None:
    """Under its own token; another's changes nothing."""
    row = taken(State.SENDING, ago_s=9)
    token = row.claim_token
    reap(database_now())
    settle(row, uuid4(), Outcome(State.SENT), database_now())
    assert stood(row)[0] == State.UNKNOWN
    settle(row, token, Outcome(State.SENT), database_now())
    assert stood(row)[0] == State.SENT


def test_without_a_provider_that_answers_it_stays_unknown() -> None:
    """At most once, never silently: the row says so for as long as it takes."""
    row = taken(State.UNKNOWN, ago_s=100_000)
    assert reconcile(database_now()) == (0, 0)
    assert stood(row)[0] == State.UNKNOWN


def test_a_delivery_that_was_seen_to_arrive_is_sent() -> None:
    """A provider's event came while nobody held the row."""
    now = database_now()
    row = taken(State.UNKNOWN, ago_s=9)
    type(row).objects.filter(pk=row.pk).update(delivered_at=now)
    assert reconcile(now) == (1, 0)
    assert stood(row)[0] == State.SENT


@contextmanager
def provider(has: list[str], status: int = 0) -> Iterator[str]:
    """A provider that says which Message-IDs it has, or always the same status."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)["message_id"][0]
            self.send_response(status or (200 if asked in has else 404))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/search"
    server.shutdown()


def test_a_provider_that_has_it_settles_it_and_absence_counts_after_the_grace(settings) -> None:
    """Before that a sender that slept might still hand it over."""
    settings.OUTBOX_GRACE_S = 600
    there, young, old = (taken(State.UNKNOWN, ago_s=ago, period=str(ago)) for ago in (60, 61, 601))
    with provider([message_id(there.pk)]) as settings.MAIL_SEARCH_URL:
        assert reconcile(database_now()) == (1, 1)
    assert [stood(row)[0] for row in (there, young, old)] == [State.SENT, State.UNKNOWN, State.DUE]
    assert old.claim_token is None


def test_what_is_too_late_to_send_again_stays_unknown(settings) -> None:
    """Proven absent, and of no use by now: the truth is that it did not arrive, and staff see it."""
    settings.OUTBOX_GRACE_S = 1
    row = taken(State.UNKNOWN, ago_s=60)
    type(row).objects.filter(pk=row.pk).update(expires_at=database_now())
    with provider([]) as settings.MAIL_SEARCH_URL:
        assert reconcile(database_now()) == (0, 0)
    assert stood(row)[0] == State.UNKNOWN


@pytest.mark.parametrize("status", [204, 302, 401, 500, 503])
def test_any_other_answer_proves_nothing(settings, status) -> None:
    """Nor does a provider that is away."""
    settings.OUTBOX_GRACE_S = 1
    row = taken(State.UNKNOWN, ago_s=60)
    with provider([], status) as settings.MAIL_SEARCH_URL:
        assert reconcile(database_now()) == (0, 0)
    assert reconcile(database_now()) == (0, 0)
    assert stood(row)[0] == State.UNKNOWN
