"""The account pages speak our words: no page of allauth's own reaches a person."""

from __future__ import annotations

import pytest
from allauth.account import urls
from allauth.account.decorators import verified_email_required
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.conf import settings as site_settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User

from .people import OTHER, PHRASE, confirmation_link, person, reset_link, signed_in
from .stock import PACKAGE, STOCK, heading_of

pytestmark = pytest.mark.django_db


# Each address of allauth's: who opens it, and the heading; None where there is never a page to see.
ADDRESSES: dict[str, tuple[str, str | None]] = {
    "account_login": ("visitor", "Sign in, then carry on"),
    "account_signup": ("visitor", "Fill this in, then confirm by mail"),
    "account_logout": ("ada", "Sign out of this browser?"),
    "account_inactive": ("visitor", "This account is switched off"),
    "account_reauthenticate": ("ada", "Your password once more, please"),
    "account_email": ("ada", "We write to ada@example.org"),
    "account_email_verification_sent": ("visitor", "Open the mail we just sent you"),
    "account_change_password": ("ada", "Choose a new password"),
    "account_set_password": ("no password", "Your account needs a password"),
    "account_reset_password": ("visitor", "We send you a link for a new password"),
    "account_confirm_login_code": ("visitor", None),
    "account_confirm_email": ("bad key", "This link no longer works"),
    "account_reset_password_from_key_done": ("visitor", "Your new password works from now on"),
    "account_reset_password_from_key": ("bad key", "This link no longer works"),
    "account_reset_password_done": ("visitor", "Open the mail we just sent you"),
}


def test_every_address_of_allauth_is_listed() -> None:
    """An address that an upgrade or a setting adds fails here until it has a page of ours."""
    assert {pattern.name for pattern in urls.urlpatterns} == set(ADDRESSES)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.sqlite_only
def test_every_page_is_ours(name: str) -> None:
    """200, one heading, our own, no health word in the title, no template and no sentence of allauth's."""
    who, heading = ADDRESSES[name]
    client = Client() if who in ("visitor", "bad key") else signed_in(person(password=PHRASE if who == "ada" else None))
    keys = {"account_confirm_email": ["nonsense"], "account_reset_password_from_key": ["1", "nonsense"]}
    response = client.get(reverse(name, args=keys.get(name, [])))
    if heading is None:
        assert response.status_code == 302
    else:
        assert heading_of(response) == heading


def test_a_good_link_asks_for_one_tap_and_confirms() -> None:
    """Opening the link changes nothing, for mail scanners open links too; the button confirms, once."""
    ada = person(verified=False)
    link = confirmation_link(ada.emailaddress_set.get())
    assert heading_of(Client().get(link)) == "One tap, and your address is confirmed"
    assert not ada.emailaddress_set.get().verified
    assert heading_of(Client().post(link, follow=True)) == "Sign in, then carry on"
    assert ada.emailaddress_set.get().verified
    assert heading_of(Client().get(link)) == "This link no longer works"


def test_an_address_of_somebody_else_is_not_confirmed() -> None:
    """Who adds another person's address learns of it only with the mail in hand."""
    person("bo@example.org")
    ada = person()
    taken = EmailAddress.objects.create(user=ada, email="bo@example.org")
    link = confirmation_link(taken)
    assert heading_of(Client().get(link)) == "Another account has this address"


def test_a_password_is_reset_by_link_once() -> None:
    """The form, then the page that says it works; the old password and the link are spent, every browser signed out."""
    ada, client = person(), Client()
    elsewhere = signed_in(ada)
    link = reset_link(ada)
    form = client.get(link, follow=True)
    assert heading_of(form) == "Choose a new password"
    done = client.post(form.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER}, follow=True)
    assert heading_of(done) == "Your new password works from now on"
    assert User.objects.get().check_password(OTHER)
    assert heading_of(Client().get(link)) == "This link no longer works"
    assert elsewhere.get(reverse("settings")).status_code == 302


