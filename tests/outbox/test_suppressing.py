"""An address that mail does not reach: what is not sent to it any more, what always is, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from rehab.outbox.models import Purpose, State, Suppression, SwitchedOff
from rehab.outbox.sending import send_due
from tests.accounts.people import signed_in
from tests.outbox.leaving import due, handed, posted, reader, stood, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    """A kind with a letter."""
    with posted():
        yield


def test_a_complaint_ends_the_purpose_and_the_mail() -> None:
    """As if it had been switched off; security mail goes on."""
    ada = reader()
    told(handed(ada), "complained")
    assert SwitchedOff.objects.get().purpose == Purpose.CARE
    assert Suppression.objects.get().reason == "complaint"
    told(handed(ada, period="2"), "unsubscribed")
    assert SwitchedOff.objects.count() == 1


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
