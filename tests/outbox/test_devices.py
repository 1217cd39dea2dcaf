"""Browsers that are told: to known services alone, and by their owner's word."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rehab.outbox.clock import database_now
from rehab.outbox.models import Device
from rehab.outbox.pushing import NotADeviceError, add_device, public_key
from tests.accounts.people import signed_in
from tests.outbox.browsers import SECRET, encoded, service, subscribed
from tests.outbox.browsers import on as on
from tests.outbox.leaving import reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on")]


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
