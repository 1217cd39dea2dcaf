"""The second factor: an authenticator app or a passkey, with recovery codes for the day both are lost."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.db.models import F, QuerySet
from django.http import HttpRequest

from .models import User

# Recovery codes come with a factor and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SET_UP_HERE = "second_factor_set_up"


class Adapter(DefaultMFAAdapter):
    """allauth's second factor with our name and our words."""

    error_messages = {
        "add_email_blocked": "Remove the second factor before you add an address.",
        "cannot_delete_authenticator": "This second factor has to stay.",
        "cannot_generate_recovery_codes": "Set up an app or a passkey first. Recovery codes stand in for one.",
        "incorrect_code": "That did not fit. Take the code shown now, or try once more.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called until its owner says otherwise."""
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a device writes beside a passkey; it belongs to this host alone."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Backstride"}


def second_factors() -> QuerySet[Authenticator]:
    """Every app and passkey that is set up."""
    return cast("QuerySet[Authenticator]", Authenticator.objects.filter(type__in=FACTORS))


def has_second_factor(user: User) -> bool:
    """Whether this person is asked for more than a password."""
    return second_factors().filter(user_id=user.pk).exists()


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this very session was opened with a second factor, asked for one since, or set one up."""
    if request.session.get(SET_UP_HERE):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def sign_out_others(request: HttpRequest, user: User) -> None:
    """End every session of a person but the one of this request."""
    end_sessions(user)
    update_session_auth_hash(request, user)


def end_sessions(user: User) -> None:
    """End every session of a person."""
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    user.refresh_from_db(fields=["sign_outs"])


def on_factor_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A session that was opened with a password alone does not outlive the day a second factor is set up."""
    if authenticator.type in FACTORS:
        sign_out_others(request, user)
        request.session[SET_UP_HERE] = True
