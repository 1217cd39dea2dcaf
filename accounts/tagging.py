"""What a device knows a person by: enough to tell two people apart, and nothing to say who either is."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac

from .models import User

LENGTH = 22


def person_tag(user: User) -> str:
    """The same for one person for as long as the secret key stays."""
    return _tag(user, settings.SECRET_KEY)


def earlier_tags(user: User) -> list[str]:
    """What a device may know the person by still: the tags under the keys that are being rotated out."""
    return [_tag(user, key) for key in settings.SECRET_KEY_FALLBACKS]


def _tag(user: User, key: str) -> str:
    mac = salted_hmac("accounts.person_tag", str(user.public_id), secret=key, algorithm="sha256")
    return mac.hexdigest()[:LENGTH]
