"""Sending messages, and marking that they were read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.auditing import note as note_change
from accounts.limiting import count_one
from accounts.models import User
from rehab.outbox.models import Kind
from rehab.outbox.services import mark_kind_seen, tell

from .consenting import check_consent
from .models import Message, Thread

MESSAGES_AN_HOUR = 30


class TooManyMessagesError(Exception):
    """A person has sent as many as an hour allows."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A runner and a therapist, and which of them writes or reads."""

    runner: User
    therapist: User
    is_runner: bool

    @property
    def me(self) -> User:
        """Who writes or reads."""
        return self.runner if self.is_runner else self.therapist

    @property
    def other(self) -> User:
        """Who is written to."""
        return self.therapist if self.is_runner else self.runner


def send_message(*, pair: Pair, body: str, key: UUID, now: datetime) -> Message:
    """Send a message between two people with an open consent; the same form sent twice is one message.

    Raises TooManyMessagesError, and NoConsentError where the consent has ended.
    """
    sent = Message.objects.filter(
        thread_id=Thread.id_of(pair.runner, pair.therapist), from_runner=pair.is_runner, key=key
    )
    found = sent.first()
    if found is not None:
        return found
    if not count_one("messages", by=pair.me, most=MESSAGES_AN_HOUR, now=now):
        raise TooManyMessagesError
    return _sent(pair, body, key, now)


@transaction.atomic
def _sent(pair: Pair, body: str, key: UUID, now: datetime) -> Message:
    thread = _held(pair, now)
    check_consent(pair.therapist, pair.runner)
    defaults = {"body": body, "sent_at": now}
    message, is_new = Message.objects.get_or_create(
        thread=thread, from_runner=pair.is_runner, key=key, defaults=defaults
    )
    if is_new:
        note_change(actor=pair.me, subject=pair.runner, action="send_message", obj=message, now=now)
        _tell(thread, pair, now)
    return message


def _held(pair: Pair, now: datetime) -> Thread:
    """The thread of two people, begun if there is none, and held: of two messages at once, one tells."""
    thread = Thread(
        id=Thread.id_of(pair.runner, pair.therapist),
        runner=pair.runner,
        therapist=pair.therapist,
        therapist_name=str(pair.therapist),
        begun_at=now,
    )
    Thread.objects.bulk_create([thread], ignore_conflicts=True)
    return Thread.objects.select_for_update().get(pk=thread.pk)


def _tell(thread: Thread, pair: Pair, now: datetime) -> None:
    """Say that something waits, once until it is read: the batch is named by its first unread message."""
    unread = thread.messages.filter(from_runner=pair.is_runner, read_at=None)
    first = unread.order_by("sent_at", "pk").values_list("pk", flat=True)[0]
    about = pair.runner if pair.is_runner else None
    tell(recipient=pair.other, kind=Kind.MESSAGE, period=f"{thread.pk}-{first}", now=now, about=about)


def mark_read(*, thread: Thread, by_runner: bool, last: UUID, now: datetime) -> int:
    """Mark what the other wrote as read, up to the last message that was shown; how many that were."""
    seen = Message.objects.filter(thread=thread, pk=last).values("sent_at")
    unread = Message.objects.filter(thread=thread, from_runner=not by_runner, read_at=None)
    found = unread.filter(sent_at__lte=seen[:1]).update(read_at=now)
    reader = thread.runner if by_runner else thread.therapist
    if found and reader is not None and not unread.exists():
        mark_kind_seen(user=reader, kind=Kind.MESSAGE, begins=f"{thread.pk}-", now=now)
    return found
