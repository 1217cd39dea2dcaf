"""Sending an invitation: one answer for every address, ten a day, a hash of the token, a mail that names nobody."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, Invitation, TherapistProfile, User

from .factors import give_factor
from .inviting import (
    ADA,
    EVERYTHING,
    PLAN_ALONE,
    THEA,
    invites,
    linked,
    logged_in,
    mailed_link,
    page_of,
    runner,
    therapist,
)
from .inviting import ada as ada
from .inviting import thea as thea
from .people import HEALTH, signed_in

pytestmark = pytest.mark.django_db
SEVEN_DAYS = timedelta(days=7)


def _token() -> str:
    return mailed_link().split("/")[-2]


@pytest.mark.parametrize("by_runner", [True, False])
def test_the_mail_names_nobody_and_nothing(ada: User, thea: User, *, by_runner: bool) -> None:
    """A neutral subject, no name, no address of the other, no health word, a link, the site's address."""
    User.objects.update(display_name="Win at evil.example")
    if by_runner:
        invites(logged_in(ada), "stranger@example.org", **EVERYTHING)
    else:
        invites(signed_in(thea), "stranger@example.org")
    sent = mail.outbox[-1]
    assert sent.subject == "Backstride: an invitation"
    assert not HEALTH.search(sent.subject + sent.body)
    assert not any(word in sent.body for word in ("evil", ADA, THEA))
    assert ("as a physical therapist" in sent.body) is by_runner
    assert sent.body.startswith("Hello,\n\n")
    assert max(len(line) for line in sent.body.splitlines() if "http" not in line) <= 78


def test_a_token_is_kept_as_a_hash_alone(thea: User) -> None:
    """128 bits, sha256; the database never holds what the mail holds, and nothing is remembered elsewhere."""
    invites(signed_in(thea), ADA)
    row = Invitation.objects.values().get()
    assert row["token_hash"] == hashlib.sha256(_token().encode()).hexdigest()
    assert _token() not in str(row)
    assert len(_token()) == 22  # 16 bytes in base64


@pytest.mark.parametrize(("after", "state"), [(timedelta(hours=1), "withdrawn"), (timedelta(days=8), "expired")])
def test_sending_again_kills_the_link_before(ada: User, thea: User, after: timedelta, state: str) -> None:
    """One open invitation per address; the newest link alone works."""
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        invites(signed_in(thea), ADA)
    before = mailed_link()
    with time_machine.travel(begun + after, tick=False):
        invites(signed_in(thea), ADA.upper())
        client = logged_in(ada)
        assert client.get(before).status_code == 404
        assert client.get(mailed_link()).status_code == 302
    assert set(Invitation.objects.values_list("state", flat=True)) == {state, "open"}


@pytest.mark.parametrize("by_runner", [True, False])
def test_the_answer_is_the_same_whether_the_address_has_an_account(ada: User, thea: User, *, by_runner: bool) -> None:
    """Status, headers, page and mail; only the address that was typed differs. The page shows the minute it ends."""
    known = (therapist("a@example.org") if by_runner else runner("a@example.org")).email
    found = []
    with time_machine.travel(timezone.now(), tick=False):
        for email in (known, "b@example.org"):
            Invitation.objects.all().delete()
            client = logged_in(ada) if by_runner else signed_in(thea)
            response = invites(client, email, **(EVERYTHING if by_runner else {}))
            page = client.get(response.headers["Location"]).content.decode().replace(email, "X")
            page = re.sub(r'[0-9a-f-]{36}|value="[A-Za-z0-9]{64}"', "", page)
            mailed = re.sub(r"/invitations/\S+", "", str(mail.outbox[-1].body))
            found.append((response.status_code, response.content, page, mailed))
    assert found[0] == found[1]


def test_ten_a_day(thea: User) -> None:
    """The eleventh is refused with its words kept and no mail; the day after it goes through. Repeats count."""
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        client = signed_in(thea)
        for number in range(10):
            assert invites(client, f"r{number % 5}@example.org").status_code == 302
        refused = invites(client, "one-more@example.org", asks_logs="on")
        assert refused.status_code == 429
        assert "ten invitations within a day" in refused.content.decode()
        assert "one-more@example.org" in refused.content.decode()
        assert len(mail.outbox) == 10
    with time_machine.travel(begun + timedelta(days=1), tick=False):
        assert invites(signed_in(thea), "one-more@example.org").status_code == 302


def test_an_unverified_therapist_invites_nobody_and_accepts_nothing(ada: User) -> None:
    """The form says why it is closed; a post is refused; a runner's invitation waits for the licence."""
    quack = therapist("q@example.org", verified=False)
    client = signed_in(quack)
    page = client.get(reverse("invitations")).content.decode()
    assert "<fieldset" in page
    assert "disabled" in page
    assert "when your licence is checked" in page
    assert invites(client, ADA).status_code == 403
    invites(logged_in(ada), quack.email, **EVERYTHING)
    assert "Your licence comes first" in client.get(mailed_link(), follow=True).content.decode()
    assert client.post(page_of(Invitation.objects.get())).status_code == 403
    assert not CareLink.objects.exists()
    TherapistProfile.objects.update(verified_at=timezone.now())
    assert client.post(page_of(Invitation.objects.get())).status_code == 403  # the second factor is still to come
    give_factor(quack)
    assert client.post(page_of(Invitation.objects.get())).status_code == 302


