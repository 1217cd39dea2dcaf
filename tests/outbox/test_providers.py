"""Mails by a provider's interface: what its answer means, and what it means when there is none."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured

from rehab.config.providers import PROVIDERS, provider_settings
from rehab.outbox.models import ErrorClass, State, Suppression
from rehab.outbox.sending import send_due
from tests.outbox.leaving import due, posted, reader, stood

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
TAKEN = {"ErrorCode": 0, "Message": "OK", "To": "ada@example.org", "MessageID": "5c1e", "SubmittedAt": "2026-11-26"}
INACTIVE = "Found inactive addresses: ada@example.org. Inactive recipients are ones that have generated a hard bounce."
INACTIVE_OTHERWISE = 299  # the same refusal in words that nobody has met yet
REFUSED = {"ErrorCode": 406, "Message": INACTIVE}
SAID = {200: TAKEN, 422: REFUSED, INACTIVE_OTHERWISE: REFUSED | {"Message": "They take no mail."}}


@contextmanager
def provider(status: int) -> Iterator[int]:
    """A provider on this machine that answers so; 0 hangs up on what it was given. Its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if status:
                body = json.dumps(SAID.get(status, {"ErrorCode": 1, "Message": "no"})).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def at(settings):
    """Lets mails leave by Postmark's interface at a port."""

    def choose(port: int) -> None:
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "k", "POSTMARK_API_URL": f"http://127.0.0.1:{port}/"}

    return choose


@pytest.mark.parametrize(
    ("status", "state", "why"),
    [
        (200, State.SENT, ""),
        (400, State.FAILED, ErrorClass.POLICY),
        (401, State.DUE, ErrorClass.TRANSIENT),
        (422, State.FAILED, ErrorClass.ADDRESS),
        (INACTIVE_OTHERWISE, State.UNKNOWN, ErrorClass.LOST),
        (429, State.DUE, ErrorClass.THROTTLE),
        (503, State.DUE, ErrorClass.TRANSIENT),
        (500, State.UNKNOWN, ErrorClass.LOST),
        (504, State.UNKNOWN, ErrorClass.LOST),
        (0, State.UNKNOWN, ErrorClass.LOST),
    ],
)
def test_each_answer_has_its_state(at, status, state, why) -> None:
    """Without an answer to what it was given nobody knows; a key that is refused costs no mail."""
    row = due(reader())
    with provider(status) as port, posted():
        at(port)
        send_due(most=1)
    assert stood(row) == (state, why)
    assert row.provider_id == ("5c1e" if state == State.SENT else "")


@pytest.mark.parametrize("address", ["127.0.0.1", "no-such-host.invalid"])
def test_a_provider_that_is_not_reached_has_nothing(at, settings, address) -> None:
    """An outage leaves mails that are due again, not a page full of questions."""
    row = due(reader())
    with provider(200) as port:
        at(port)
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": f"http://{address}:{port}/"}
    with posted():
        send_due(most=1)
    assert stood(row) == (State.DUE, ErrorClass.TRANSIENT)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name])
def test_a_provider_needs_its_key_and_its_secret(provider) -> None:
    """Said when the settings are read, not with the first mail; tracking of readers is off."""
    with pytest.raises(ImproperlyConfigured, match="MAIL_API_KEY"):
        provider_settings(provider, key="", secret="")
    made = provider_settings(provider, key="k", secret="name:word")
    assert made["ANYMAIL"]["SEND_DEFAULTS"] == {"track_opens": False, "track_clicks": False}
    assert provider in str(made["EMAIL_BACKEND"])
