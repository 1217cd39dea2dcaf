"""Every address declares who may open it; one that does not fails here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import access

ROLES = {access.RUNNER, access.THERAPIST, access.VERIFIED_THERAPIST, access.EMERGENCY}
MARKS = ROLES | {access.PUBLIC, access.SIGNED_IN, access.DEVELOPMENT}
OPEN_TO_ALL = {
    "robots",
    "manifest",
    "offline",
    "saved",
    "who",
    "exercises",
    "exercise",
    "landing",
    "privacy",
    "help",
    "healthz",
    "readyz",
    "public_check",
    "figure",
}
# By a link or an address that is the key, or signed: no account takes part.
OPEN_TO_ALL |= {"unsubscribe", "tap", "feed", "worker", "mail_events", "reminders_health"}


def _walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or "", address, pattern.callback


ROUTES = list(_walk(get_resolver().url_patterns))


def test_the_walk_finds_our_pages() -> None:
    """The walk itself works: allauth's, the administration's and our own addresses are among them."""
    names = {name for name, _, _ in ROUTES}
    assert {"landing", "public_check", "settings", "account_login", "library_rule_change", "devmail"} <= names


@pytest.mark.parametrize(("name", "address", "view"), ROUTES, ids=[address for _, address, _ in ROUTES])
def test_every_address_declares_a_policy(name: str, address: str, view: Any) -> None:
    """Ours by a mark on the view, others' by the beginning of their address."""
    declared = getattr(view, "policy", None) or next(
        (m for start, m in access.FOREIGN.items() if address.startswith(start)), None
    )
    assert declared in MARKS | set(access.FOREIGN.values()), address


def test_only_the_listed_pages_are_public() -> None:
    """A page cannot become public by accident."""
    assert {name for name, _, view in ROUTES if getattr(view, "policy", "") == access.PUBLIC} == OPEN_TO_ALL


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/settings/",
        "/settings/close/",
        "/settings/licence/",
        "/admin/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
    ],
)
def test_a_visitor_is_sent_to_the_log_in(client: Client, address: str) -> None:
    """Closed pages say nothing to anonymous visitors."""
    response = client.get(address)
    assert response.status_code == 302
    assert "login" in response.headers["Location"]


@pytest.mark.django_db
def test_development_pages_do_not_exist_elsewhere(client: Client, settings: Any) -> None:
    """Outgoing mail and demo codes are readable in development only."""
    settings.DEBUG = False
    assert client.get("/dev/mail/").status_code == 404
    assert client.get("/dev/codes/").status_code == 404
