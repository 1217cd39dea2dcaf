"""Setting a second factor up and using it: codes and recovery codes work once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User

from .browsers import reauthenticated
from .factors import KEY, code_now, give_codes, give_factor, wrong_code
from .people import PHRASE, person, signed_in
from .stock import heading_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a commit happens at once: a test's transaction has none."""
    monkeypatch.setattr(transaction, "on_commit", lambda act, **_: act())


def _set_up(client: Client) -> tuple[str, Any]:
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    key = re.search(r'<code class="key-text">([A-Z2-7]{32})</code>', page)
    assert key is not None
    assert '<img class="qr" src="data:image/svg+xml;base64,' in page
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(key[1])}, follow=True)
    return key[1], done


@pytest.mark.usefixtures("_no_waiting")
def test_an_app_is_set_up_and_asked_for() -> None:
    """Key, code, recovery codes; a mail without content; other browsers are out; the next log-in asks for the code."""
    ada = person()
    here, elsewhere = reauthenticated(ada), signed_in(ada)
    key, done = _set_up(here)
    assert heading_of(done) == "Keep these codes somewhere safe"
    assert len(re.findall(r"<code>\d{8}</code>", done.content.decode())) == 10
    assert here.get(reverse("settings")).status_code == 200
    assert elsewhere.get(reverse("settings")).status_code == 302
    assert [sent.subject for sent in mail.outbox] == ["Backstride: A second factor was added"]
    client = Client()
    answer = client.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("settings")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_now(key)})
    assert client.get(reverse("settings")).status_code == 200


def test_a_wrong_code_sets_nothing_up_and_keeps_the_picture() -> None:
    """The same key is shown again, so that the scanned one still fits."""
    client = reauthenticated(person())
    keys = [re.findall(r"[A-Z2-7]{32}", client.get(reverse("mfa_activate_totp")).content.decode())]
    answer = client.post(reverse("mfa_activate_totp"), {"code": "12"})
    assert "That did not fit." in answer.content.decode()
    keys.append(re.findall(r"[A-Z2-7]{32}", answer.content.decode()))
    assert keys[0][:1] == keys[1][:1] != []
    assert not Authenticator.objects.exists()


def _half_signed_in(ada: User) -> Client:
    give_factor(ada)
    client = Client()
    client.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
    return client


def test_codes_cannot_be_guessed() -> None:
    """After five wrong codes even the right one has to wait, in any browser."""
    ada = person()
    client = _half_signed_in(ada)
    for _ in range(5):
        assert "That did not fit." in client.post(reverse("mfa_authenticate"), {"code": wrong_code()}).content.decode()
    other = Client()
    other.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
    for browser in (client, other):
        late = browser.post(reverse("mfa_authenticate"), {"code": code_now()})
        assert heading_of(late) == "Now your second factor"
        assert "Too many tries. Wait five minutes, then try again." in late.content.decode()
        assert browser.get(reverse("settings")).status_code == 302


def test_a_code_works_once() -> None:
    """Whoever looks over a shoulder cannot use it again."""
    ada = person()
    code = code_now()
    first = _half_signed_in(ada)
    second = Client()
    second.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
    first.post(reverse("mfa_authenticate"), {"code": code})
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert first.get(reverse("settings")).status_code == 200
    assert second.get(reverse("settings")).status_code == 302


def test_a_recovery_code_works_once() -> None:
    """In place of the app; the page counts what is left."""
    ada = person()
    give_factor(ada)
    code = give_codes(ada)[0]
    for status in (200, 302):
        client = Client()
        client.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert client.get(reverse("settings")).status_code == status
        if status == 200:
            assert "9 left." in client.get(reverse("mfa_index")).content.decode()


@pytest.mark.usefixtures("_no_waiting")
def test_new_codes_replace_the_old_and_can_be_downloaded() -> None:
    """The old ones stop working, the owner is told, the file holds the new ones and is kept by no cache."""
    ada = person()
    give_factor(ada)
    old = give_codes(ada)
    client = reauthenticated(ada)
    page = client.post(reverse("mfa_generate_recovery_codes"), follow=True)
    assert heading_of(page) == "Keep these codes somewhere safe"
    assert mail.outbox[-1].subject == "Backstride: New recovery codes were made"
    file = client.get(reverse("mfa_download_recovery_codes"))
    codes = re.findall(r"^\d{8}$", file.content.decode(), re.MULTILINE)
    assert len(codes) == 10
    assert not set(codes) & set(old)
    assert "no-store" in file.headers["Cache-Control"]
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_the_last_factor_takes_its_codes_along() -> None:
    """Recovery codes alone are no second factor; the owner is told."""
    ada = person()
    give_factor(ada)
    give_codes(ada)
    client = reauthenticated(ada)
    assert (
        heading_of(client.post(reverse("mfa_deactivate_totp"), follow=True)) == "Add a second factor to your password"
    )
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].subject == "Backstride: A second factor was removed"


def test_an_address_can_be_added_beside_a_second_factor() -> None:
    """allauth would refuse it; here no unconfirmed address ever signs in."""
    ada = person()
    give_factor(ada)
    client = reauthenticated(ada)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    assert ada.emailaddress_set.filter(email="new@example.org").exists()
    assert KEY not in str(client.get(reverse("mfa_index")).content)
