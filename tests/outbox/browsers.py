"""Browsers that are told by web push, and the service that tells them."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Device
from rehab.outbox.pushing import add_device
from tests.outbox.leaving import posted

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


@pytest.fixture
def on(settings) -> Iterator[None]:
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
