"""People, a kind with a letter, and deliveries that are due, for tests of what leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress

from accounts.models import User
from rehab.outbox import posts
from rehab.outbox.addresses import address_hash
from rehab.outbox.clock import database_now
from rehab.outbox.events import Told, take_event
from rehab.outbox.models import Delivery, ErrorClass, Kind, Purpose, State
from rehab.outbox.posts import Letter, Post
from tests.accounts.people import person

WORDS = "Something is new."


@contextmanager
def posted(kind: Kind = Kind.MESSAGE, **more: Any) -> Iterator[None]:
    """A kind with a letter of its own; what the product says is put back."""
    before = dict(posts._posts)
    fields: dict[str, Any] = {"purpose": Purpose.CARE, "unwanted": lambda *_: None, "write": letter} | more
    posts.register(kind, Post(**({"keeps_quiet": False} | fields)))
    try:
        yield
    finally:
        posts._posts.clear()
        posts._posts.update(before)


def letter(delivery: Delivery, now: object) -> Letter:
    """A letter that says nothing of anybody."""
    return Letter(subject="Something is new", text=WORDS, html=f"<p>{WORDS}</p>", address="/notices/")


def reader(email: str = "ada@example.org") -> User:
    """Somebody whose address is confirmed."""
    made = person(email)
    EmailAddress.objects.update_or_create(user=made, email=made.email, defaults={"verified": True, "primary": True})
    return made


def due(user: User, period: str = "1", *, state: State = State.DUE, kind: Kind = Kind.MESSAGE, **more: Any) -> Delivery:
    """A delivery that is due since a minute."""
    now = database_now()
    since = now - timedelta(minutes=1)
    fields = {"due_at": since, "next_try": since, "expires_at": now + timedelta(hours=18), "made_at": since}
    row = {"recipient": user, "kind": kind, "period": period, "channel": "mail", "changed_at": since, **fields}
    return Delivery.objects.create(state=state, **(row | more))


def stood(delivery: Delivery) -> tuple[State, str]:
    """Where a delivery stands now, and why."""
    delivery.refresh_from_db()
    return State(delivery.state), delivery.skip_reason or delivery.error_class


def handed(user: User, state: State = State.SENT, period: str = "1") -> Delivery:
    """A mail that was handed over."""
    now = database_now()
    fields: dict[str, Any] = {"handed_at": now, "to_hash": address_hash(user.email), "claim_token": uuid4()}
    fields |= {"lease_until": now + timedelta(minutes=2)} if state == State.SENDING else {}
    fields |= {"sent_at": now} if state == State.SENT else {}
    fields |= {"error_class": ErrorClass.LOST} if state in (State.UNKNOWN, State.FAILED) else {}
    return due(user, period, state=state, **fields)


def told(row: Delivery, kind: str, number: int = 1, *, is_hard: bool = False) -> bool:
    """An event that was read."""
    return take_event(told=Told(f"{row.pk}-{kind}-{number}", kind, row.pk, is_hard), now=database_now())
