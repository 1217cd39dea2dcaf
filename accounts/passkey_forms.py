"""What a browser sends of a passkey. Anything can be sent: what is no passkey is refused like a wrong one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from cryptography.exceptions import InvalidSignature
from django import forms

# All that reading a made-up credential has been seen to raise in allauth and in fido2, which expect a browser.
MALFORMED = (ArithmeticError, AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error)
NO_ANSWER = "Your device gave no answer. Try again, or use another way."
LONGEST = 20_000
KEPT = ("id", "rawId", "type", "authenticatorAttachment", "clientExtensionResults")
KEPT_OF_RESPONSE = ("clientDataJSON", "attestationObject", "transports")


class Credential(forms.JSONField):
    """What the browser's authenticator answered; never shown again."""

    widget = forms.HiddenInput
    default_error_messages = {"required": NO_ANSWER, "invalid": NO_ANSWER}

    def to_python(self, value: Any) -> Any:
        """Refuse what is too long or too deep to be one."""
        if isinstance(value, str) and len(value) > LONGEST:
            raise get_adapter().validation_error("incorrect_code")
        try:
            return super().to_python(value)
        except RecursionError:
            raise get_adapter().validation_error("incorrect_code") from None

    def bound_data(self, data: Any, initial: Any) -> None:
        """A refused credential is not sent back."""

    def prepare_value(self, value: Any) -> str:
        """Empty until the browser fills it in."""
        return ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Asked for each field, and of no use here."""
        return bool(data)


class AddPasskey(passkeys.AddWebAuthnForm):
    """A new passkey: only what is needed of the credential is kept."""

    name = forms.CharField(required=False, max_length=60)
    credential = Credential()

    def clean(self) -> dict[str, Any]:
        """Check it, then leave out whatever else was sent."""
        with _as_incorrect():
            cleaned: dict[str, Any] = super().clean()
            if cleaned.get("credential"):
                cleaned["credential"] = _needed(cleaned["credential"])
            return cleaned


class AskPasskey(passkeys.AuthenticateWebAuthnForm):
    """A passkey as the second factor at log-in."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """The passkey that answered."""
        with _as_incorrect():
            return super().clean_credential()


class AskPasskeyAgain(passkeys.ReauthenticateWebAuthnForm):
    """A passkey before a change."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """The passkey that answered."""
        with _as_incorrect():
            return super().clean_credential()


class SignInByPasskey(passkeys.LoginWebAuthnForm):
    """A passkey in place of address and password."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """The passkey that answered."""
        with _as_incorrect():
            return super().clean_credential()


@contextmanager
def _as_incorrect() -> Iterator[None]:
    try:
        yield
    except MALFORMED:
        raise get_adapter().validation_error("incorrect_code") from None


def _needed(credential: dict[str, Any]) -> dict[str, Any]:
    kept = {key: credential[key] for key in KEPT if key in credential}
    answer = credential["response"]
    discoverable = kept.get("clientExtensionResults", {}).get("credProps", {}).get("rk")
    extensions = {"credProps": {"rk": bool(discoverable)}} if discoverable is not None else {}
    response = {key: answer[key] for key in KEPT_OF_RESPONSE if key in answer}
    return {**kept, "clientExtensionResults": extensions, "response": response}
