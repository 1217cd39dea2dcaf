"""How alarms read for those who look after what leaves. No mail says them: mail may be what is broken."""

from __future__ import annotations

from django.urls import reverse

from .kinds import Said, register
from .models import Kind, Notice


def register_words() -> None:
    """Say how alarms read."""
    register(Kind.ALARM, _said)


def _said(notice: Notice) -> Said:
    return Said(
        "Something is wrong with what leaves. The outbox says what.", reverse("admin:outbox_delivery_changelist")
    )
