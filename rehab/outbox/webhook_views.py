"""Where the provider of the settings tells what became of mails, under its own signature."""

from __future__ import annotations

import json
import logging
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import PUBLIC, policy

log = logging.getLogger("rehab.outbox")
LARGEST, OLDEST_S = 256 * 1024, 300
# Whatever a stranger's text makes of a reader: nested too deep and numbers too large among it.
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError)
VIEWS = {
    "brevo": "brevo.BrevoTrackingWebhookView",
    "mailersend": "mailersend.MailerSendTrackingWebhookView",
    "mailgun": "mailgun.MailgunTrackingWebhookView",
    "postmark": "postmark.PostmarkTrackingWebhookView",
}


# A provider has no cookie of ours: its signature or password is asked for instead, by django-anymail.
@csrf_exempt
@require_POST
@policy(PUBLIC)
def mail_events(request: HttpRequest) -> HttpResponse:
    """Take events. A wrong signature gets the same answer and does nothing: nobody is asked to try again."""
    if not settings.MAIL_PROVIDER:
        raise Http404
    try:
        if len(request.body) > LARGEST or _is_stale(request):
            return HttpResponse()
        return _view()(request)
    except SuspiciousOperation as error:
        log.warning("An event was refused: %s", type(error).__name__)
    except UNREADABLE as error:
        log.warning("An event could not be read: %s", type(error).__name__)
    return HttpResponse()


def _view() -> Any:
    module, name = VIEWS[settings.MAIL_PROVIDER].split(".")
    return getattr(import_module(f"anymail.webhooks.{module}"), name).as_view()


def _is_stale(request: HttpRequest) -> bool:
    """Whether a signature that carries its time is older than five minutes; others are only ever taken once."""
    try:
        signed_at = float(json.loads(request.body)["signature"]["timestamp"])
    except UNREADABLE:
        return False
    return abs(timezone.now().timestamp() - signed_at) > OLDEST_S
