"""The second factor as a condition: for a therapist's first runner, and for every page of the administration."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.access import VERIFIED_THERAPIST, is_verified_therapist, links_of, policy, verified_therapists
from accounts.models import CareLink, TherapistProfile, User
from accounts.second_factor import has_second_factor

from .factors import administrator, asked_for_factor, code_now, give_codes, give_factor
from .people import PHRASE, person, signed_in

pytestmark = pytest.mark.django_db


def _therapist(*, verified: bool = True) -> User:
    thea = person("thea@example.org")
    User.objects.filter(pk=thea.pk).update(role="therapist")
    TherapistProfile.objects.create(
        user=thea, clinic="Hill", licence_body="B", licence_number="1", verified_at=timezone.now() if verified else None
    )
    return User.objects.get(pk=thea.pk)


def test_recovery_codes_alone_are_no_second_factor() -> None:
    """They stand in for one; an app or a passkey counts."""
    ada = person()
    give_codes(ada)
    assert not has_second_factor(ada)
    give_factor(ada)
    assert has_second_factor(ada)
    assert not has_second_factor(person("bo@example.org"))


def test_a_therapist_needs_licence_and_second_factor(django_assert_num_queries: Any) -> None:
    """Either alone opens nothing; both are asked in one statement, with the consents in the same one."""
    thea, ada = _therapist(), person()
    link = CareLink.objects.create(runner=ada, therapist=thea, granted_at=timezone.now())
    assert not is_verified_therapist(thea)
    assert list(links_of(thea)) == []
    give_factor(thea)
    with django_assert_num_queries(2):
        assert is_verified_therapist(thea)
        assert list(links_of(thea)) == [link]
    TherapistProfile.objects.update(verified_at=None)
    assert not is_verified_therapist(thea)
    assert list(links_of(thea)) == []


def test_the_factor_of_a_runner_makes_no_therapist() -> None:
    """Role, licence, activity and factor all count."""
    ada, thea = person(), _therapist()
    give_factor(ada)
    give_factor(thea)
    assert list(verified_therapists()) == [thea]
    User.objects.filter(pk=thea.pk).update(is_active=False)
    assert list(verified_therapists()) == []


@policy(VERIFIED_THERAPIST)
def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("runners")


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("factor", [True, False])
def test_pages_about_runners_lead_to_what_is_missing(verified: bool, factor: bool, rf: RequestFactory) -> None:
    """Who is not there yet is led to the page that says why, whatever is missing."""
    thea = _therapist(verified=verified)
    if factor:
        give_factor(thea)
    request: Any = rf.get("/")
    request.user = thea
    response = _page(request)
    assert response.status_code == (200 if verified and factor else 302)
    assert (verified and factor) or response.headers["Location"] == reverse("licence")


@pytest.mark.parametrize(
    ("verified", "factor", "says"),
    [
        (False, False, "Your licence is being checked"),
        (False, True, "Your licence is being checked"),
        (True, False, "One step is left: a second factor"),
        (True, True, "Your licence is verified"),
    ],
)
def test_the_licence_page_says_what_is_missing(verified: bool, factor: bool, says: str) -> None:
    """Three steps with their state, and the way to the one that is the therapist's own."""
    thea = _therapist(verified=verified)
    if factor:
        give_factor(thea)
    html = signed_in(thea).get(reverse("licence")).content.decode()
    assert f"<h1>{says}</h1>" in html
    assert ("Before your first runner" in html) is not (verified and factor)
    assert (f'href="{reverse("mfa_index")}"' in html) is not factor


@pytest.mark.parametrize("role", ["content_admin", "support_admin"])
def test_the_administration_leads_to_setting_a_factor_up(role: str) -> None:
    """Without one no page opens; the page says why."""
    client = signed_in(administrator(role))
    for name in ("admin:index", "admin:password_change", "admin:jsi18n"):
        assert client.get(reverse(name)).status_code == 302
    page = client.get(reverse("admin:index"), follow=True)
    assert page.request["PATH_INFO"] == reverse("mfa_index")
    assert "The administration opens with a second factor only" in page.content.decode()


def test_the_administration_asks_in_this_session() -> None:
    """A session from before the factor was set up is asked for it, then goes where it wanted to."""
    sam = administrator()
    give_factor(sam)
    client, wanted = signed_in(sam), reverse("admin:accounts_user_changelist")
    page = client.get(wanted, follow=True)
    assert page.request["PATH_INFO"] == reverse("mfa_reauthenticate")
    done = client.post(f"{reverse('mfa_reauthenticate')}?next={wanted}", {"code": code_now(), "next": wanted})
    assert done.headers["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_the_administration_opens_after_a_log_in_with_the_factor_and_closes_without() -> None:
    """Asked at the log-in; a removed factor closes it at the next request."""
    sam = administrator()
    give_factor(sam)
    client = Client()
    client.post(reverse("account_login"), {"login": sam.email, "password": PHRASE})
    assert client.get(reverse("admin:index")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.get(reverse("admin:index")).status_code == 200
    Authenticator.objects.all().delete()
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("role", ["runner", "therapist"])
def test_a_factor_makes_no_administrator(role: str) -> None:
    """Who is no administrator stays outside, factor or not."""
    ada = person()
    User.objects.filter(pk=ada.pk).update(role=role)
    give_factor(ada)
    assert asked_for_factor(signed_in(ada)).get(reverse("admin:index"), follow=True).status_code == 403


def test_nobody_reads_secrets_in_the_administration() -> None:
    """Not even a superuser sees the keys of other people's apps."""
    root = administrator(is_superuser=True)
    give_factor(root)
    client = asked_for_factor(signed_in(root))
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get("/admin/mfa/authenticator/").status_code == 404


def test_other_browsers_are_signed_out() -> None:
    """This one stays; only by POST."""
    ada = person()
    here, elsewhere, bo = signed_in(ada), signed_in(ada), signed_in(person("bo@example.org"))
    assert here.get(reverse("end_other_sessions")).status_code == 405
    page = here.post(reverse("end_other_sessions"), follow=True)
    assert "Every other browser is signed out." in page.content.decode()
    assert elsewhere.get(reverse("settings")).status_code == 302
    assert bo.get(reverse("settings")).status_code == 200
    assert Client().post(reverse("end_other_sessions")).status_code == 302


def test_sessions_outlive_a_new_secret_key(settings: Any) -> None:
    """A rotated key signs nobody out; a sign-out of everything still counts under the older one."""
    ada = person()
    client = signed_in(ada)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 60
    fallbacks = list(ada.get_session_auth_fallback_hash())
    assert fallbacks[0] == client.session["_auth_user_hash"]
    ada.sign_outs += 1
    assert list(ada.get_session_auth_fallback_hash()) != fallbacks
