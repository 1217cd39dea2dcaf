"""Clinics: founded, joined by who is asked and can show it, left; nobody learns from one who has an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import may_see
from accounts.clinics import A_DAY
from accounts.models import AuditEntry, Clinic, ClinicInvitation, ClinicMember, User
from accounts.services import close_account
from tests.accounts.inviting import linked, runner, therapist
from tests.accounts.people import signed_in
from tests.clinic.shelves import clinic_with

pytestmark = [pytest.mark.django_db]
PAGE = "/settings/clinic/"
NAME = "Canary clinic"


@pytest.fixture
def thea() -> User:
    """A therapist."""
    return therapist()


@pytest.fixture
def otto() -> User:
    """Another."""
    return therapist("otto@example.org", "Otto Lang")


def _page(user: User) -> str:
    answer = signed_in(user).get(PAGE)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _ask(by: User, email: str) -> Any:
    return signed_in(by).post(PAGE + "ask/", {"email": email})


def test_a_clinic_is_founded_and_joined_by_who_is_asked(thea: User, otto: User) -> None:
    """The colleague finds it on their own page, and only there; each step is in the audit log."""
    signed_in(thea).post(PAGE + "found/", {"name": NAME})
    assert NAME not in _page(otto)
    _ask(thea, "Otto@Example.org")
    assert NAME in _page(otto)
    key = ClinicInvitation.objects.get().pk
    assert signed_in(otto).post(f"{PAGE}invitations/{key}/join/").status_code == 302
    assert [(one.therapist, one.is_lead) for one in ClinicMember.objects.all()] == [(thea, True), (otto, False)]
    assert "Otto Lang" in _page(thea)
    actions = ["found_clinic", "ask_colleague", "join_clinic"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == actions
    assert signed_in(otto).post(f"{PAGE}invitations/{key}/join/").status_code == 404


def test_nobody_learns_who_has_an_account(thea: User, otto: User) -> None:
    """The same answer and the same page for a colleague, a runner and nobody."""
    clinic_with(thea)
    runner("r@example.org", "Somebody")
    pages = []
    for email in ("otto@example.org", "r@example.org", "nobody@example.org"):
        answer = _ask(thea, email)
        assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
        client = signed_in(thea)
        pages.append(email in client.get(PAGE).content.decode())
    assert pages == [True, True, True]
    assert "Otto" not in _page(thea)


def test_a_runner_an_unchecked_therapist_and_an_unproved_address_cannot_join(thea: User) -> None:
    """Whatever was asked."""
    clinic_with(thea)
    quack = therapist("q@example.org", "Q", verified=False)
    otto = therapist("otto@example.org", "Otto")
    otto.emailaddress_set.update(verified=False)
    for email in ("q@example.org", "otto@example.org", "r@example.org"):
        _ask(thea, email)
    keys = {row.email: row.pk for row in ClinicInvitation.objects.all()}
    ada = runner("r@example.org", "Ada")
    tries = {"q@example.org": (quack, 302), "otto@example.org": (otto, 404), "r@example.org": (ada, 403)}
    for email, (who, status) in tries.items():
        assert signed_in(who).post(f"{PAGE}invitations/{keys[email]}/join/").status_code == status
    assert ClinicMember.objects.count() == 1


def test_an_invitation_lasts_seven_days_and_asking_again_renews_it(thea: User, otto: User) -> None:
    """One row for an address."""
    clinic_with(thea)
    _ask(thea, otto.email)
    _ask(thea, otto.email)
    row = ClinicInvitation.objects.get()
    assert row.expires_at - row.made_at == timedelta(days=7)
    ago = timezone.now() - timedelta(days=8)
    ClinicInvitation.objects.update(made_at=ago, expires_at=ago + timedelta(days=7))
    assert signed_in(otto).post(f"{PAGE}invitations/{row.pk}/join/").status_code == 404


def test_nobody_is_in_two_clinics(thea: User, otto: User) -> None:
    """Neither by founding nor by joining."""
    clinic_with(thea)
    clinic_with(otto, name="Other")
    _ask(thea, otto.email)
    key = ClinicInvitation.objects.get().pk
    assert signed_in(otto).post(f"{PAGE}invitations/{key}/join/").status_code == 302
    assert signed_in(otto).post(PAGE + "found/", {"name": "Third"}).status_code == 302
    assert otto.clinic_member.clinic.name == "Other"
    assert Clinic.objects.count() == 2


def test_a_lead_asks_takes_back_names_leads_and_removes(thea: User, otto: User) -> None:
    """Nobody else does, and nobody removes themselves this way."""
    clinic_with(thea, otto)
    hers, his = ClinicMember.objects.get(therapist=thea), ClinicMember.objects.get(therapist=otto)
    _ask(thea, "new@example.org")
    key = ClinicInvitation.objects.get().pk
    for address in ("ask/", f"invitations/{key}/take-back/", f"members/{hers.pk}/lead/", f"members/{hers.pk}/remove/"):
        assert signed_in(otto).post(PAGE + address, {"email": "x@example.org"}).status_code == 404
    assert signed_in(thea).post(f"{PAGE}members/{hers.pk}/remove/").status_code == 404
    signed_in(thea).post(f"{PAGE}invitations/{key}/take-back/")
    assert not ClinicInvitation.objects.exists()
    assert signed_in(thea).get(f"{PAGE}members/{his.pk}/remove/").status_code == 200
    signed_in(thea).post(f"{PAGE}members/{his.pk}/lead/")
    assert ClinicMember.objects.get(therapist=otto).is_lead
    signed_in(thea).post(f"{PAGE}members/{his.pk}/remove/")
    assert list(ClinicMember.objects.all()) == [hers]


def test_the_longest_there_leads_on_and_the_last_closes_it(thea: User, otto: User) -> None:
    """Also where the lead closes their account."""
    clinic_with(thea, otto)
    close_account(user=thea, now=timezone.now())
    assert ClinicMember.objects.get().is_lead
    assert signed_in(otto).get(PAGE + "leave/").status_code == 200
    signed_in(otto).post(PAGE + "leave/")
    assert signed_in(otto).post(PAGE + "leave/").status_code == 302
    assert not Clinic.objects.exists()


def test_a_clinic_opens_no_runner(thea: User, otto: User) -> None:
    """A colleague's consents are theirs alone."""
    clinic_with(thea, otto)
    ada = runner()
    linked(ada, thea)
    assert not may_see(otto, ada)
    assert "Ada" not in _page(otto)


