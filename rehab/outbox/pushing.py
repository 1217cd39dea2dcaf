"""Web push: the second channel, off until somebody asks for it in a browser of theirs. Same rows, same silence."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parseaddr
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import User

from .channels import HandOver, Outcome
from .connecting import never_connected
from .models import Delivery, Device, ErrorClass, State
from .posts import Letter

TITLE, TEST, TEST_PLACE = "Backstride", "This is a test. Notes look like this.", "/settings/devices/"
# A service may take the time-out twice, for the connection and for the answer. Together less than a third of a lease.
TIMEOUT_S, PATIENCE_S, LASTS_S = 5, 15.0, 18 * 3600
GONE, THROTTLED = (404, 410), 429
MOST_DEVICES = 10
KEY_BYTES, AUTH_BYTES = 65, 16  # an uncompressed point of P-256 and a secret (RFC 8291 3.1, 3.2)
ADDRESS, BASE64URL = re.compile(r"https?://[!-~]{1,490}"), re.compile(r"[\w-]{1,100}={0,2}", re.ASCII)
HTTPS = (None, 443)


class NotADeviceError(ValueError):
    """What a browser sent is no subscription of a push service we know."""


def is_on() -> bool:
    """Whether this installation has a key to push with."""
    return bool(settings.PUSH_PRIVATE_KEY)


def public_key() -> str:
    """The key a browser subscribes with: the public half, as base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from py_vapid import Vapid01

    key = Vapid01.from_string(settings.PUSH_PRIVATE_KEY).public_key
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def add_device(*, user: User, endpoint: str, p256dh: str, auth: str, now: datetime) -> Device:
    """Let a browser be told; one that is known moves to whoever asks in it now."""
    if not _is_allowed(endpoint) or _size(p256dh) != KEY_BYTES or _size(auth) != AUTH_BYTES:
        raise NotADeviceError(endpoint[:20])
    if Device.objects.filter(user=user).exclude(endpoint=endpoint).count() >= MOST_DEVICES:
        raise NotADeviceError("too many")
    fresh = {"user": user, "p256dh": p256dh, "auth": auth, "made_at": now}
    return Device.objects.update_or_create(endpoint=endpoint, defaults=fresh)[0]


def _is_allowed(endpoint: str) -> bool:
    """Only the services of browser makers are ever called: an address from a form must not lead us anywhere else.

    No backslash: Python reads it as part of a host's name, and what then connects as its end (urllib3).
    """
    if not ADDRESS.fullmatch(endpoint) or "\\" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if settings.DEBUG and parts.scheme == "http" and parts.hostname == "127.0.0.1":
        return _is_known("127.0.0.1")
    return parts.scheme == "https" and port in HTTPS and not parts.username and _is_known(parts.hostname or "")


def _is_known(host: str) -> bool:
    return any(fnmatch(host, known) for known in settings.PUSH_HOSTS)


def _size(text: str) -> int:
    """How many bytes a text of base64url stands for; -1 for any other text, which Python would read all the same."""
    if not BASE64URL.fullmatch(text):
        return -1
    try:
        return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return -1


@contextmanager
def open_push() -> Iterator[HandOver]:
    """A sender of web pushes."""
    import requests

    with requests.Session() as session:
        session.max_redirects = 0
        yield lambda delivery, letter, address: _push_all(delivery, letter, session)


def push_test(device: Device) -> Outcome:
    """One note to one browser, of nothing: no row and no second try, as whoever asks for it looks at it."""
    import requests

    if not _is_allowed(device.endpoint):  # a service that was known, and is not any more
        return Outcome(State.FAILED, ErrorClass.POLICY, "not allowed")
    with requests.Session() as session:
        session.max_redirects = 0
        return _push(device, json.dumps({"title": TITLE, "body": TEST, "url": TEST_PLACE}), session)


def _push_all(delivery: Delivery, letter: Letter, session: Any) -> Outcome:
    """To every browser of the reader: it counts as handed over when one took it.

    Services that hang must not outlast the lease: the browsers that come after them are left out.
    """
    text, began = json.dumps({"title": TITLE, "body": letter.subject, "url": letter.address}), time.monotonic()
    outcomes = []
    for device in Device.objects.filter(user=delivery.recipient_id).order_by("-made_at"):
        if _is_allowed(device.endpoint) and time.monotonic() - began < PATIENCE_S:
            outcomes.append(_push(device, text, session))
    order = (State.SENT, State.UNKNOWN, State.DUE, State.FAILED)
    gone = Outcome(State.FAILED, ErrorClass.ADDRESS, "no device")
    return min(outcomes, key=lambda outcome: order.index(outcome.state), default=gone)


def _push(device: Device, text: str, session: Any) -> Outcome:
    import requests
    from pywebpush import webpush
    from requests.exceptions import ProxyError, TooManyRedirects

    told = {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}}
    try:
        answer = webpush(
            told,
            text,
            vapid_private_key=settings.PUSH_PRIVATE_KEY,
            vapid_claims={"sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"},
            timeout=TIMEOUT_S,
            ttl=LASTS_S,
            requests_session=session,
        )
    except requests.RequestException as error:
        if never_connected(error) or isinstance(error, (ProxyError, TooManyRedirects)):
            return Outcome(State.DUE, ErrorClass.TRANSIENT, type(error).__name__)
        return Outcome(State.UNKNOWN, ErrorClass.LOST, type(error).__name__)
    except Exception as error:  # pywebpush's own, with the answer in it
        answer = getattr(error, "response", None)
        if answer is None:
            return Outcome(State.FAILED, ErrorClass.RENDER, type(error).__name__)
    return _meaning(device, int(getattr(answer, "status_code", 0)))


def _meaning(device: Device, code: int) -> Outcome:
    if 200 <= code < 300:
        return Outcome(State.SENT)
    if code in GONE:
        device.delete()
        return Outcome(State.FAILED, ErrorClass.ADDRESS, str(code))
    if code == THROTTLED:
        return Outcome(State.DUE, ErrorClass.THROTTLE, str(code))
    if 400 <= code < 500:
        return Outcome(State.FAILED, ErrorClass.POLICY, str(code))
    return Outcome(State.DUE, ErrorClass.TRANSIENT, str(code))
