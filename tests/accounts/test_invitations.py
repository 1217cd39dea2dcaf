"""Answering an invitation: bound to an address, used once, seven days; opening it accepts nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import CareLink, Invitation, TherapistProfile, User

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
from .people import PHRASE, signed_in

pytestmark = pytest.mark.django_db
SEVEN_DAYS = timedelta(days=7)


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner()


@pytest.fixture
def thea() -> User:
    """A therapist with a checked licence."""
    return therapist()


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


def test_an_answered_link_is_used_up(ada: User, thea: User) -> None:
    """The link is gone; the same button pressed again leads to the list, and no second consent or word counts."""
    invites(signed_in(thea), ADA)
    client = logged_in(ada)
    address = page_of(Invitation.objects.get())
    assert client.post(address, PLAN_ALONE).status_code == 302
    for method in (client.get, client.post):
        assert method(address, EVERYTHING).headers["Location"] == reverse("care")
    assert client.post(reverse("decline_invitation", args=[Invitation.objects.get().pk])).status_code == 302
    assert client.get(mailed_link()).status_code == 404
    assert Invitation.objects.get().state == "accepted"
    assert not CareLink.objects.get().shares_logs


def test_a_declined_and_a_withdrawn_one_are_closed(ada: User, thea: User) -> None:
    """Neither can be accepted; the other side reads the state and nothing else."""
    client = logged_in(ada)
    invites(signed_in(thea), ADA)
    first = Invitation.objects.get()
    assert client.post(reverse("decline_invitation", args=[first.pk])).headers["Location"] == reverse("care")
    assert "Declined" in signed_in(thea).get(reverse("invitations")).content.decode()
    invites(signed_in(thea), ADA)
    second = Invitation.objects.get(state="open")
    assert signed_in(thea).post(reverse("withdraw_invitation", args=[second.pk])).status_code == 302
    assert client.post(page_of(first), EVERYTHING).headers["Location"] == reverse("care")
    assert client.post(page_of(second), EVERYTHING).status_code == 404
    assert not CareLink.objects.exists()


def test_nobody_withdraws_anothers(ada: User, thea: User) -> None:
    """Not even the one it was sent to."""
    invites(signed_in(thea), ADA)
    address = reverse("withdraw_invitation", args=[Invitation.objects.get().pk])
    for other in (ada, therapist("t2@example.org"), runner("x@example.org")):
        assert signed_in(other).post(address).status_code == 404
    assert Invitation.objects.get().state == "open"


def test_an_answered_one_cannot_be_withdrawn(ada: User, thea: User) -> None:
    """The consent stands, and the page says why nothing happened."""
    invites(signed_in(thea), ADA)
    one = Invitation.objects.get()
    logged_in(ada).post(page_of(one), PLAN_ALONE)
    response = signed_in(thea).post(reverse("withdraw_invitation", args=[one.pk]), follow=True)
    assert "Nothing was changed" in response.content.decode()
    assert Invitation.objects.get().state == "accepted"


@pytest.mark.parametrize(("late", "status"), [(-timedelta(minutes=1), 302), (timedelta(0), 404)])
def test_seven_days_and_no_longer(ada: User, thea: User, late: timedelta, status: int) -> None:
    """To the second, without a job that has to run."""
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        invites(signed_in(thea), ADA)
    with time_machine.travel(begun + SEVEN_DAYS + late, tick=False):
        client = logged_in(ada)
        assert client.get(mailed_link()).status_code == status
        assert client.post(page_of(Invitation.objects.get()), EVERYTHING).status_code == status
        assert CareLink.objects.exists() is (status == 302)
        state = "Accepted" if status == 302 else "Expired"
        assert state in signed_in(thea).get(reverse("invitations")).content.decode()


def test_the_invitation_of_somebody_who_may_no_longer_is_gone(ada: User, thea: User) -> None:
    """A therapist whose licence has to be checked again, or whose account is switched off."""
    invites(signed_in(thea), ADA)
    client = logged_in(ada)
    TherapistProfile.objects.update(verified_at=None)
    assert client.get(mailed_link()).status_code == 404
    TherapistProfile.objects.update(verified_at=timezone.now())
    User.objects.filter(pk=thea.pk).update(is_active=False)
    assert client.get(mailed_link()).status_code == 404
    assert client.post(page_of(Invitation.objects.get()), EVERYTHING).status_code == 404


def test_a_runner_who_is_switched_off_can_do_nothing(ada: User, thea: User) -> None:
    """Their open sessions are over; what they sent opens nothing."""
    client = logged_in(ada)
    invites(client, THEA, **EVERYTHING)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert "login" in client.get(reverse("care")).headers["Location"]
    assert signed_in(thea).get(mailed_link()).status_code == 404


def test_somebody_who_has_become_an_administrator_is_led_home(ada: User, thea: User) -> None:
    """What they sent and answered before is no error page."""
    invites(signed_in(thea), ADA)
    one = Invitation.objects.get()
    logged_in(ada).post(page_of(one), PLAN_ALONE)
    User.objects.update(role="support_admin")
    for person, name in ((ada, "invitation"), (ada, "decline_invitation"), (thea, "withdraw_invitation")):
        assert signed_in(person).post(reverse(name, args=[one.pk])).headers["Location"] == reverse("home")


def test_a_second_yes_of_the_runner_is_the_newest_word(ada: User, thea: User) -> None:
    """Accepting beside an open consent changes that one; what a runner sent earlier does not widen it."""
    link = linked(ada, thea, shares_logs=False, shares_intake=False)
    invites(logged_in(ada), THEA, **EVERYTHING)
    signed_in(thea).post(page_of(Invitation.objects.get(from_runner=True)))
    link.refresh_from_db()
    assert not link.shares_logs
    invites(signed_in(thea), ADA)
    logged_in(ada).post(page_of(Invitation.objects.get(from_runner=False)), {"shares_logs": "on", "since": "all"})
    link = CareLink.objects.get()
    assert (link.shares_logs, link.shares_intake) == (True, False)
