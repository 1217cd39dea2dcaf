"""Consents: the runner reads, changes and ends them; each holds at the next request of an open session."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.access import Scope, link_to, links_of, may_see
from accounts.models import AuditEntry, CareLink, Invitation, TherapistProfile, User
from rehab.plans.models import Plan
from tests.intake.walking import submitted

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
)
from .inviting import ada as ada
from .inviting import thea as thea
from .people import PHRASE, signed_in

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("by_runner", [True, False])
def test_an_ended_consent_closes_an_open_session_at_its_next_request(ada: User, thea: User, *, by_runner: bool) -> None:
    """The therapist's browser stays signed in, and the plan it has just read is gone; the list is empty too."""
    submitted(ada)
    linked(ada, thea)
    desk, address = signed_in(thea), f"/plan/{Plan.objects.get().pk}/"
    assert desk.get(address).status_code == 200
    end = ("end_care", thea, signed_in(ada)) if by_runner else ("end_runner", ada, desk)
    page = end[2].get(reverse(end[0], args=[end[1].public_id]))
    assert "Stop" in page.content.decode()
    assert desk.get(address).status_code == 200
    assert end[2].post(page.request["PATH_INFO"]).status_code == 302
    assert desk.get(address).status_code == 404
    assert "Ada Canary" not in desk.get(reverse("invitations")).content.decode()
    again = end[2].post(page.request["PATH_INFO"])
    assert again.headers["Location"] == reverse("care" if by_runner else "invitations")
    assert AuditEntry.objects.filter(action="end_link").count() == 1


def test_a_changed_consent_holds_at_the_next_look(ada: User, thea: User) -> None:
    """Each part by itself; the day it begins is kept, moved to today or taken away, as chosen."""
    begun = timezone.localdate() - timedelta(days=20)
    linked(ada, thea, since=begun)
    client, address = signed_in(ada), reverse("share", args=[thea.public_id])
    for sent, day in (("before", begun), ("today", timezone.localdate()), ("all", None)):
        assert client.post(address, {"shares_intake": "on", "since": sent}).headers["Location"] == reverse("care")
        assert (may_see(thea, ada), may_see(thea, ada, Scope.LOGS), may_see(thea, ada, Scope.INTAKE)) == (1, 0, 1)
        assert CareLink.objects.get().since == day
    assert client.post(address, {"since": "before"}).status_code == 422
    assert may_see(thea, ada, Scope.INTAKE)
    client.post(address, PLAN_ALONE)
    assert not may_see(thea, ada, Scope.INTAKE)


def test_the_runner_reads_who_sees_what_since_when(ada: User, thea: User) -> None:
    """Name, clinic, licence, what is shared, and the day; a therapist who may not look now is named as such."""
    linked(ada, thea, shares_intake=False, since=timezone.localdate())
    page = signed_in(ada).get(reverse("care")).content.decode()
    for words in ("Thea Miller may see your plan", "Clinic on the hill", "HCPC PH123", f"{timezone.localdate():%Y}"):
        assert words in page
    own = page[page.index('action="/settings/care/') :]
    assert re.search(r'name="shares_logs"[^>]* checked', own)
    assert not re.search(r'name="shares_intake"[^>]* checked', own)
    assert "sees nothing" not in page
    TherapistProfile.objects.update(verified_at=None)
    assert "At present Thea Miller sees nothing" in signed_in(ada).get(reverse("care")).content.decode()
    TherapistProfile.objects.all().delete()
    assert "Not given" in signed_in(ada).get(reverse("care")).content.decode()


def test_an_ended_consent_is_not_opened_by_what_was_sent_before(ada: User, thea: User) -> None:
    """The runner invited two addresses of one therapist, and ended it after the first: the second opens nothing."""
    thea.emailaddress_set.create(email="thea2@example.org", verified=True)
    client, desk = logged_in(ada), signed_in(thea)
    for email in (THEA, "thea2@example.org", "other@example.org"):
        invites(client, email, **EVERYTHING)
    second = Invitation.objects.get(email="thea2@example.org")
    desk.post(page_of(Invitation.objects.get(email=THEA)))
    client.post(reverse("end_care", args=[thea.public_id]))
    assert desk.post(page_of(second)).status_code == 404
    assert not may_see(thea, ada)
    assert list(Invitation.objects.filter(state="open").values_list("email", flat=True)) == ["other@example.org"]


def test_a_consent_can_be_given_again(ada: User, thea: User) -> None:
    """As a new one; the ended one stays as it was."""
    linked(ada, thea, ended_at=timezone.now())
    invites(signed_in(thea), ADA)
    logged_in(ada).post(page_of(Invitation.objects.get()), PLAN_ALONE)
    assert CareLink.objects.filter(ended_at=None).count() == 1
    assert CareLink.objects.count() == 2


@pytest.mark.parametrize("name", ["invitation", "care"])
def test_granting_asks_for_the_password_after_fifteen_minutes(ada: User, thea: User, name: str) -> None:
    """And goes on with what was sent; inviting grants as well. Before that, nothing is asked twice."""
    invites(signed_in(thea), ADA)
    address = reverse("care") if name == "care" else page_of(Invitation.objects.get())
    sent = {"email": "new@example.org", "shares_logs": "on", "since": "all"}
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        client = logged_in(ada)
    with time_machine.travel(begun + timedelta(minutes=15), tick=False):
        asked = client.post(address, sent)
        assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
        assert not CareLink.objects.exists()
        assert Invitation.objects.count() == 1
        wrong = client.post(asked.headers["Location"], {"password": "a wrong pass phrase", "next": address})
        assert wrong.status_code == 200
        done = client.post(asked.headers["Location"], {"password": PHRASE, "next": address})
        assert done.headers["Location"] == reverse("care")
    if name == "care":
        assert Invitation.objects.filter(by=ada, shares_logs=True).count() == 1
    else:
        assert CareLink.objects.get().shares_logs


