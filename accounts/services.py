"""What changes people."""

from __future__ import annotations

from datetime import datetime

from . import consent
from .models import User

SELF_CHOSEN_ROLES = (User.Role.RUNNER, User.Role.THERAPIST)


def complete_sign_up(*, user: User, display_name: str, role: str, time_zone: str, now: datetime) -> User:
    """Store what was said at sign-up, with the time and version of the consent."""
    user.display_name = display_name
    user.role = User.Role(role) if role in SELF_CHOSEN_ROLES else User.Role.RUNNER
    user.time_zone = time_zone
    user.adult_confirmed_at = user.consent_at = now
    user.consent_version = consent.VERSION
    user.save()
    return user


def close_account(*, user: User) -> None:
    """Delete a person with everything that is kept about them."""
    user.delete()