@pytest.mark.parametrize("email", ["", "x", "a\x00b@example.org", "x" * 400 + "@example.org", "thea@example.org"])
def test_an_address_that_is_none_is_told(thea: User, email: str) -> None:
    """What was typed is kept."""
    clinic_with(thea)
    assert _ask(thea, email).status_code == 422
    assert not ClinicInvitation.objects.exists()


@pytest.mark.parametrize("name", ["", "\x00", "x" * 121])
def test_a_name_that_is_none_is_told(thea: User, name: str) -> None:
    """Nothing is founded."""
    assert signed_in(thea).post(PAGE + "found/", {"name": name}).status_code == 422
    assert not Clinic.objects.exists()


def test_a_day_has_its_end(thea: User) -> None:
    """For asking."""
    clinic_with(thea)
    for number in range(A_DAY):
        assert _ask(thea, f"n{number}@example.org").status_code == 302
    assert _ask(thea, "one.more@example.org").status_code == 429


def test_strangers_find_no_clinic(thea: User, otto: User) -> None:
    """Another clinic's lead 404, a runner 403, an unchecked therapist and a visitor are led away."""
    clinic_with(thea, therapist("c@example.org", "C"), name=NAME)
    clinic_with(otto, name="Other")
    _ask(thea, "new@example.org")
    member, key = ClinicMember.objects.get(therapist__email="c@example.org"), ClinicInvitation.objects.get().pk
    posts = [f"members/{member.pk}/lead/", f"members/{member.pk}/remove/", f"members/{uuid4()}/remove/"]
    posts += [f"invitations/{key}/{act}/" for act in ("join", "decline", "take-back")]
    quack = therapist("q@example.org", "Q", verified=False)
    expected = {signed_in(otto): 404, signed_in(runner()): 403, signed_in(quack): 302, Client(): 302}
    for client, status in expected.items():
        assert {client.post(PAGE + address).status_code for address in posts} == {status}
        assert NAME not in client.get(PAGE).content.decode()
