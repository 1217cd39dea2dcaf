"""Answering an invitation: bound to an address, used once, seven days; opening it accepts nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import CareLink, Invitation, User

from .inviting import (
    ADA,
    EVERYTHING,
    THEA,
    invites,
    logged_in,
    mailed_link,
    page_of,
    runner,
    therapist,
)
from .inviting import ada as ada
from .inviting import thea as thea
from .people import PHRASE, signed_in

pytestmark = pytest.mark.django_db
SEVEN_DAYS = timedelta(days=7)


def test_a_therapist_invites_and_the_runner_decides_what_is_shown(ada: User, thea: User) -> None:
    """Nothing is open before the runner's post; then what was ticked, from the day that was chosen."""
    assert invites(signed_in(thea), "Ada@Example.org", asks_logs="on").status_code == 302
    assert mail.outbox[-1].to == [ADA]
    client = logged_in(ada)
    page = client.get(mailed_link(), follow=True)
    html = page.content.decode()
    assert all(word in html for word in ("Thea Miller", "Clinic on the hill", "HCPC PH123", "Your plan, what you log"))
    assert " checked" not in re.sub(r'value="today"[^>]*', "", "".join(re.findall(r"<input[^>]*>", html)))
    assert not CareLink.objects.exists()
    response = client.post(page.request["PATH_INFO"], {"shares_logs": "on", "since": "today"})
    assert response.headers["Location"] == reverse("care")
    link = CareLink.objects.get()
    assert (link.runner, link.therapist, link.ended_at) == (ada, thea, None)
    assert (link.shares_logs, link.shares_intake, link.since) == (True, False, timezone.localdate())
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.link) == ("accepted", link)


def test_a_runner_invites_and_has_granted_when_the_therapist_accepts(ada: User, thea: User) -> None:
    """What was said when inviting is what opens."""
    assert invites(logged_in(ada), THEA, shares_intake="on", since="all").status_code == 302
    assert not CareLink.objects.exists()
    client = signed_in(thea)
    assert client.post(client.get(mailed_link()).headers["Location"]).headers["Location"] == reverse("invitations")
    link = CareLink.objects.get()
    assert (link.runner, link.shares_logs, link.shares_intake, link.since) == (ada, False, True, None)


def test_before_acceptance_a_therapist_learns_no_name(ada: User, thea: User) -> None:
    """Neither of who invites them, nor of whom they invite: the name comes with the consent."""
    client = signed_in(thea)
    invites(client, ADA)
    invites(logged_in(ada), THEA, **EVERYTHING)
    received = client.get(mailed_link(), follow=True)
    for page in (client.get(reverse("invitations")), received):
        assert "Canary" not in page.content.decode()
    assert ADA not in received.content.decode()
    assert "Somebody invites you" in received.content.decode()
    client.post(received.request["PATH_INFO"])
    assert "Canary" in client.get(reverse("invitations")).content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_a_link_accepts_nothing(ada: User, thea: User, method: str) -> None:
    """Mail scanners and previews open links, also as the person; the token itself takes no post."""
    invites(signed_in(thea), ADA)
    client = logged_in(ada)
    for opener in (Client(), client):
        getattr(opener, method)(mailed_link(), follow=True)
    assert client.post(mailed_link(), EVERYTHING).status_code == 405
    assert Invitation.objects.get().state == "open"
    assert not CareLink.objects.exists()


def test_a_visitor_is_led_to_the_log_in_and_back(ada: User, thea: User) -> None:
    """The log-in keeps the way."""
    invites(signed_in(thea), ADA)
    client = Client()
    door = client.get(mailed_link())
    assert door.headers["Location"] == f"{reverse('account_login')}?next={mailed_link()}"
    assert f"{reverse('account_signup')}?next=" in client.get(door.headers["Location"]).content.decode()
    sent = client.post(door.headers["Location"], {"login": ADA, "password": PHRASE, "next": mailed_link()})
    assert sent.headers["Location"] == mailed_link()


def test_who_signs_up_for_an_invitation_is_led_to_it_at_the_first_log_in(thea: User) -> None:
    """The address has to be confirmed in between, perhaps on another device; an open invitation is not lost by it."""
    invites(signed_in(thea), "new@example.org")
    link = mailed_link()
    new = runner("new@example.org")
    address = EmailAddress.objects.filter(user=new)
    address.update(verified=False)
    assert "login" in logged_in(new).get(link).headers["Location"]
    address.update(verified=True)
    client = Client()
    response = client.post(reverse("account_login"), {"login": new.email, "password": PHRASE}, follow=True)
    assert response.request["PATH_INFO"] == page_of(Invitation.objects.get())
    client.post(reverse("decline_invitation", args=[Invitation.objects.get().pk]))
    assert client.get(reverse("after_sign_in")).headers["Location"] == reverse("home")


@pytest.mark.parametrize("who", ["runner", "therapist", "content_admin", "support_admin", "inviter", "unconfirmed"])
def test_no_other_account_sees_an_invitation(ada: User, thea: User, who: str) -> None:
    """By token or by number, reading, accepting or declining: 404, the same as for what never was."""
    invites(signed_in(thea), ADA)
    invitation = Invitation.objects.get()
    if who == "inviter":
        other = thea
    elif who == "unconfirmed":
        other = runner("other@example.org")
        EmailAddress.objects.create(user=other, email=ADA, verified=False)
    else:
        other = therapist("t2@example.org") if who == "therapist" else runner("x@example.org")
        User.objects.filter(pk=other.pk).update(role=who)
    client = signed_in(other)
    nothing = client.get("/invitations/AAAAAAAAAAAAAAAAAAAAAA/")
    number = page_of(invitation)
    answers = [client.get(mailed_link()), client.get(number), client.post(number, EVERYTHING)]
    answers.append(client.post(reverse("decline_invitation", args=[invitation.pk]), {"email": ADA}))
    assert {(one.status_code, one.content) for one in answers} == {(404, nothing.content)}
    assert Invitation.objects.get().state == "open"
    assert not CareLink.objects.exists()


def test_the_right_address_with_the_wrong_role_gets_nothing(ada: User, thea: User) -> None:
    """A therapist cannot become a therapist's runner, nor a runner a runner's therapist."""
    other = therapist("t2@example.org")
    invites(signed_in(thea), other.email)
    assert signed_in(other).get(mailed_link()).status_code == 404
    invites(logged_in(ada), runner("r2@example.org").email, **EVERYTHING)
    assert signed_in(User.objects.get(email="r2@example.org")).get(mailed_link()).status_code == 404
