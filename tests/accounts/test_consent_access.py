"""Who may open what of invitations and consents: every address, every method, every stranger."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts import urls
from accounts.models import CareLink, Invitation, User

from .inviting import (
    ADA,
    EVERYTHING,
    THEA,
    invites,
    linked,
    mailed_link,
    runner,
    therapist,
)
from .people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
# Every address of this part: the methods it answers, and the status for a runner and a therapist who are strangers.
ADDRESSES: dict[str, tuple[str, tuple[int, int]]] = {
    "care": ("get post", (200, 403)),
    "share": ("post", (404, 403)),
    "keep_care": ("post", (404, 403)),
    "end_care": ("get post", (404, 403)),
    "invitations": ("get post", (403, 200)),
    "after_sign_in": ("get", (302, 302)),
    "end_runner": ("get post", (403, 404)),
    "invitation": ("get post", (404, 404)),
    "decline_invitation": ("post", (404, 404)),
    "withdraw_invitation": ("post", (404, 404)),
    "invitation_link": ("get", (404, 404)),
}


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner()


@pytest.fixture
def thea() -> User:
    """A therapist with a checked licence."""
    return therapist()


def _address(name: str, ada: User, thea: User) -> str:
    if name == "invitation_link":
        return mailed_link()
    if name in ("invitation", "decline_invitation", "withdraw_invitation"):
        return reverse(name, args=[Invitation.objects.get().pk])
    ids = {
        "end_runner": ada.public_id,
        "share": thea.public_id,
        "keep_care": thea.public_id,
        "end_care": thea.public_id,
    }
    return reverse(name, args=[ids[name]] if name in ids else [])


def _others(ada: User, thea: User) -> None:
    linked(ada, thea)
    invites(signed_in(thea), "canary@example.org")


def test_every_address_stands_in_the_table() -> None:
    """A page added later without saying who gets in fails here."""
    ours = ("care", "invitation", "end_runner", "share", "after_sign_in")
    names = {str(pattern.name) for pattern in urls.urlpatterns}
    assert {name for name in names if any(word in name for word in ours)} == set(ADDRESSES)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_visitor_is_sent_to_the_log_in(ada: User, thea: User, name: str) -> None:
    """Reading or writing."""
    _others(ada, thea)
    for method in ("get", "post"):
        response = getattr(Client(), method)(_address(name, ada, thea))
        assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_stranger_finds_and_changes_nothing(ada: User, thea: User, name: str) -> None:
    """Another runner, another therapist, an administrator: none of Ada's, none of Thea's, and nothing ends."""
    _others(ada, thea)
    methods, statuses = ADDRESSES[name]
    people = (runner("x@example.org", "X"), therapist("y@example.org", "Y"), runner("z@example.org", "Z"))
    User.objects.filter(pk=people[2].pk).update(role="support_admin")
    for person, status in zip(people, (*statuses, None), strict=True):
        for method in methods.split():
            response = getattr(signed_in(person), method)(_address(name, ada, thea), EVERYTHING)
            html = response.content.decode()
            if method == "get":
                assert response.status_code == status or (status is None and response.status_code in (302, 403, 404))
            assert not any(word in html for word in ("Ada Canary", "Thea Miller", "canary@", ADA, THEA))
    link = CareLink.objects.get()
    assert (link.ended_at, link.confirmed_at, link.since) == (None, None, None)
    assert Invitation.objects.filter(email="canary@example.org", state="open").exists()


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_posts_change_anything(ada: User, thea: User, name: str) -> None:
    """A wrong method is 405; reading leaves every row as it was."""
    _others(ada, thea)
    before = list(CareLink.objects.values()), list(Invitation.objects.values())
    for person in (ada, thea):
        client = signed_in(person)
        for method in ("get", "head", "put", "delete"):
            response = getattr(client, method)(_address(name, ada, thea))
            is_open = method in ("get", "head") and "get" in ADDRESSES[name][0]
            assert is_open or response.status_code == 405, method
    assert (list(CareLink.objects.values()), list(Invitation.objects.values())) == before
