"""Answers to the question whether something left: what a provider told us, or what it says when asked."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from .events import HARD, LEFT, RETURNED, SOFT
from .message_ids import message_id
from .models import Channel, Delivery, MailEvent, State
from .retrying import next_try
from .states import transition

AT_ONCE, TIMEOUT_S, PATIENCE_S = 200, 5.0, 20.0
ASKED_FOR = timedelta(days=2)  # what nobody knew by then is for staff, and must not stand before what is new
# What a provider can only tell of a mail it has.
PROOF = (LEFT - RETURNED) | {SOFT, HARD}
THERE, NOT_THERE = 200, 404


def reconcile(now: datetime) -> tuple[int, int]:
    """Settle what is unknown: sent, if it arrived; due again, if it is proven that it did not. How many of each.

    Absence counts only after a grace longer than the relay's own idle time-out and a lease: a sender that wakes up late
    then talks to a dead connection and can deliver no second copy. Without proof it stays unknown, and staff see it.
    """
    open_ones = Delivery.objects.filter(state=State.UNKNOWN, handed_at__isnull=False).order_by("handed_at")
    sent = again = 0
    told = MailEvent.objects.filter(delivery=OuterRef("pk"), kind__in=PROOF)
    for one in open_ones.filter(Q(delivered_at__isnull=False) | Q(bounced_at__isnull=False) | Exists(told))[:AT_ONCE]:
        sent += _arrived(one, one.delivered_at or now, now)
    if not settings.MAIL_SEARCH_URL:
        return sent, again
    asked_since = time.monotonic()
    fresh = open_ones.filter(channel=Channel.MAIL, delivered_at=None, handed_at__gt=now - ASKED_FOR)
    for one in fresh[:AT_ONCE]:
        if time.monotonic() - asked_since > PATIENCE_S:
            break  # a provider that hangs must not hold up the tick; the next one goes on
        found = _has(one)
        if found:
            sent += _arrived(one, now, now)
        elif found is False and _is_over(one, now):
            again += _again(one, now)
    return sent, again


def _arrived(one: Delivery, at: datetime, now: datetime) -> int:
    return transition([one.pk], old=State.UNKNOWN, new=State.SENT, now=now, sent_at=at, token=one.claim_token)


def _is_over(one: Delivery, now: datetime) -> bool:
    assert one.handed_at is not None
    return now - one.handed_at > timedelta(seconds=settings.OUTBOX_GRACE_S)


def _again(one: Delivery, now: datetime) -> int:
    if next_try(one, one.error_class, now) is None:  # too late, or tried often enough: that it is unknown is the truth
        return 0
    return transition([one.pk], old=State.UNKNOWN, new=State.DUE, now=now, token=one.claim_token, next_try=now)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Asks the one address it was given."""

    def redirect_request(self, *_: object) -> None:
        return None


def _has(one: Delivery) -> bool | None:
    """Whether the provider has a mail; None where it does not say."""
    query = urllib.parse.urlencode({"message_id": message_id(one.pk)})
    request = urllib.request.Request(f"{settings.MAIL_SEARCH_URL}?{query}")  # noqa: S310 an operator's own address
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as answer:
            return True if answer.status == THERE else None
    except urllib.error.HTTPError as error:
        return False if error.code == NOT_THERE else None
    except (OSError, http.client.HTTPException):
        return None