def test_an_open_session_without_a_log_in_of_its_own_grants_nothing(ada: User, thea: User) -> None:
    """Whoever finds the browser open cannot share the plan; ending and changing need no password."""
    invites(signed_in(thea), ADA)
    client = signed_in(ada)
    assert "reauthenticate" in client.post(page_of(Invitation.objects.get()), EVERYTHING).headers["Location"]
    assert not CareLink.objects.exists()
    linked(ada, thea)
    assert client.post(reverse("end_care", args=[thea.public_id])).headers["Location"] == reverse("care")


def test_a_year_without_a_word_is_asked_about_and_ends_a_month_later(ada: User, thea: User) -> None:
    """No job has to run: whoever looks a moment too late finds nothing, and the runner's page agrees."""
    begun = timezone.now()
    link = linked(ada, thea, granted_at=begun)
    asked = begun + YEAR
    with time_machine.travel(asked - timedelta(minutes=1), tick=False):
        assert "May Thea Miller still" not in signed_in(ada).get(reverse("care")).content.decode()
        assert signed_in(ada).get(reverse("after_sign_in")).headers["Location"] == reverse("home")
    with time_machine.travel(asked, tick=False):
        assert "May Thea Miller still" in signed_in(ada).get(reverse("care")).content.decode()
        assert signed_in(ada).get(reverse("after_sign_in")).headers["Location"] == reverse("care")
    with time_machine.travel(asked + timedelta(days=30, minutes=-1), tick=False):
        assert link_to(thea, ada) == link
    with time_machine.travel(asked + timedelta(days=30), tick=False):
        assert not may_see(thea, ada)
        assert list(links_of(thea)) == []
        page = signed_in(ada).get(reverse("care")).content.decode()
        assert "Nobody but you sees your plan" in page
        assert signed_in(ada).post(reverse("keep_care", args=[thea.public_id])).status_code == 404
        invites(signed_in(thea), ADA)
        logged_in(ada).post(page_of(Invitation.objects.get()), PLAN_ALONE)
        assert may_see(thea, ada)
        link.refresh_from_db()
        assert link.ended_at == timezone.now()
        assert CareLink.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("way", ["keep_care", "share"])
def test_a_consent_that_is_confirmed_lasts_another_year(ada: User, thea: User, way: str) -> None:
    """By the button, or by changing it."""
    begun = timezone.now()
    linked(ada, thea, granted_at=begun)
    with time_machine.travel(begun + YEAR, tick=False):
        signed_in(ada).post(reverse(way, args=[thea.public_id]), PLAN_ALONE)
    with time_machine.travel(begun + 2 * YEAR, tick=False):
        assert may_see(thea, ada)
        assert "May Thea Miller still" in signed_in(ada).get(reverse("care")).content.decode()


@pytest.mark.parametrize("who", ["ada", "thea"])
def test_closing_either_account_ends_it(ada: User, thea: User, who: str) -> None:
    """Links, what that person sent, and what was sent to an address of theirs are gone."""
    linked(ada, thea)
    invites(signed_in(thea), ADA)
    invites(logged_in(ada), THEA, **EVERYTHING)
    leaving = {"ada": ada, "thea": thea}[who]
    assert signed_in(leaving).post(reverse("close_account"), {"password": PHRASE}).status_code == 302
    assert not CareLink.objects.exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["ada", "thea"])
def test_a_switched_off_account_opens_nothing(ada: User, thea: User, who: str) -> None:
    """Neither the runner's data nor the therapist's session."""
    linked(ada, thea)
    desk = signed_in(thea)
    User.objects.filter(email={"ada": ADA, "thea": THEA}[who]).update(is_active=False)
    assert not may_see(User.objects.get(email=THEA), User.objects.get(email=ADA))
    assert "Ada Canary" not in desk.get(reverse("invitations")).content.decode()


def test_the_pages_are_reached_from_the_settings(ada: User, thea: User) -> None:
    """Each by the person it is for."""
    for person, name, other in ((ada, "care", "invitations"), (thea, "invitations", "care")):
        html = signed_in(person).get(reverse("settings")).content.decode()
        assert f'href="{reverse(name)}"' in html
        assert f'href="{reverse(other)}"' not in html
    assert f'href="{reverse("invitations")}"' in signed_in(thea).get(reverse("licence")).content.decode()


def test_names_are_escaped(ada: User, thea: User) -> None:
    """A name is text wherever it is shown."""
    bad: Any = "<b>x</b>"
    User.objects.update(display_name=bad)
    TherapistProfile.objects.update(clinic=bad, licence_body=bad)
    invites(signed_in(thea), ADA)
    invited = logged_in(ada).get(mailed_link(), follow=True).content.decode()
    linked(ada, thea)
    pages = [signed_in(ada).get(reverse("care")), signed_in(thea).get(reverse("invitations"))]
    pages.append(signed_in(ada).get(reverse("end_care", args=[thea.public_id])))
    assert all(bad not in html for html in (invited, *(page.content.decode() for page in pages)))


def test_the_mail_leads_to_the_sites_own_address(ada: User, thea: User) -> None:
    """Not to whatever host the request named."""
    invites(signed_in(thea), ADA)
    assert f"{settings.SITE_URL}/invitations/" in str(mail.outbox[-1].body)
