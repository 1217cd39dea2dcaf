"""How reminders leave, and how they read in the product."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.outbox.kinds import Said, register_standing
from rehab.outbox.kinds import register as say
from rehab.outbox.models import Delivery, Kind, Notice, Purpose, Skip
from rehab.outbox.plain_letters import nothing_to_say
from rehab.outbox.posts import Letter, Post, register
from rehab.outbox.writing import Link, Page, letter_of, on_site

from .booking import LASTS as BOOKING_LASTS
from .booking import LOCK, booking_unwanted, is_still_open
from .emergency_letter import emergency_letter, emergency_said
from .local_time import week_of, zone_of
from .materialising import LASTS as WEEKLY_LASTS
from .wanting import unwanted_at, weekly_unwanted
from .weekly_letter import weekly_letter

WEEKLY_WORDS = "Your week begins: see its sessions."
BOOKING = "A note on your next step"
BOOKING_PREHEADER = "Something on your page is still open."  # of no visit: it stands on a locked screen
WHY_BOOKING = "You get this three times at most, while your page on Backstride waits for you."


def register_letters() -> None:
    """Say how each kind leaves and reads."""
    register(Kind.WEEKLY, Post(Purpose.REMINDERS, weekly_unwanted, weekly_letter, lasts=WEEKLY_LASTS))
    register(Kind.BOOKING, Post(Purpose.REMINDERS, booking_unwanted, _booking, lasts=BOOKING_LASTS))
    # At any hour: somebody may have to be called.
    emergency = Post(Purpose.SAFETY, nothing_to_say, emergency_letter, lasts=timedelta(days=1), keeps_quiet=False)
    register(Kind.EMERGENCY, emergency)
    say(Kind.BOOKING, _booking_said, holds=_is_booking_open)
    say(Kind.EMERGENCY, emergency_said)
    register_standing(week_stands)


def _booking(delivery: Delivery, now: datetime) -> Letter:
    path = _booking_place(delivery.period)
    lines = (
        "A visit that your page asked for is still open with us.",
        "If you have been there, say so on the page. If not: whom to see, and how soon, stands on it.",
    )
    page = Page(
        BOOKING, BOOKING_PREHEADER, BOOKING, lines, (Link("Open your page", on_site(path)),), path, why=WHY_BOOKING
    )
    return letter_of(page, delivery.recipient, Purpose.REMINDERS)


def _booking_place(period: str) -> str:
    return reverse("plans:current" if period.startswith(LOCK) else "intake:result")


def week_stands(runner: User) -> Said | None:
    """The week's reminder among the notices: from when it was due to the week's end, while it has sessions."""
    if runner.role != User.Role.RUNNER:
        return None
    now = timezone.now()
    week = week_of(now.astimezone(zone_of(runner.time_zone)).date())
    if not Delivery.objects.filter(recipient=runner, kind=Kind.WEEKLY, period=week).exists():
        return None
    if unwanted_at(runner, now) not in (None, Skip.SILENT):  # who does not answer mails may still look here
        return None
    return Said(WEEKLY_WORDS, reverse("checkins:today"))


def _is_booking_open(notice: Notice) -> bool:
    return is_still_open(notice.recipient, notice.period)


def _booking_said(notice: Notice) -> Said | None:
    if not _is_booking_open(notice):
        return None
    return Said("A visit is still open. Whom to see, and how soon.", _booking_place(notice.period))
