"""People for the tests of account pages and mails."""

from __future__ import annotations

import re

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import reverse

from accounts.models import User

PHRASE, OTHER = "seventeen quiet herons", "eighteen loud ospreys"
HEALTH = re.compile(r"pain|spine|back(?!stride)|injur|health|rehab|runner|exercise|symptom", re.IGNORECASE)


def person(email: str = "ada@example.org", *, verified: bool = True, password: str | None = PHRASE) -> User:
    """Somebody with an account and one address."""
    made = User.objects.create_user(email, password, display_name="Ada")
    EmailAddress.objects.create(user=made, email=email, verified=verified, primary=True)
    return made


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def confirmation_link(address: EmailAddress) -> str:
    """What the mail to a new address leads to."""
    return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])


def reset_link(user: User) -> str:
    """What the mail to a forgetful person leads to."""
    token = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
