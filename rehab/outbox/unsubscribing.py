"""Switching a purpose off and on: from the settings, and by the link every mail of it carries."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User

from .models import Purpose, SwitchedOff
from .sealed import opened, seal

USE = "unsubscribe"
ALWAYS = frozenset({Purpose.SAFETY, Purpose.SECURITY})


def switch_off(*, user: User, purpose: Purpose, now: datetime) -> None:
    """Write no more of a purpose to somebody, from this moment; twice is once."""
    SwitchedOff.objects.bulk_create([SwitchedOff(user=user, purpose=purpose, at=now)], ignore_conflicts=True)


def switch_on(*, user: User, purpose: Purpose) -> None:
    """Write of a purpose again."""
    SwitchedOff.objects.filter(user=user, purpose=purpose).delete()


def unsubscribe_address(user: User, purpose: Purpose) -> str:
    """The link that switches a purpose off; empty for what cannot be switched off."""
    if purpose in ALWAYS:
        return ""
    return settings.SITE_URL + reverse("outbox:unsubscribe", args=[seal(USE, user.pk, purpose.value)])


def reader_of(token: str) -> tuple[User, Purpose] | None:
    """Whom and what an unsubscribe link is about; None for any other text, a closed account and what always comes."""
    values = opened(USE, token)
    user = User.objects.filter(pk=values[0], is_active=True).first() if values else None
    if not values or user is None or values[1] in ALWAYS:
        return None
    return user, Purpose(values[1])
