"""What holds a channel back: a relay that asks for a slower pace, and a breaker against being taken for a spammer."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User

from .models import Channel, Delivery, ErrorClass, Kind, State, Valve
from .services import tell

log = logging.getLogger("rehab.outbox")
SLOW_FOR = timedelta(seconds=60)
SLOWEST_PER_S = 1.0  # each sender's pace where none was set
WITHIN, LEAST, SHARE = timedelta(minutes=5), 200, 0.05
NEAR = 10_000


def open_channels() -> list[str]:
    """The channels that may send now."""
    stopped = set(Valve.objects.filter(stopped_at__isnull=False).values_list("channel", flat=True))
    return [channel for channel in Channel.values if channel not in stopped]


def pause_s(channel: str, now: datetime) -> float:
    """How long each sender waits between two deliveries, in seconds; 0 for as fast as it goes."""
    rate = float(settings.OUTBOX_PER_SECOND)
    if Valve.objects.filter(channel=channel, slow_until__gt=now).exists():
        rate = rate / 2 if rate else SLOWEST_PER_S
    return 1 / rate if rate else 0.0


def slow_down(channel: str, now: datetime) -> None:
    """Send at half the pace for a minute."""
    Valve.objects.update_or_create(channel=channel, defaults={"slow_until": now + SLOW_FOR})


def stop_channel(*, channel: str, now: datetime) -> None:
    """Send nothing more on a channel; what is due stays due."""
    Valve.objects.get_or_create(channel=channel)
    Valve.objects.filter(channel=channel, stopped_at=None).update(stopped_at=now)


def open_valve(*, channel: str) -> bool:
    """Send again; say whether it was stopped."""
    return bool(Valve.objects.filter(channel=channel, stopped_at__isnull=False).update(stopped_at=None))


def break_if_refused(channel: str, now: datetime) -> bool:
    """Stop a channel when more than a twentieth of the last five minutes was refused for what we send.

    Counted among the rows around the one that was refused last: what is sent together was written together, so that
    no index over all rows is needed, and both counts are of the same rows.
    """
    recent = Delivery.objects.filter(channel=channel, changed_at__gt=now - WITHIN)
    refused = recent.filter(state=State.FAILED, error_class=ErrorClass.POLICY)
    last = refused.order_by("-changed_at").values_list("pk", flat=True)[: int(LEAST * SHARE) + 1]
    if len(last) <= LEAST * SHARE:
        return False
    around = {"pk__range": (last[0] - NEAR, last[0] + NEAR)}
    settled = recent.filter(state__in=[State.SENT, State.FAILED], **around).count()
    if settled < LEAST or refused.filter(**around).count() <= settled * SHARE:
        return False
    stop_channel(channel=channel, now=now)
    log.error("The relay refuses what we send: the channel %s is stopped.", channel)
    for one in User.objects.filter(role=User.Role.SUPPORT_ADMIN, is_active=True):
        tell(recipient=one, kind=Kind.ALARM, period=f"stopped-{channel}-{now:%Y-%m-%d}", now=now)
    return True
