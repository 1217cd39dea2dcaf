"""A letter as a mail: both parts, a Message-ID that never changes, and the headers that keep robots calm."""

from __future__ import annotations

from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.models import User

from .message_ids import message_id, reference
from .models import Delivery, Purpose
from .posts import Letter
from .unsubscribing import unsubscribe_address

LONGEST_SUBJECT = 120


def message_of(delivery: Delivery, letter: Letter, *, purpose: Purpose, address: str) -> EmailMultiAlternatives:
    """The mail of a delivery, ready to be handed over."""
    message = EmailMultiAlternatives(
        subject=one_line(letter.subject)[:LONGEST_SUBJECT],
        body=letter.text,
        to=[address],
        headers=_headers(delivery, delivery.recipient, purpose),
    )
    message.attach_alternative(letter.html, "text/html")
    # Providers that rewrite the Message-ID tell us this instead.
    message.metadata = {"reference": reference(delivery.pk)}  # type: ignore[attr-defined]  # read by anymail
    return message


def _headers(delivery: Delivery, reader: User, purpose: Purpose) -> dict[str, str]:
    headers = {
        "Message-ID": message_id(delivery.pk),
        "Date": format_datetime(timezone.now()),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Reminder-Id": reference(delivery.pk),
    }
    if way_out := unsubscribe_address(reader, purpose):
        headers |= {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def one_line(text: str) -> str:
    """A text without line ends and control signs, as a header needs it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
