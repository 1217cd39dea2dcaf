"""Web push: off by default, neutral, to known services alone, in the same states as mail."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from rehab.outbox import pushing
from rehab.outbox.clock import database_now
from rehab.outbox.models import Channel, Delivery, Device, ErrorClass, Kind, Skip, State, Suppression
from rehab.outbox.pushing import MOST_DEVICES
from rehab.outbox.sending import send_due
from rehab.outbox.services import tell
from tests.accounts.people import signed_in
from tests.outbox.browsers import SECRET, service, subscribed
from tests.outbox.browsers import on as on
from tests.outbox.leaving import due, reader, stood

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("on")]


def test_what_is_pushed_is_the_subject_and_where_it_leads() -> None:
    """Decrypted as the browser would; no word more, and an address of ours."""
    ada, key = reader(), generate_private_key(SECP256R1())
    row = due(ada, channel=Channel.PUSH)
    with service() as push:
        subscribed(ada, push.address(), key)
        assert send_due() == {State.SENT: 1}
        plain = http_ece.decrypt(push.bodies[0], private_key=key, auth_secret=SECRET, version="aes128gcm")
    assert json.loads(plain) == {"title": "Backstride", "body": "Something is new", "url": "/notices/"}
    assert "vapid" in push.headers[0]["authorization"].lower()
    assert stood(row)[0] == State.SENT
    assert row.to_hash == ""


STATUSES = [
    (201, State.SENT, ""),
    (429, State.DUE, ErrorClass.THROTTLE),
    (503, State.DUE, ErrorClass.TRANSIENT),
    (400, State.FAILED, ErrorClass.POLICY),
    (410, State.FAILED, ErrorClass.ADDRESS),
    (404, State.FAILED, ErrorClass.ADDRESS),
    (302, State.DUE, ErrorClass.TRANSIENT),
]


@pytest.mark.parametrize(("status", "state", "why"), STATUSES)
def test_each_answer_has_its_state(status, state, why) -> None:
    """A browser that is gone is forgotten, and no mail address with it; nobody is led elsewhere."""
    ada = reader()
    row = due(ada, channel=Channel.PUSH)
    with service(status) as push:
        subscribed(ada, push.address())
        send_due()
        assert len(push.bodies) == 1
    assert stood(row) == (state, why)
    assert Device.objects.exists() == (status not in (404, 410))
    assert not Suppression.objects.exists()


def test_a_service_that_is_away_is_tried_again() -> None:
    """Nothing left."""
    ada = reader()
    row = due(ada, channel=Channel.PUSH)
    with service() as push:
        subscribed(ada, push.address())
    send_due()
    assert stood(row)[0] in (State.DUE, State.UNKNOWN)


def test_one_browser_that_took_it_is_enough() -> None:
    """The others are asked as well, each once."""
    ada = reader()
    due(ada, channel=Channel.PUSH)
    with service(410) as gone, service() as here:
        subscribed(ada, gone.address()), subscribed(ada, here.address())
        assert send_due() == {State.SENT: 1}
    assert Device.objects.count() == 1


def test_services_that_hang_do_not_outlast_the_lease(monkeypatch) -> None:
    """Whoever comes after them is left out: the row is still ours when it is settled."""
    monkeypatch.setattr(pushing, "TIMEOUT_S", 0.2)
    monkeypatch.setattr(pushing, "PATIENCE_S", 0.3)
    ada = reader()
    row = due(ada, channel=Channel.PUSH)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        for number in range(MOST_DEVICES):
            subscribed(ada, f"http://127.0.0.1:{deaf.getsockname()[1]}/{number}")
        send_due()
        assert len(list(waiting(deaf))) < MOST_DEVICES / 2
    assert stood(row) == (State.UNKNOWN, ErrorClass.LOST)


def waiting(server: socket.socket) -> Iterator[None]:
    """One for each line to a server that nobody has taken up."""
    server.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            yield


def test_it_is_off_until_somebody_asks() -> None:
    """Without a browser there is no row; with one there is, beside the mail's."""
    ada = reader()
    tell(recipient=ada, kind=Kind.MESSAGE, period="1", now=database_now())
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"mail"}
    with service() as push:
        subscribed(ada, push.address())
    tell(recipient=ada, kind=Kind.MESSAGE, period="2", now=database_now())
    assert sorted(Delivery.objects.filter(period="2").values_list("channel", flat=True)) == ["mail", "push"]


def test_without_a_key_nothing_is_pushed(settings) -> None:
    """The row says so, and the page is not there."""
    ada = reader()
    with service() as push:
        subscribed(ada, push.address())
    row, settings.PUSH_PRIVATE_KEY = due(ada, channel=Channel.PUSH), ""
    send_due()
    assert stood(row) == (State.SKIPPED, Skip.NO_DEVICE)
    assert signed_in(ada).get("/settings/devices/").status_code == 404