@pytest.mark.parametrize("email", ["", "x", "a@b", "x" * 300 + "@example.org", "a\x00@example.org", "ada@example.org"])
@pytest.mark.parametrize("by_runner", [True, False])
def test_a_wrong_address_is_said(ada: User, thea: User, email: str, *, by_runner: bool) -> None:
    """422, what was ticked is kept, no mail; one's own address too."""
    EmailAddress.objects.create(user=thea, email="ada2@example.org", verified=True)
    if not by_runner and email == ADA:
        email = "ada2@example.org"
    client = signed_in(ada) if by_runner else signed_in(thea)
    response = invites(client, email, **(EVERYTHING if by_runner else {"asks_logs": "on"}))
    assert response.status_code == 422
    assert re.search(r'name="(?:shares|asks)_logs"[^>]* checked', response.content.decode())
    assert mail.outbox == []


@pytest.mark.parametrize("since", ["", "before", "1999-01-01", "x" * 5000])
def test_a_wrong_day_is_said_and_opens_nothing(ada: User, thea: User, since: str) -> None:
    """On both forms of a runner."""
    invites(signed_in(thea), ADA)
    client = logged_in(ada)
    response = client.post(page_of(Invitation.objects.get()), {"shares_logs": "on", "since": since})
    assert response.status_code == 422
    assert invites(client, THEA, since=since).status_code == 422
    assert not CareLink.objects.exists()
    assert Invitation.objects.count() == 1


def test_what_is_posted_beside_the_form_changes_nothing(ada: User, thea: User) -> None:
    """Nobody invites in another's name, sets a state, or names whose consent it is."""
    bob = runner("bob@example.org")
    invites(signed_in(thea), ADA, by=bob.pk, from_runner="on", state="accepted", shares_logs="on", link=1)
    one = Invitation.objects.get()
    assert (one.by, one.from_runner, one.state, one.shares_logs) == (thea, False, "open", False)
    logged_in(ada).post(page_of(one), PLAN_ALONE | {"runner": bob.pk, "therapist": bob.pk, "needs_approval": "on"})
    link = CareLink.objects.get()
    assert (link.runner, link.therapist, link.needs_approval) == (ada, thea, False)


def test_everything_leaves_a_note(ada: User, thea: User) -> None:
    """Who, whose, what, when; an address never."""
    client, desk = logged_in(ada), signed_in(thea)
    invites(desk, ADA)
    client.post(reverse("decline_invitation", args=[Invitation.objects.get().pk]))
    invites(client, THEA, **EVERYTHING)
    client.post(reverse("withdraw_invitation", args=[Invitation.objects.get(state="open").pk]))
    invites(client, THEA, **EVERYTHING)
    desk.post(page_of(Invitation.objects.get(state="open")))
    client.post(reverse("share", args=[thea.public_id]), PLAN_ALONE)
    client.post(reverse("end_care", args=[thea.public_id]))
    found = AuditEntry.objects.order_by("pk").values_list("action", "actor_id", "subject_id")
    assert list(found) == [
        ("invite", thea.public_id, None),
        ("decline", ada.public_id, ada.public_id),
        ("invite", ada.public_id, ada.public_id),
        ("withdraw", ada.public_id, ada.public_id),
        ("invite", ada.public_id, ada.public_id),
        ("accept", thea.public_id, ada.public_id),
        ("change_sharing", ada.public_id, ada.public_id),
        ("end_link", ada.public_id, ada.public_id),
    ]
    assert "@" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "Ada@Example.org"},
        {"state": "accepted"},
        {"state": "lost", "ended_at": timezone.now()},
        {"ended_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(days=9)},
    ],
)
def test_the_database_refuses_what_cannot_be(thea: User, wrong: dict[str, Any]) -> None:
    """Lower case, known states, an end with a time, seven days that lie ahead."""
    now = timezone.now()
    row = {"by": thea, "from_runner": False, "email": ADA, "token_hash": "a", "created_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(**{**row, "expires_at": now + SEVEN_DAYS, **wrong})


def test_the_database_keeps_one_open_per_address_and_tokens_apart(ada: User, thea: User) -> None:
    """Whatever the code does; and a consent belongs to what was accepted."""
    now = timezone.now()
    row = {"by": thea, "from_runner": False, "created_at": now, "expires_at": now + SEVEN_DAYS}
    Invitation.objects.create(**row, email=ADA, token_hash="a")
    for wrong in (
        {"email": ADA, "token_hash": "b"},
        {"email": "b@example.org", "token_hash": "a"},
        {"email": "b@example.org", "token_hash": "b", "link": linked(ada, thea)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(**row, **wrong)
