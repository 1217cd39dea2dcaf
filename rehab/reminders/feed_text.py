"""A calendar as text (RFC 5545): neutral titles, local times, nothing that tells what it is for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .models import FeedEntry

TITLES = {
    FeedEntry.Kind.SESSION: "Backstride: session",
    FeedEntry.Kind.OUTING: "Backstride: outing",
    FeedEntry.Kind.CHECK_IN: "Backstride: how was your week?",
    FeedEntry.Kind.MOMENT: "Backstride: a few minutes",
}
ASK_AGAIN = timedelta(hours=6)


def calendar_text(entries: Iterable[FeedEntry], *, at: time, zone: ZoneInfo, link: str, host: str) -> str:
    """The whole calendar; every entry begins at `at` on its day by the runner's clock."""
    from icalendar import Calendar, Event, vDuration, vText  # costs a fifth of a second, for this page alone

    calendar = Calendar()
    for name, value in (("prodid", "-//Backstride//Plan//EN"), ("version", "2.0"), ("x-wr-calname", "Backstride")):
        calendar.add(name, value)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN, params={"VALUE": "DURATION"}))
    calendar.add("x-published-ttl", vText(vDuration(ASK_AGAIN).to_ical().decode()))
    for entry in entries:
        event, begin = Event(), datetime.combine(entry.on, at, zone)
        event.add("uid", f"{entry.uid}@{host}")
        event.add("summary", TITLES[FeedEntry.Kind(entry.kind)])
        event.add("dtstart", begin)
        event.add("dtend", begin + timedelta(minutes=entry.minutes))
        event.add("dtstamp", entry.changed_at.astimezone(UTC))
        event.add("last-modified", entry.changed_at.astimezone(UTC))
        event.add("sequence", entry.sequence)
        event.add("status", "CANCELLED" if entry.cancelled_at else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        event.add("description", link)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()
