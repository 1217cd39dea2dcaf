"""The account mails speak our words: no mail of allauth's own reaches a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.conf import settings as site_settings
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from .people import HEALTH, OTHER, PHRASE, person, reset_link, signed_in
from .stock import PACKAGE, stock_sentences

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
NEW = {"password1": OTHER, "password2": OTHER}
SIGN_UP = NEW | {"display_name": "Bo", "role": "runner", "is_adult": "on", "agrees": "on"}
STOCK = stock_sentences()
# Sign-in and reset by code are off, and nothing in allauth sends the third.
NEVER_SENT = {"login_code", "password_reset_code", "email_confirm"}


def _sign_up(email: str) -> None:
    Client().post(reverse("account_signup"), SIGN_UP | {"email": email})


def _ask_for_reset(email: str) -> None:
    Client().post(reverse("account_reset_password"), {"email": email})


def _reset() -> None:
    client = Client()
    form = client.get(reset_link(person()), follow=True)
    client.post(form.request["PATH_INFO"], NEW)


def _change() -> None:
    signed_in(person()).post(reverse("account_change_password"), NEW | {"oldpassword": PHRASE})


def _set() -> None:
    signed_in(person(password=None)).post(reverse("account_set_password"), NEW)


def _manage(action: str) -> None:
    ada = person()
    if action != "action_add":
        EmailAddress.objects.create(user=ada, email="new@example.org", verified=True)
    client = signed_in(ada)
    # An open session alone takes no account over: the password is asked for first.
    assert (
        "reauthenticate"
        in client.post(reverse("account_email"), {"email": "new@example.org", action: ""}).headers["Location"]
    )
    client.post(reverse("account_reauthenticate"), {"password": PHRASE})
    client.post(reverse("account_email"), {"email": "new@example.org", action: ""})


def _known(act: Callable[[str], None]) -> None:
    person()
    act("ada@example.org")


@dataclass(frozen=True, slots=True)
class Sent:
    """What makes a mail go out, to whom, and how it begins."""

    act: Callable[[], None]
    to: str
    subject: str
    says: str


MAILS = {
    "email_confirmation_signup": Sent(
        lambda: _sign_up("bo@example.org"), "bo@example.org", "Confirm your e-mail address", "One step is left"
    ),
    "email_confirmation": Sent(
        lambda: _manage("action_add"), "new@example.org", "Confirm your e-mail address", "Somebody added this address"
    ),
    "account_already_exists": Sent(
        lambda: _known(_sign_up), "ada@example.org", "You already have an account", "nothing was made or changed"
    ),
    "unknown_account": Sent(
        lambda: _ask_for_reset("no@example.org"), "no@example.org", "No account with this address", "No account has it"
    ),
    "password_reset_key": Sent(
        lambda: _known(_ask_for_reset), "ada@example.org", "Choose a new password", "works once, within three days"
    ),
    "password_reset": Sent(_reset, "ada@example.org", "Your password was changed", "with a link from a mail"),
    "password_changed": Sent(_change, "ada@example.org", "Your password was changed", "The password of your account"),
    "password_set": Sent(_set, "ada@example.org", "Your account has a password now", "A password was chosen"),
    "email_changed": Sent(
        lambda: _manage("action_primary"),
        "ada@example.org",
        "Your e-mail address was changed",
        "From now on we write to new@example.org.",
    ),
    "email_deleted": Sent(
        lambda: _manage("action_remove"), "ada@example.org", "An e-mail address was removed", "new@example.org was"
    ),
}


def _only_mail() -> EmailMessage:
    assert len(mail.outbox) == 1
    return mail.outbox[0]


def test_every_mail_of_allauth_is_listed() -> None:
    """A mail that an upgrade adds fails here until it is written, or known not to go out."""
    folder = PACKAGE / "templates" / "account" / "email"
    assert {path.name.removesuffix("_subject.txt") for path in folder.glob("*_subject.txt")} == set(MAILS) | NEVER_SENT


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_is_ours(name: str) -> None:
    """One mail to the right person: our subject without a health word, our text, the site's address at the end."""
    MAILS[name].act()
    sent = _only_mail()
    assert sent.to == [MAILS[name].to]
    assert sent.subject == f"Backstride: {MAILS[name].subject}"
    assert not HEALTH.search(sent.subject)
    assert sent.body.startswith("Hello,\n\n")
    assert MAILS[name].says in sent.body
    assert sent.body.endswith("\n\nBackstride\nhttp://testserver/")
    assert not HEALTH.search(sent.body)
    text = " ".join((sent.subject + "\n" + sent.body).split())
    assert {sentence for sentence in STOCK if sentence in text} == set()
    assert max(len(line) for line in sent.body.splitlines() if "http" not in line) <= 78


@pytest.mark.parametrize(
    "name", ["password_reset", "password_changed", "password_set", "email_changed", "email_deleted"]
)
def test_a_change_is_told_to_its_owner_with_a_way_out(name: str) -> None:
    """When it was, and where to choose a new password."""
    MAILS[name].act()
    body = _only_mail().body
    assert " UTC.\n" in body
    assert f"http://testserver{reverse('account_reset_password')}\n" in body


def test_a_name_is_never_mailed_to_an_unconfirmed_address() -> None:
    """Who signs up with another person's address cannot put a word of theirs into our mail."""
    Client().post(
        reverse("account_signup"), SIGN_UP | {"email": "bo@example.org", "display_name": "Win at evil.example"}
    )
    assert "evil" not in _only_mail().body


def test_links_live_as_long_as_the_mails_say() -> None:
    """Three days for both."""
    assert app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS == 3
    assert site_settings.PASSWORD_RESET_TIMEOUT == 3 * 24 * 3600
