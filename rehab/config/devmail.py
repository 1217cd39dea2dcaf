"""Outgoing mail of a development run, readable in the browser. Answers 404 outside development."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import DEVELOPMENT, policy

NEWEST = 50
SEPARATOR = b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it left."""

    to: str
    subject: str
    text: str
    date: str


@require_safe
@policy(DEVELOPMENT)
def mails(request: HttpRequest) -> HttpResponse:
    """The newest mails first."""
    return render(request, "config/devmail.html", {"mails": _newest()})


def _newest() -> list[Mail]:
    files = sorted(settings.MAIL_DIR.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)[:NEWEST]
    return [_read(part) for path in files for part in path.read_bytes().split(SEPARATOR) if part.strip()]


def _read(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return Mail(str(message["To"]), str(message["Subject"]), text, str(message["Date"] or ""))
