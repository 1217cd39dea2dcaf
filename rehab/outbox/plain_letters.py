"""Letters that say no more than that something waits: most kinds need no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .kinds import said
from .models import Delivery, Kind, Notice, Purpose, Skip
from .posts import Letter, Post, register
from .writing import Link, Page, letter_of, on_site

Reason = Callable[[Delivery, datetime], Skip | None]


@dataclass(frozen=True, slots=True)
class Plain:
    """A letter in one sentence, and what stands on its button."""

    subject: str
    sentence: str
    button: str


def notice_of(delivery: Delivery) -> Notice | None:
    """The notice a delivery tells of, read once for it; none where it was never saved, as in a preview."""
    known: dict[int, Notice | None] = delivery.__dict__.setdefault("_notice", {})
    if not known:
        found = Notice.objects.select_related("about").filter(recipient=delivery.recipient_id, kind=delivery.kind)
        known[0] = found.filter(period=delivery.period).first()
        if known[0] is not None:
            known[0].recipient = delivery.recipient
    return known[0]


def nothing_to_say(delivery: Delivery, now: datetime) -> Skip | None:
    """What the notice says in the product decides: nothing there, nothing by mail."""
    notice = notice_of(delivery)
    return None if notice is not None and said(notice) is not None else Skip.STALE


def register_plain(
    kind: Kind,
    plain: Plain,
    purpose: Purpose,
    *,
    waits: timedelta = timedelta(),
    keeps_quiet: bool = True,
) -> None:
    """Let a kind leave as one sentence that leads to where its notice leads."""

    def write(delivery: Delivery, now: datetime) -> Letter:
        notice = notice_of(delivery)
        words = said(notice) if notice is not None else None
        address = words.address if words is not None else "/notices/"
        link = Link(plain.button, on_site(address))
        page = Page(plain.subject, plain.sentence, plain.subject, (plain.sentence,), (link,), address)
        return letter_of(page, delivery.recipient, purpose)

    register(kind, Post(purpose, nothing_to_say, write, waits=waits, keeps_quiet=keeps_quiet))
