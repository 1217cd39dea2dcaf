"""A test push: to one browser of one's own, of nothing, a few times an hour."""

from __future__ import annotations

import json
from uuid import uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from accounts.models import User
from rehab.outbox.models import Delivery, Device
from rehab.reminders.views.devices import TESTS_AN_HOUR
from tests.accounts.people import signed_in
from tests.outbox.browsers import SECRET, service, subscribed
from tests.outbox.browsers import on as on
from tests.outbox.leaving import reader

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("on")]


def tried(user: User, device: Device) -> str:
    """What the page says after the button was pressed."""
    return signed_in(user).post(f"/settings/devices/{device.pk}/test/", follow=True).content.decode()


def test_it_reaches_that_browser_alone_and_says_nothing() -> None:
    """Decrypted as the browser would; it leaves no row, and leads to the page it was asked on."""
    ada, key = reader(), generate_private_key(SECP256R1())
    with service() as here, service() as there:
        mine = subscribed(ada, here.address(), key)
        subscribed(ada, there.address())
        assert "A test is on its way." in tried(ada, mine)
        assert (len(here.bodies), len(there.bodies)) == (1, 0)
        plain = json.loads(http_ece.decrypt(here.bodies[0], private_key=key, auth_secret=SECRET, version="aes128gcm"))
    assert plain == {
        "title": "Backstride",
        "body": "This is a test. Notes look like this.",
        "url": "/settings/devices/",
    }
    assert not Delivery.objects.exists()


def test_the_page_has_a_button_for_each_browser() -> None:
    """Named by the browser it is for."""
    ada = reader()
    with service() as push:
        mine = subscribed(ada, push.address())
    page = signed_in(ada).get("/settings/devices/").content.decode()
    assert f'action="/settings/devices/{mine.pk}/test/"' in page
    assert "Send a test<span" in page


def test_somebody_elses_browser_is_not_there() -> None:
    """404, nothing is pushed, and only a post pushes."""
    ada, eve = reader(), reader("eve@example.org")
    with service() as push:
        mine = subscribed(ada, push.address())
        for pk in (mine.pk, uuid4()):
            assert signed_in(eve).post(f"/settings/devices/{pk}/test/").status_code == 404
        assert signed_in(ada).get(f"/settings/devices/{mine.pk}/test/").status_code == 405
        assert push.bodies == []


def test_it_is_pushed_a_few_times_an_hour() -> None:
    """The next one is told to wait, and another person is not held up."""
    ada, ben = reader(), reader("ben@example.org")
    with service() as push, service() as other:
        mine, his = subscribed(ada, push.address()), subscribed(ben, other.address())
        pages = [tried(ada, mine) for _ in range(TESTS_AN_HOUR + 1)]
        assert len(push.bodies) == TESTS_AN_HOUR
        assert "tried often" in pages[-1]
        assert "A test is on its way." in tried(ben, his)


ANSWERS = [(410, "off the list", False), (400, "refused the test", True), (503, "Try it later", True)]


@pytest.mark.parametrize(("status", "says", "is_kept"), ANSWERS)
def test_what_the_service_answers_is_said(status: int, says: str, is_kept: bool) -> None:
    """A browser that is gone is forgotten, as by any other push."""
    ada = reader()
    with service(status) as push:
        assert says in tried(ada, subscribed(ada, push.address()))
    assert Device.objects.exists() is is_kept


def test_no_service_is_called_that_is_not_known_any_more(settings) -> None:
    """Nor is any without a key."""
    ada = reader()
    with service() as push:
        mine = subscribed(ada, push.address())
        settings.PUSH_HOSTS = ["push.example"]
        assert "refused the test" in tried(ada, mine)
        settings.PUSH_PRIVATE_KEY = ""
        assert signed_in(ada).post(f"/settings/devices/{mine.pk}/test/").status_code == 404
        assert push.bodies == []
