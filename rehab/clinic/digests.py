"""A therapist's digest of the week: one notice from Monday 07:00 of their own clock, in words of when it is read."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.access import standing_links, verified_therapists
from accounts.models import User
from rehab.outbox.judging import clock_of
from rehab.outbox.kinds import Said
from rehab.outbox.models import Kind, Notice
from rehab.outbox.services import tell_each

from .ranking import waiting_for_word

BEGINS = time(7)  # on a Monday


def write_digests(now: datetime) -> int:
    """Tell every therapist who looks after somebody, once in a week of theirs; how many were told."""
    runners = standing_links().filter(therapist=OuterRef("pk"), runner__is_active=True)
    therapists = verified_therapists().filter(Exists(runners)).only("pk", "time_zone")
    due = {one: week_of(one, now) for one in therapists if _has_begun(one, now)}
    # By recipient as well, as the index has it: this is asked every minute.
    told = Notice.objects.filter(recipient__in=due, kind=Kind.DIGEST, period__in=set(due.values()))
    known = set(told.values_list("recipient_id", "period"))
    new = {one: week for one, week in due.items() if (one.pk, week) not in known}
    tell_each(told=new, kind=Kind.DIGEST, now=now)
    return len(new)


def week_of(user: User, now: datetime) -> str:
    """The ISO week whose Monday at seven was the last, by a person's own clock: 2026-W53."""
    year, week, _ = (_clock(user, now) - timedelta(hours=BEGINS.hour)).isocalendar()
    return f"{year}-W{week:02}"


def _has_begun(user: User, now: datetime) -> bool:
    local = _clock(user, now)
    return local.weekday() > 0 or local.time() >= BEGINS


def _clock(user: User, now: datetime) -> datetime:
    return now.astimezone(clock_of(user)).replace(tzinfo=None)


def digest_words(notice: Notice) -> Said | None:
    """How many runners need the therapist now; nothing where nobody does, and of a week that is over."""
    therapist, now = notice.recipient, timezone.now()
    if notice.period != week_of(therapist, now):
        return None
    needing, ready = waiting_for_word(therapist, now)
    if not needing:
        return None
    need = "1 runner needs you" if needing == 1 else f"{needing} runners need you"
    word = f", {ready} {'is' if ready == 1 else 'are'} ready for your word" if ready else ""
    return Said(f"{need}{word}.", reverse("clinic:worklist"))


def has_words(notice: Notice) -> bool:
    """Whether a digest says anything. It ranks all runners, which is why the list, once opened, marks it as seen."""
    return digest_words(notice) is not None