def test_a_changed_password_leads_back_to_the_settings() -> None:
    """This browser stays signed in, others do not; `next` is kept if there is one."""
    ada = person()
    here, elsewhere = signed_in(ada), signed_in(ada)
    assert 'name="next" value="/settings/"' in here.get(reverse("account_change_password")).content.decode()
    given = {"oldpassword": PHRASE, "password1": OTHER, "password2": OTHER, "next": "/settings/"}
    response = here.post(reverse("account_change_password"), given, follow=True)
    assert response.request["PATH_INFO"] == "/settings/"
    assert "Your password is changed." in response.content.decode()
    assert elsewhere.get(reverse("settings")).status_code == 302


def test_a_page_behind_a_confirmed_address_says_what_to_do() -> None:
    """The page that allauth shows to a person without a confirmed address is ours too."""
    client = signed_in(person(verified=False))
    request = client.get("/settings/").wsgi_request
    with request_context(request):
        html = verified_email_required(lambda _: HttpResponse())(request).content.decode()
    assert "<h1>Confirm your address first</h1>" in html
    assert {sentence for sentence in STOCK if sentence in html} == set()


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
@pytest.mark.sqlite_only
def test_where_one_was_going_is_kept(name: str) -> None:
    """`next` is in the form, and in the links between sign-in and sign-up."""
    html = Client().get(reverse(name), {"next": "/settings/"}).content.decode()
    assert '<input type="hidden" name="next" value="/settings/">' in html
    assert "?next=%2Fsettings%2F" in html


def test_every_short_message_is_ours() -> None:
    """What stands above a page after an act; codes and telephones are not used here."""
    theirs = {path.name for path in (PACKAGE / "templates" / "account" / "messages").glob("*.txt")}
    needed = {name for name in theirs if not name.startswith(("login_code", "phone"))}
    ours = site_settings.BASE_DIR / "templates" / "account" / "messages"
    assert {path.name for path in ours.glob("*.txt")} == needed


WRONG = [
    ("account_login", {"login": "ada@example.org", "password": OTHER}, "do not belong together"),
    ("account_reauthenticate", {"password": OTHER}, "That is not your password."),
    ("account_change_password", {"oldpassword": OTHER}, "That is not your current password."),
    ("account_change_password", {"password1": PHRASE, "password2": OTHER}, "The two passwords differ."),
    ("account_change_password", {"password1": "fourteen chars"}, "Use at least 15 characters."),
    ("account_change_password", {"password1": "ada@example.org"}, "Too close to your e-mail address."),
    ("account_change_password", {"password1": "123456789123456789"}, "Too many people use this password."),
    ("account_email", {"email": "ada@example.org", "action_add": ""}, "You have this address already."),
]


@pytest.mark.parametrize(("name", "given", "says"), WRONG)
@pytest.mark.sqlite_only
def test_what_is_wrong_is_said_in_our_words(name: str, given: dict[str, str], says: str) -> None:
    """Every error that allauth finds has a sentence of ours, and what was typed is kept."""
    ada = person()
    client = Client() if name == "account_login" else signed_in(ada)
    response = client.post(reverse(name), given)
    heading_of(response)
    assert says in response.content.decode()


@pytest.mark.parametrize(("password", "fits"), [("a" * 5 + "b" * 9, False), ("a" * 5 + "b" * 10, True)])
def test_a_password_has_at_least_fifteen_characters(password: str, fits: bool) -> None:
    """Fifteen pass, fourteen do not, and the page says so beforehand."""
    client = signed_in(person())
    hint = "At least 15 characters. Four random words are easy to remember."
    assert hint in client.get(reverse("account_change_password")).content.decode()
    given = {"oldpassword": PHRASE, "password1": password, "password2": password}
    client.post(reverse("account_change_password"), given)
    assert User.objects.get().check_password(password) is fits
