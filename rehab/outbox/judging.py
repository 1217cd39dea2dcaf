"""Whether a delivery may still go out, asked anew right before it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from accounts.access import may_see
from accounts.models import User

from .models import Channel, Delivery, Kind, Purpose, Skip
from .posts import Post
from .suppressing import is_suppressed

MORNING, NIGHT = time(7), time(21)
ALWAYS_NEW = frozenset({Kind.WEEKLY, Kind.BOOKING, Kind.DIGEST})  # that a week's notice was opened says nothing
CARERS = (User.Role.RUNNER, User.Role.THERAPIST)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a delivery as they are at this moment; `address` is empty where none is confirmed."""

    user: User
    address: str
    has_switched_off: bool
    has_seen: bool
    has_device: bool


# Written out: put together anew for each mail by the ORM it was half of what a mail costs.
READER = """
SELECT accounts_user.*,
  (SELECT email FROM account_emailaddress WHERE user_id = accounts_user.id AND verified
    ORDER BY "primary" DESC, id LIMIT 1) AS address,
  EXISTS (SELECT 1 FROM outbox_switchedoff WHERE user_id = accounts_user.id AND purpose = %s) AS has_switched_off,
  EXISTS (SELECT 1 FROM outbox_notice WHERE recipient_id = accounts_user.id AND kind = %s AND period = %s
    AND seen_at IS NOT NULL) AS has_seen,
  EXISTS (SELECT 1 FROM outbox_device WHERE user_id = accounts_user.id) AS has_device
FROM accounts_user WHERE id = %s
"""


def reader_of(delivery: Delivery, purpose: Purpose) -> Reader:
    """The reader as the database knows them now: one statement."""
    (user,) = User.objects.raw(READER, [purpose.value, delivery.kind, delivery.period, delivery.recipient_id])
    delivery.recipient = user
    read = vars(user)  # SQLite has no truth values: 0 and 1
    flags = (bool(read[name]) for name in ("has_switched_off", "has_seen", "has_device"))
    return Reader(user, read["address"] or "", *flags)


def unwanted(delivery: Delivery, post: Post, reader: Reader, now: datetime) -> Skip | None:
    """Why it is not sent any more; None if it is."""
    if delivery.delivered_at is not None:
        return Skip.ARRIVED
    if now >= delivery.expires_at:
        return Skip.EXPIRED
    if not reader.user.is_active:
        return Skip.INACTIVE
    return (
        _unreachable(delivery, post, reader)
        or _unasked(delivery, post, reader)
        or _out_of_reach(delivery)
        or post.unwanted(delivery, now)
    )


def _unreachable(delivery: Delivery, post: Post, reader: Reader) -> Skip | None:
    if delivery.channel == Channel.PUSH:
        return None if reader.has_device and settings.PUSH_PRIVATE_KEY else Skip.NO_DEVICE
    if not reader.address:
        return Skip.UNVERIFIED
    # Mail about the security of an account is tried all the same: a full mailbox must not hide a break-in.
    if post.purpose != Purpose.SECURITY and is_suppressed(reader.address):
        return Skip.SUPPRESSED
    return None


def _unasked(delivery: Delivery, post: Post, reader: Reader) -> Skip | None:
    if reader.has_switched_off:
        return Skip.UNSUBSCRIBED
    return Skip.SEEN if reader.has_seen and delivery.kind not in ALWAYS_NEW else None


def _out_of_reach(delivery: Delivery) -> Skip | None:
    about = delivery.about
    if about is None or delivery.recipient.role not in CARERS:
        return None
    return None if may_see(delivery.recipient, about) else Skip.NO_ACCESS


def quiet_until(user: User, now: datetime) -> datetime | None:
    """The end of the reader's night, if it is night where they are."""
    zone = clock_of(user)
    local = now.astimezone(zone)
    if MORNING <= local.time() < NIGHT:
        return None
    day = local.date() + timedelta(days=local.time() >= NIGHT)
    return datetime.combine(day, MORNING, zone)


def clock_of(user: User) -> ZoneInfo:
    """A reader's zone."""
    try:
        return ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")  # a zone that was renamed or is gone: nobody waits for ever
