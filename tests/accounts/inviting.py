"""People who invite each other, and what they do in a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from accounts.models import CareLink, Invitation, TherapistProfile, User
from tests.accounts.factors import give_factor

from .people import PHRASE

ADA, THEA = "ada@example.org", "thea@example.org"
EVERYTHING = {"shares_logs": "on", "shares_intake": "on", "since": "all"}
PLAN_ALONE = {"since": "today"}


def runner(email: str = ADA, name: str = "Ada Canary", **fields: Any) -> User:
    """A runner whose address is confirmed."""
    return _person(email, name, User.Role.RUNNER, **fields)


def therapist(email: str = THEA, name: str = "Thea Miller", *, verified: bool = True) -> User:
    """A therapist with a licence, checked or not; with a second factor where it is."""
    made = _person(email, name, User.Role.THERAPIST)
    TherapistProfile.objects.create(
        user=made,
        clinic="Clinic on the hill",
        licence_body="HCPC",
        licence_number="PH123",
        verified_at=timezone.now() if verified else None,
    )
    if verified:
        give_factor(made)
    return made


def _person(email: str, name: str, role: str, **fields: Any) -> User:
    made = User.objects.create_user(email, PHRASE, display_name=name, role=role, **fields)
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    return made


def linked(ada: User, thea: User, **fields: Any) -> CareLink:
    """An open consent."""
    return CareLink.objects.create(runner=ada, therapist=thea, **{"granted_at": timezone.now(), **fields})


def logged_in(user: User) -> Client:
    """A browser in which this person has just given their password."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PHRASE})
    return client


def invites(client: Client, email: str, **fields: Any) -> Any:
    """Send the invitation form of the person who is signed in: a runner's if a day is named, else a therapist's."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(reverse("care" if "since" in fields else "invitations"), {"email": email, **fields})


def mailed_link() -> str:
    """The address in the newest mail, without the site's."""
    found = re.search(r"http://[^/\s]+(/invitations/\S+/)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def page_of(invitation: Invitation) -> str:
    """Where an invitation is answered."""
    return reverse("invitation", args=[invitation.pk])


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner()


@pytest.fixture
def thea() -> User:
    """A therapist with a checked licence."""
    return therapist()
