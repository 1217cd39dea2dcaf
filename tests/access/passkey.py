"""A passkey as a device would have registered it: the pages of second factors read it to the last byte."""

from __future__ import annotations

import hashlib

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accounts.models import User

HOST, KEY_ID = "testserver", b"0123456789abcdef"


def registered(user: User) -> Authenticator:
    """A passkey of this person."""
    key = ES256.from_cryptography_key(ec.derive_private_key(1, ec.SECP256R1()).public_key())
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    credential = AttestedCredentialData.create(Aaguid.NONE, KEY_ID, key)
    device = AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), flags, 0, credential)
    client = CollectedClientData.create("webauthn.create", b"challenge", f"http://{HOST}")
    answer = {
        "id": websafe_encode(KEY_ID),
        "rawId": websafe_encode(KEY_ID),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", device, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": answer})
