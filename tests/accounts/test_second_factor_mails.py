"""Mails about the second factor: our words, no content, a way out."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.conf import settings as site_settings
from django.core import mail
from django.test import RequestFactory

from .people import HEALTH, person
from .stock import PACKAGE, stock_sentences

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
MAILS = {
    "totp_activated": ("A second factor was added", "An authenticator app was set up"),
    "totp_deactivated": ("A second factor was removed", "The authenticator app was removed"),
    "webauthn_added": ("A passkey was added", "A passkey was added to your account"),
    "webauthn_removed": ("A passkey was removed", "A passkey was removed from your account"),
    "recovery_codes_generated": ("New recovery codes were made", "The old ones no longer work."),
    "second_factor_reset": ("Your second factor was reset", "An administrator took the second factor"),
}


def test_every_mail_and_message_of_allauth_is_ours() -> None:
    """One that an upgrade adds fails here until it is written; the reset is our own."""
    for kind, ending in (("email", "_subject.txt"), ("messages", ".txt")):
        theirs = {path.name for path in (PACKAGE / "templates" / "mfa" / kind).glob(f"*{ending}")}
        ours = {path.name for path in (site_settings.BASE_DIR / "templates" / "mfa" / kind).glob(f"*{ending}")}
        assert ours - {"second_factor_reset_subject.txt"} == theirs
        if kind == "email":
            assert {name.removesuffix(ending) for name in ours} == set(MAILS)


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_says_what_changed_and_no_more(name: str, rf: RequestFactory) -> None:
    """To the owner, in our words, with the time and the way to a new password; no code, no key."""
    subject, says = MAILS[name]
    request: Any = rf.get("/")
    with request_context(request):
        get_adapter(request).send_notification_mail(f"mfa/email/{name}", person())
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert sent.subject == f"Backstride: {subject}"
    assert says in " ".join(str(sent.body).split())
    assert not HEALTH.search(sent.subject + str(sent.body))
    assert " UTC.\n" in sent.body
    assert "/account/password/reset/" in sent.body
    text = " ".join((sent.subject + "\n" + str(sent.body)).split())
    assert {sentence for sentence in stock_sentences() if sentence in text} == set()
    assert max(len(line) for line in str(sent.body).splitlines() if "http" not in line) <= 78
