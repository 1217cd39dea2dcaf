"""What a provider tells of a mail, each event once: that it arrived, came back or was not wanted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from .clock import database_now
from .message_ids import delivery_id_of
from .models import Delivery, MailEvent, State, Suppression
from .posts import purpose_of
from .states import transition
from .suppressing import suppress
from .unsubscribing import ALWAYS, switch_off

ARRIVED = frozenset({"delivered"})
RETURNED = frozenset({"bounced", "rejected"})
LEFT = RETURNED | {"queued", "sent", "deferred", "delivered", "complained", "unsubscribed", "autoresponded"}
HARD_REASONS = frozenset({"invalid", "bounced"})
# No route just now, a mailbox that is full (RFC 3463); and what providers call a bounce that may pass.
PASSING_CODES, PASSING_WORDS = ("5.4.4", "5.2.2"), ("soft", "transient", "dns")
SOFT, HARD = "soft_bounce", "hard_bounce"
MANY, WITHIN = 3, timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a provider: an id, what happened (anymail's words), of which of our mails, and why."""

    event_id: str
    kind: str
    delivery_id: int
    is_hard: bool = False


def receive(sender: Any, event: Any, esp_name: str, **_: Any) -> None:
    """Take an event from django-anymail, whose signal is the one way it has."""
    reference = str((event.metadata or {}).get("reference") or event.message_id or "")
    delivery_id = delivery_id_of(reference)
    if delivery_id is not None:
        told = Told(_id_of(event, esp_name, reference), event.event_type, delivery_id, _is_hard(event))
        take_event(told=told, now=database_now())


def _id_of(event: Any, esp_name: str, reference: str) -> str:
    """The event's own id, or one made of what it says."""
    said = event.event_id or f"{reference} {event.event_type} {event.timestamp}"
    return hashlib.sha256(f"{esp_name} {said}".encode()).hexdigest()


def _is_hard(event: Any) -> bool:
    """Whether the address will never take mail; a full mailbox or a host that is not found now may."""
    answer, raw = str(event.mta_response or ""), event.esp_event if isinstance(event.esp_event, dict) else {}
    words = " ".join(str(raw.get(name, "")) for name in ("Type", "type", "event")).lower()
    is_passing = answer.startswith("4") or any(code in answer for code in PASSING_CODES)
    is_passing = is_passing or any(word in words for word in PASSING_WORDS)
    return event.event_type in RETURNED and event.reject_reason in HARD_REASONS and not is_passing


@transaction.atomic
def take_event(*, told: Told, now: datetime) -> bool:
    """Write an event's effect down, once; False if it was known or is of no mail of ours."""
    delivery = Delivery.objects.select_for_update().filter(pk=told.delivery_id).first()
    if delivery is None:
        return False
    kind = (HARD if told.is_hard else SOFT) if told.kind in RETURNED else told.kind
    rows = [MailEvent(event_id=told.event_id, kind=kind[:20], delivery=delivery, at=now)]
    before = MailEvent.objects.filter(event_id=told.event_id).exists()
    MailEvent.objects.bulk_create(rows, ignore_conflicts=True)
    if before:
        return False
    _settle(delivery, told, now)
    _learn(delivery, kind, now)
    return True


def _settle(delivery: Delivery, told: Told, now: datetime) -> None:
    """A row that is being handed over stays its sender's: the sender, or the reconciler after it, reads the time."""
    times = {}
    if told.kind in ARRIVED and delivery.delivered_at is None:
        times["delivered_at"] = now
    if told.kind in RETURNED and delivery.bounced_at is None:
        times["bounced_at"] = now
    if times:
        Delivery.objects.filter(pk=delivery.pk).update(**times)
    if told.kind in LEFT and delivery.state == State.UNKNOWN:
        transition([delivery.pk], old=State.UNKNOWN, new=State.SENT, now=now, sent_at=delivery.handed_at or now)


def _learn(delivery: Delivery, kind: str, now: datetime) -> None:
    """What an address that returns mail, and a reader who does not want it, mean for the next one."""
    if kind == HARD or (kind == SOFT and _is_often(delivery, now)):
        reason = Suppression.Reason.HARD_BOUNCE if kind == HARD else Suppression.Reason.SOFT_BOUNCES
        suppress(address_hash=delivery.to_hash, reason=reason, now=now)
    elif kind in ("complained", "unsubscribed"):
        if (purpose := purpose_of(delivery)) not in ALWAYS:
            switch_off(user=delivery.recipient, purpose=purpose, now=now)
        if kind == "complained":
            suppress(address_hash=delivery.to_hash, reason=Suppression.Reason.COMPLAINT, now=now)


def _is_often(delivery: Delivery, now: datetime) -> bool:
    recent = MailEvent.objects.filter(kind=SOFT, at__gt=now - WITHIN, delivery__recipient=delivery.recipient_id)
    return recent.filter(delivery__to_hash=delivery.to_hash).count() >= MANY
