"""The roles of the matrix, each with a browser: one runner with everything, and everybody who may stand around them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from accounts.models import CareLink, TherapistProfile, User
from accounts.second_factor import SET_UP_HERE
from tests.accounts.factors import give_factor
from tests.accounts.therapists import therapist
from tests.sharing import undone

from . import belongings

ROLES = ("an", "se", "ot", "pa", "pp", "px", "po", "un", "ed", "su", "br")
NAMES = {
    "an": "anonymous",
    "se": "the runner",
    "ot": "another runner",
    "pa": "their therapist",
    "pp": "an invited therapist",
    "px": "an ex-therapist",
    "po": "another therapist",
    "un": "a therapist whose licence nobody has checked, with a consent",
    "ed": "content administrator",
    "su": "support administrator",
    "br": "emergency administrator, while it lasts",
}


@dataclass
class Cast:
    """Who is there; `things` are the runner's (Se), by the name `values.py` uses."""

    people: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    # One for all requests of a test: putting the middleware together takes as long as answering an empty page.
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    @property
    def today(self) -> str:
        """The day on which all of it stands."""
        return timezone.localdate().isoformat()

    def ask(self, role: str, method: str, address: str, data: dict[str, Any] | None = None) -> HttpResponse:
        """One request in the role's browser; whatever it changes is taken back."""
        with undone():
            return self.send(role, method, address, data)

    def send(self, role: str, method: str, address: str, data: dict[str, Any] | None = None) -> HttpResponse:
        """The same, and what it changes stays until the caller takes it back."""
        client = Client(raise_request_exception=False)
        client.handler = self.handler
        client.cookies = SimpleCookie(self.cookies[role].output(header="", sep=";"))
        sent = {"data": data or {}} if method in ("GET", "POST") else {}
        answer: HttpResponse = getattr(client, method.lower())(address, **sent)
        return answer


def made() -> Cast:
    """Everybody, and what belongs to the runner."""
    cast = Cast()
    cast.people = {
        "se": belongings.runner("se@matrix.example"),
        "ot": belongings.runner("ot@matrix.example"),
        **{role: therapist(f"{role}@matrix.example", name=NAMES[role]) for role in ("pa", "pp", "px", "po", "un")},
        **{role: _staff(role, kind) for role, kind in STAFF.items()},
    }
    _consent(cast)
    cast.things = belongings.of_the_runner(cast.people)
    belongings.of_a_stranger(cast.people)
    belongings.of_the_library()
    cast.cookies = {role: _browser(cast.people.get(role)) for role in ROLES}
    return cast


STAFF = {"ed": User.Role.CONTENT_ADMIN, "su": User.Role.SUPPORT_ADMIN, "br": User.Role.EMERGENCY_ADMIN}


def _staff(role: str, kind: str) -> User:
    person = User.objects.create_user(f"{role}@matrix.example", None, role=kind, is_staff=role != "br")
    give_factor(person)
    return person


def _consent(cast: Cast) -> None:
    """Pa has one, un has one but no checked licence, px had one."""
    se, now = cast.people["se"], timezone.now()
    before = now - timedelta(days=30)
    for role, ended in (("pa", None), ("un", None), ("px", now - timedelta(hours=1))):
        CareLink.objects.create(runner=se, therapist=cast.people[role], granted_at=before, ended_at=ended)
    TherapistProfile.objects.filter(user=cast.people["un"]).update(verified_at=None)


def _browser(user: User | None) -> SimpleCookie:
    """A session opened a moment ago, with a second factor where there is one."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        proof = {"method": "mfa", "type": "totp", "at": time.time() + 3600, "reauthenticated": True}
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{**proof, "method": "password"}, proof]
        session[SET_UP_HERE] = True
        session.save()
    return client.cookies
