"""A passkey form takes what a browser sends; anything else is refused with a sentence, never with an error of ours."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from .factors import give_factor
from .people import PHRASE, person, signed_in

pytestmark = pytest.mark.django_db
B64 = base64.urlsafe_b64encode(b"\x00" * 40).decode()
PK = base64.urlsafe_b64encode(b"1").decode().rstrip("=")
WHOLE = {"id": B64, "rawId": B64, "type": "public-key", "clientExtensionResults": {}}
TOLD = base64.urlsafe_b64encode(
    b'{"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"}'
).decode()
TEXTS = [
    "",
    "null",
    "1",
    '"x"',
    "[]",
    "{}",
    "{",
    "[" * 5_000,
    "[" * 30_000,
    "\x00",
    '{"response": null}',
    '{"response": []}',
    '{"response": {"userHandle": 1}}',
    '{"response": {"userHandle": "\\u0000"}}',
    '{"rawId": 1, "response": {}}',
    *(
        json.dumps({**WHOLE, "response": response})
        for response in (
            None,
            "x",
            {},
            {"userHandle": PK},
            {"clientDataJSON": B64, "attestationObject": B64},
            {"clientDataJSON": "é", "attestationObject": 1},
            {"clientDataJSON": B64, "authenticatorData": B64, "signature": B64, "userHandle": PK},
            {"clientDataJSON": TOLD, "authenticatorData": B64, "signature": B64, "userHandle": PK},
            {"clientDataJSON": TOLD, "attestationObject": B64},
            {"clientDataJSON": TOLD, "authenticatorData": "", "signature": "", "userHandle": "////"},
            {"clientDataJSON": TOLD, "authenticatorData": B64, "signature": B64, "userHandle": None},
            {
                "clientDataJSON": TOLD,
                "authenticatorData": B64,
                "signature": B64,
                "userHandle": "enp6enp6enp6enp6enp6eg",
            },
        )
    ),
]


def _half_signed_in() -> Client:
    ada, client = person(), Client()
    give_factor(ada)
    client.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
    return client


def _reauthenticated() -> Client:
    client = signed_in(person())
    client.post(reverse("account_reauthenticate"), {"password": PHRASE})
    return client


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_answer_of_a_made_up_device_adds_a_passkey(text: str) -> None:
    """The page comes back, and nothing is added."""
    client = _reauthenticated()
    client.get(reverse("mfa_add_webauthn"))
    answer = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": text})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_answer_of_a_made_up_device_signs_in(text: str) -> None:
    """Neither in place of the password nor after it."""
    for client, name in ((Client(), "mfa_login_webauthn"), (_half_signed_in(), "mfa_authenticate")):
        client.get(reverse(name), headers={"Accept": "application/json"})
        answer = client.post(reverse(name), {"credential": text})
        assert answer.status_code in (200, 302)
        assert client.get(reverse("settings")).status_code == 302


@pytest.mark.parametrize("given", [{}, {"code": ""}, {"code": "\x00"}, {"code": "٣" * 6}, {"code": "9" * 9_000}])
def test_no_code_is_too_strange(given: Any) -> None:
    """A form with nothing of use in it is asked again."""
    client = _half_signed_in()
    assert client.post(reverse("mfa_authenticate"), given).status_code == 200
    assert client.get(reverse("settings")).status_code == 302


@pytest.mark.parametrize(("text", "says"), [("{}", "Your device gave no answer."), ("1", "That did not fit.")])
def test_a_refused_passkey_is_said_in_our_words(text: str, says: str) -> None:
    """At the log-in, where the message comes on the next page."""
    client = Client()
    page = client.post(reverse("mfa_login_webauthn"), {"credential": text}, follow=True).content.decode()
    assert says in page
