"""The pages of the second factor speak our words, and lead from one to the next."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa import urls
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from .browsers import browser_with, passkey_of, reauthenticated
from .factors import give_codes, give_factor
from .people import person, signed_in
from .stock import heading_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


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


def test_every_address_of_the_second_factor_is_listed() -> None:
    """An address that an upgrade or a setting adds fails here until it has a page of ours."""
    assert _names(urls.urlpatterns) == set(ADDRESSES)


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_page_is_ours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """200, one heading, our own; no script that runs in the page, no template and no sentence of allauth's."""
    has, expected = ADDRESSES[name]
    ada = person()
    client = browser_with(has, ada)
    keys = []
    if has == "passkey":
        monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])  # no real key here
        key = passkey_of(ada)
        keys = [key.pk] if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else []
    response = client.get(reverse(name, args=keys))
    if expected is None:
        assert response.status_code == (200 if "download" in name else 302)
    else:
        assert heading_of(response) == expected


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
    key = passkey_of(person("bo@example.org"))
    client = reauthenticated(person())
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
