"""Browsers of people with second factors."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User

from .factors import give_codes, give_factor
from .people import PHRASE, signed_in


def passkey_of(user: User) -> Authenticator:
    """A passkey, without the pages."""
    data = {"name": "Desk & phone", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=user, type="webauthn", data=data)


def reauthenticated(user: User) -> Client:
    """A browser in which this person has just given their password."""
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PHRASE})
    return client


def browser_with(has: str, ada: User) -> Client:
    """A browser of somebody with nothing, an app, a passkey, or half signed in."""
    if has in ("app", "half signed in"):
        give_factor(ada)
        give_codes(ada)
    if has == "half signed in":
        client = Client()
        client.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
        return client
    return reauthenticated(ada)
