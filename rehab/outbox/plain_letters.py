"""Letters that say no more than that something waits: most kinds need no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .kinds import said
from .models import Delivery, Kind, Notice, Purpose, Skip
from .posts import Letter, Post, once, register
from .writing import Link, Page, letter_of, on_site

NOTICE = "SELECT * FROM outbox_notice WHERE recipient_id = %s AND kind = %s AND period = %s"
Reason = Callable[[Delivery, datetime], Skip | None]


@dataclass(frozen=True, slots=True)
class Plain:
    """A letter in one sentence, what stands on its button, and how it leaves (see `Post`)."""

    subject: str
    sentence: str
    button: str
    purpose: Purpose = Purpose.CARE
    waits: timedelta = timedelta()
    keeps_quiet: bool = True


def notice_of(delivery: Delivery) -> Notice | None:
    """The notice a delivery tells of; none where it was never saved, as in a preview."""
    found: Notice | None = once(delivery, "notice", lambda: _read_notice(delivery))
    return found


def _read_notice(delivery: Delivery) -> Notice | None:
    for notice in Notice.objects.raw(NOTICE, [delivery.recipient_id, delivery.kind, delivery.period]):
        notice.recipient = delivery.recipient
        if notice.about_id == delivery.about_id:
            notice.about = delivery.about
        return notice
    return None


def nothing_to_say(delivery: Delivery, now: datetime) -> Skip | None:
    """What the notice says in the product decides: nothing there, nothing by mail."""
    notice = notice_of(delivery)
    return None if notice is not None and said(notice) is not None else Skip.STALE


def register_plain(kind: Kind, plain: Plain) -> None:
    """Let a kind leave as one sentence that leads to where its notice leads."""

    def write(delivery: Delivery, now: datetime) -> Letter:
        notice = notice_of(delivery)
        words = said(notice) if notice is not None else None
        address = words.address if words is not None else "/notices/"
        link = Link(plain.button, on_site(address))
        page = Page(plain.subject, plain.sentence, plain.subject, (plain.sentence,), (link,), address)
        return letter_of(page, delivery.recipient, plain.purpose)

    post = Post(plain.purpose, nothing_to_say, write, waits=plain.waits, keeps_quiet=plain.keeps_quiet)
    register(kind, post)
