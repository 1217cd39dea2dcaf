"""Writing a letter: finished words in, text and HTML out, which say the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User

from .models import Purpose
from .posts import Letter
from .unsubscribing import unsubscribe_address

WHY = {
    Purpose.REMINDERS: "You get this once a week because you have a plan on Backstride.",
    Purpose.CARE: "You get this because something waits for you on Backstride.",
    Purpose.DIGEST: "You get this once a week because runners share their plans with you.",
    Purpose.SAFETY: "Mail like this cannot be switched off: somebody may need you.",
    Purpose.SECURITY: "Mail about the security of your account cannot be switched off.",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Where a letter leads: the first is its button. `url` is whole."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a letter. Subject and preheader hold no health word; nothing in it is of anybody's health."""

    subject: str
    preheader: str
    heading: str
    lines: tuple[str, ...]
    links: tuple[Link, ...]
    address: str
    why: str = ""


def on_site(path: str) -> str:
    """The whole address of a page."""
    return settings.SITE_URL + path


def letter_of(page: Page, reader: User, purpose: Purpose) -> Letter:
    """The finished letter for its reader."""
    words = {
        "page": page if page.why else replace(page, why=WHY[purpose]),
        "settings_url": on_site(reverse("reminders:settings")),
        "unsubscribe_url": unsubscribe_address(reader, purpose),
    }
    text = render_to_string("emails/letter.txt", words).strip() + "\n"
    return Letter(page.subject, text, render_to_string("emails/letter.html", words), page.address)
