"""Signing up, confirming, signing in; nobody learns who has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import consent
from accounts.models import User

pytestmark = pytest.mark.django_db
PHRASE = "seventeen quiet herons"


def _form(**changes: Any) -> dict[str, Any]:
    given = {
        "email": "Ada@Example.org",
        "password1": PHRASE,
        "password2": PHRASE,
        "display_name": "Ada",
        "role": "runner",
        "is_adult": "on",
        "agrees": "on",
        "time_zone": "Europe/Berlin",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def _sign_up(client: Client, **changes: Any) -> Any:
    return client.post(reverse("account_signup"), _form(**changes))


def test_from_sign_up_by_mail_to_signed_in(client: Client) -> None:
    """The address is confirmed by mail before anything else, and consent is stored with time and text version."""
    assert _sign_up(client).status_code == 302
    ada = User.objects.get()
    assert (ada.email, ada.display_name, ada.role, ada.time_zone) == (
        "ada@example.org",
        "Ada",
        "runner",
        "Europe/Berlin",
    )
    assert ada.adult_confirmed_at is not None
    assert (ada.consent_at is not None, ada.consent_version) == (True, consent.VERSION)
    assert not ada.is_staff
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link is not None
    client.post(link[1])
    fresh = Client()
    response = fresh.post(reverse("account_login"), {"login": "ADA@example.org", "password": PHRASE})
    assert response.status_code == 302
    assert fresh.get(reverse("settings")).status_code == 200


def test_an_unconfirmed_address_does_not_get_in(client: Client) -> None:
    """Signing in before confirming leads to the page that asks for it."""
    _sign_up(client)
    fresh = Client()
    fresh.post(reverse("account_login"), {"login": "ada@example.org", "password": PHRASE})
    assert fresh.get(reverse("settings")).status_code == 302


@pytest.mark.parametrize(
    ("missing", "says"), [("is_adult", "for adults"), ("agrees", "may not keep"), ("display_name", "required")]
)
def test_what_has_to_be_said_is_asked_for(client: Client, missing: str, says: str) -> None:
    """Not adult or no consent: no account, and what was typed is kept."""
    response = _sign_up(client, **{missing: None})
    assert response.status_code == 200
    assert says in response.content.decode()
    assert "Ada@Example.org" in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize("role", ["content_admin", "support_admin", "god", ""])
def test_nobody_makes_themselves_an_administrator(client: Client, role: str) -> None:
    """Only runner and therapist can be chosen."""
    _sign_up(client, role=role)
    assert not User.objects.exclude(role__in=["runner", "therapist"]).exists()
    assert not User.objects.filter(is_staff=True).exists()


def test_a_therapist_begins_without_any_power(client: Client) -> None:
    """The role alone opens nothing."""
    _sign_up(client, role="therapist")
    assert not User.objects.get().is_staff
    assert not User.objects.get().has_module_perms("library")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "x" * 64, "../../etc/passwd"])
def test_an_unknown_time_zone_becomes_utc(client: Client, zone: str) -> None:
    """The browser's word is not trusted, and does not stop the sign-up."""
    _sign_up(client, time_zone=zone)
    assert User.objects.get().time_zone == "UTC"


def test_a_known_address_gets_the_same_answer(client: Client) -> None:
    """Sign-up and reset answer alike whether the address has an account; the mail tells its owner."""
    first = _sign_up(client)
    again = _sign_up(Client())
    assert (first.status_code, first.headers["Location"]) == (again.status_code, again.headers["Location"])
    assert User.objects.count() == 1
    reset = [
        Client().post(reverse("account_reset_password"), {"email": e}) for e in ("ada@example.org", "no@example.org")
    ]
    assert reset[0].headers["Location"] == reset[1].headers["Location"]


def test_no_subject_speaks_of_health(client: Client) -> None:
    """Subjects are read over shoulders."""
    _sign_up(client)
    _sign_up(Client())
    Client().post(reverse("account_reset_password"), {"email": "ada@example.org"})
    assert len(mail.outbox) >= 2
    for sent in mail.outbox:
        assert not re.search(r"pain|back pain|spine|injur|health|rehab", sent.subject, re.IGNORECASE), sent.subject


def test_guessing_is_limited(client: Client) -> None:
    """After a handful of wrong passwords the right one is refused too."""
    _sign_up(client)
    User.objects.get().emailaddress_set.update(verified=True)
    fresh = Client()
    for _ in range(7):
        fresh.post(reverse("account_login"), {"login": "ada@example.org", "password": "wrong wrong wrong"})
    fresh.post(reverse("account_login"), {"login": "ada@example.org", "password": PHRASE})
    assert fresh.get(reverse("settings")).status_code == 302


def test_settings_are_ones_own(client: Client) -> None:
    """What is posted changes the person signed in and nothing that is not on the form."""
    ada = User.objects.create_user("ada@example.org", PHRASE)
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    given = {"display_name": "A.", "time_zone": "Asia/Tokyo", "units": "mi", "role": "support_admin", "is_staff": "on"}
    assert client.post(reverse("settings"), given).status_code == 302
    ada.refresh_from_db()
    assert (ada.display_name, ada.time_zone, ada.units) == ("A.", "Asia/Tokyo", "mi")
    assert (ada.role, ada.is_staff) == ("runner", False)
    assert client.post(reverse("settings"), {**given, "time_zone": "Nowhere"}).status_code == 422
    assert "no-store" in client.get(reverse("settings")).headers["Cache-Control"]


def test_an_account_is_closed_by_its_owner_alone(client: Client) -> None:
    """A wrong password deletes nothing; the right one deletes everything and signs out; others stay."""
    ada = User.objects.create_user("ada@example.org", PHRASE)
    User.objects.create_user("bo@example.org", PHRASE)
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = client.post(reverse("close_account"), {"password": "wrong"})
    assert refused.status_code == 422
    assert "Nothing was deleted" in refused.content.decode()
    assert User.objects.count() == 2
    assert client.post(reverse("close_account"), {"password": PHRASE}).headers["Location"] == "/"
    assert list(User.objects.values_list("email", flat=True)) == ["bo@example.org"]
    assert client.get(reverse("settings")).status_code == 302


def test_too_many_tries_get_a_page_that_says_so(client: Client) -> None:
    """The limit on resets answers 429 on our own page."""
    answers = [client.post(reverse("account_reset_password"), {"email": f"x{n}@example.org"}) for n in range(25)]
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].content.decode()
    assert "wait a few minutes" in answers[-1].content.decode()
