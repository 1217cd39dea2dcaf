"""How an invitation ends: answered once, declined, withdrawn, too old, or nobody may use it any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
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
from .inviting import ada as ada
from .inviting import thea as thea
from .people import signed_in

pytestmark = pytest.mark.django_db
SEVEN_DAYS = timedelta(days=7)


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
