"""The pages of the second factor speak our words, and lead from one to the next."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa import urls
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from accounts.models import User

from .factors import KEY, code_now, give_codes, give_factor, wrong_code
from .people import HEALTH, PHRASE, person, signed_in
from .stock import PACKAGE, stock_sentences

pytestmark = pytest.mark.django_db
STOCK = stock_sentences()


def heading(response: Any) -> str:
    """Check what every page owes, and return its one heading."""
    assert response.status_code == 200
    html = response.content.decode()
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert len(headings) == 1
    title = re.search(r"<title>(.*?) · Backstride</title>", html)
    assert title is not None
    assert not HEALTH.search(title[1])
    assert {sentence for sentence in STOCK if sentence in " ".join(html.split())} == set()
    assert "style=" not in html
    assert set(re.findall(r"<script[^>]*>", html)) == {
        tag for tag in re.findall(r"<script[^>]*>", html) if "src=" in tag or 'type="application/json"' in tag
    }
    used = {str(template.origin) for template in response.templates if getattr(template, "origin", None)}
    assert [name for name in used if name.startswith(str(PACKAGE))] == []
    return headings[0]


def _names(patterns: list[Any]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        found |= _names(pattern.url_patterns) if isinstance(pattern, URLResolver) else {pattern.name or ""}
        assert isinstance(pattern, URLPattern | URLResolver)
    return found


# Each address: what Ada has, and the heading; None where there is never a page to see.
ADDRESSES: dict[str, tuple[str, str | None]] = {
    "mfa_index": ("nothing", "Add a second factor to your password"),
    "mfa_authenticate": ("half signed in", "Now your second factor"),
    "mfa_reauthenticate": ("app", "Your second factor, please"),
    "mfa_activate_totp": ("nothing", "Scan this with your app, then type its code"),
    "mfa_deactivate_totp": ("app", "Remove the authenticator app?"),
    "mfa_view_recovery_codes": ("app", "Keep these codes somewhere safe"),
    "mfa_generate_recovery_codes": ("app", "Make new recovery codes?"),
    "mfa_download_recovery_codes": ("app", None),
    "mfa_list_webauthn": ("nothing", "You have no passkey yet"),
    "mfa_add_webauthn": ("nothing", "Add a passkey from this device"),
    "mfa_reauthenticate_webauthn": ("passkey", "Your passkey, please"),
    "mfa_remove_webauthn": ("passkey", "Remove Desk &amp; phone?"),
    "mfa_edit_webauthn": ("passkey", "Give this passkey a name"),
    "mfa_login_webauthn": ("nothing", None),
}


def _passkey(user: User) -> Authenticator:
    data = {"name": "Desk & phone", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=user, type="webauthn", data=data)


def _reauthenticated(user: User) -> Client:
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PHRASE})
    return client


def _browser(has: str, ada: User) -> Client:
    if has in ("app", "half signed in"):
        give_factor(ada)
        give_codes(ada)
    if has == "half signed in":
        client = Client()
        client.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
        return client
    return _reauthenticated(ada)


def test_every_address_of_the_second_factor_is_listed() -> None:
    """An address that an upgrade or a setting adds fails here until it has a page of ours."""
    assert _names(urls.urlpatterns) == set(ADDRESSES)


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_page_is_ours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """200, one heading, our own; no script that runs in the page, no template and no sentence of allauth's."""
    has, expected = ADDRESSES[name]
    ada = person()
    client = _browser(has, ada)
    keys = []
    if has == "passkey":
        monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])  # no real key here
        key = _passkey(ada)
        keys = [key.pk] if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else []
    response = client.get(reverse(name, args=keys))
    if expected is None:
        assert response.status_code == (200 if "download" in name else 302)
    else:
        assert heading(response) == expected


@pytest.mark.parametrize("name", [n for n in ADDRESSES if n not in ("mfa_login_webauthn", "mfa_authenticate")])
def test_a_visitor_is_sent_to_the_log_in(name: str) -> None:
    """Nothing of anybody's second factor without a session."""
    for method in ("get", "post"):
        args = [1] if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else []
        response = getattr(Client(), method)(reverse(name, args=args))
        assert response.status_code == 302
        assert reverse("account_login") in response.headers["Location"]


@pytest.mark.parametrize("name", ["mfa_remove_webauthn", "mfa_edit_webauthn"])
def test_a_passkey_of_somebody_else_is_not_found(name: str) -> None:
    """Neither seen nor removed by guessing its number."""
    key = _passkey(person("bo@example.org"))
    client = _reauthenticated(person())
    assert client.get(reverse(name, args=[key.pk])).status_code == 404
    assert client.post(reverse(name, args=[key.pk]), {"name": "x"}).status_code == 404
    assert Authenticator.objects.get().wrap().name == "Desk & phone"


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"])
def test_a_password_is_asked_again_before_a_factor_changes(name: str) -> None:
    """An open session alone sets nothing up, takes nothing away and shows no code."""
    ada = person()
    if name != "mfa_activate_totp":
        give_factor(ada)
        give_codes(ada)
    response = signed_in(ada).get(reverse(name))
    assert response.status_code == 302
    assert "reauthenticate" in response.headers["Location"]


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
    here, elsewhere = _reauthenticated(ada), signed_in(ada)
    key, done = _set_up(here)
    assert heading(done) == "Keep these codes somewhere safe"
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
    client = _reauthenticated(person())
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
        assert heading(late) == "Now your second factor"
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
    client = _reauthenticated(ada)
    page = client.post(reverse("mfa_generate_recovery_codes"), follow=True)
    assert heading(page) == "Keep these codes somewhere safe"
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
    client = _reauthenticated(ada)
    assert heading(client.post(reverse("mfa_deactivate_totp"), follow=True)) == "Add a second factor to your password"
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].subject == "Backstride: A second factor was removed"


def test_an_address_can_be_added_beside_a_second_factor() -> None:
    """allauth would refuse it; here no unconfirmed address ever signs in."""
    ada = person()
    give_factor(ada)
    client = _reauthenticated(ada)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    assert ada.emailaddress_set.filter(email="new@example.org").exists()
    assert KEY not in str(client.get(reverse("mfa_index")).content)
