"""Web push: off by default, neutral, to known services alone, in the same states as mail."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from rehab.outbox import pushing
from rehab.outbox.clock import database_now
from rehab.outbox.models import Channel, Delivery, Device, ErrorClass, Kind, Skip, State, Suppression
from rehab.outbox.pushing import MOST_DEVICES, NotADeviceError, add_device, public_key
from rehab.outbox.sending import send_due
from rehab.outbox.services import tell
from tests.accounts.people import signed_in
from tests.outbox.leaving import due, posted, reader, stood

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
SECRET = b"sixteen bytes ok"


@dataclass
class Service:
    """A push service: what it was sent, and the status it answers with."""

    port: int = 0
    status: int = 201
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def address(self, name: str = "a") -> str:
        """An endpoint."""
        return f"http://127.0.0.1:{self.port}/{name}"


@contextmanager
def service(status: int = 201) -> Iterator[Service]:
    """A push service on this machine."""
    found = Service(status=status)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            found.headers.append(dict(self.headers))
            self.send_response(found.status)
            if found.status == 302:
                self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    found.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()


@pytest.fixture(autouse=True)
def _on(settings) -> Iterator[None]:
    """An installation with a key, for this machine's services."""
    said = StringIO()
    call_command("push_keys", stdout=said)
    settings.PUSH_PRIVATE_KEY = said.getvalue().strip().partition("=")[2]
    settings.PUSH_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    with posted():
        yield


def encoded(raw: bytes) -> str:
    """Bytes as a browser sends them."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def subscribed(user: User, endpoint: str, key: object = None) -> Device:
    """A browser that is told at an endpoint."""
    private = key or generate_private_key(SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return add_device(user=user, endpoint=endpoint, p256dh=encoded(point), auth=encoded(SECRET), now=database_now())


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


BAD = [
    "http://127.0.0.2/x",
    "https://evil.example/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://me@127.0.0.1/x",
    "file:///etc/passwd",
    "https://169.254.169.254/latest",
    "",
    "https://127.0.0.1/" + "x" * 500,
    "javascript:alert(1)",
    "https://[",
    "https://127.0.0.1:99999/x",
    "https://127.0.0.1:22/x",
    "https://127.0.0.1/\x00",
    "https://10.0.0.1\\.push.example/x",
    "https://10.0.0.1/\\.push.example",
]


@pytest.mark.parametrize("endpoint", BAD)
def test_no_other_address_is_ever_called(settings, endpoint) -> None:
    """What a form says leads to known services alone, however a part of the way reads it."""
    ada = reader()
    settings.PUSH_HOSTS = ["127.0.0.1", "*.push.example"]
    point = generate_private_key(SECP256R1()).public_key()
    key = encoded(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    with pytest.raises(NotADeviceError):
        add_device(user=ada, endpoint=endpoint, p256dh=key, auth=encoded(SECRET), now=database_now())
    answer = signed_in(ada).post(
        "/settings/devices/new/", {"endpoint": endpoint, "p256dh": key, "auth": encoded(SECRET)}
    )
    assert answer.status_code == 422
    assert not Device.objects.exists()


NO_KEYS = [("", ""), ("x", "y"), ("ü", "ü"), ("A" * 87, ""), ("A" * 5000, "A" * 22), ("A" * 87 + "\x00", "A" * 22)]


@pytest.mark.parametrize(("p256dh", "auth"), NO_KEYS)
def test_keys_that_are_none_are_refused(p256dh, auth) -> None:
    """By their size."""
    form = {"endpoint": "https://127.0.0.1/x", "p256dh": p256dh, "auth": auth}
    assert signed_in(reader()).post("/settings/devices/new/", form).status_code == 422


def test_a_browser_is_switched_on_and_off_by_its_owner() -> None:
    """Another's is not found; one that changes hands moves."""
    ada, ben = reader(), reader("ben@example.org")
    with service() as push:
        device = subscribed(ada, push.address())
    page = signed_in(ada).get("/settings/devices/").content.decode()
    assert public_key() in page
    assert "Switched on" in page
    assert signed_in(ben).post(f"/settings/devices/{device.pk}/remove/").status_code == 404
    subscribed(ben, device.endpoint)
    assert Device.objects.get().user == ben
    assert signed_in(ben).post(f"/settings/devices/{device.pk}/remove/").status_code == 302
    assert not Device.objects.exists()


def test_the_worker_is_served_for_the_whole_site() -> None:
    """As a script, never kept longer than it is fresh."""
    answer = Client().get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
