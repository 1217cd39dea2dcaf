"""The week's mail: one line on last week, this week's sessions, the one new thing, and the check-in in one tap."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.checkins.standing import Standing, standing_of
from rehab.engine.progress.training import Counted, sessions7, sessions_a_week
from rehab.outbox.models import Delivery, Purpose
from rehab.outbox.posts import Letter
from rehab.outbox.writing import Link, Page, letter_of, on_site
from rehab.plans.models import PlanEvent
from rehab.plans.selectors import followed_plan

from .local_time import zone_of
from .tapping import tap_address
from .wanting import is_smaller

SUBJECT = "Your plan for this week is ready"
SMALLER = "A smaller week is enough"
WEEK = timedelta(days=7)
# One line for each phase of the rule base (checkin.yaml, reminders: content and tone), without a word of health in it.
TONES = {
    1: "Days of rest are part of the plan, and so is a little walking.",
    2: "A little often does more than a lot at once.",
    3: "Two good sessions in a row, and it goes one step up.",
    4: "Patience: one change a week is enough.",
    5: "Two sessions a week keep it that way.",
}


def weekly_letter(delivery: Delivery, now: datetime) -> Letter:
    """The letter of a runner with an open plan; all days are theirs."""
    runner = delivery.recipient
    zone = zone_of(runner.time_zone)
    with timezone.override(zone):
        plan = followed_plan(runner)
        assert plan is not None, "asked right before"
        if is_smaller(delivery, plan):
            return letter_of(smaller_page(delivery), runner, Purpose.REMINDERS)
        standing = standing_of(plan, now.astimezone(zone).date())
    return letter_of(weekly_page(delivery, standing, now), runner, Purpose.REMINDERS)


def weekly_page(delivery: Delivery, standing: Standing, now: datetime) -> Page:
    """The words of the week's mail."""
    course = standing.course
    lines = []
    if standing.day > 0:
        lines.append(_last_week(sessions7(course, standing.log, standing.frame, standing.day - 1)))
    if standing.has_to_answer:
        lines.append("A few questions stand before this week’s sessions. They take two minutes.")
    else:
        lines.append(_this_week(sessions_a_week(course, standing.frame, standing.day)))
    lines.append(_new_thing(standing, now))
    return _page(SUBJECT, "Your week", lines, delivery)


def smaller_page(delivery: Delivery) -> Page:
    """After three mails that nobody answered: less, and then silence."""
    lines = [
        "The last weeks went by without a word from you. That is fine: nothing is counted against you.",
        "Pick three things from Today and do them on three days. That is enough to begin again.",
        "This is the last mail for now. They come again once you log something.",
    ]
    return _page(SMALLER, SMALLER, lines, delivery)


def _page(subject: str, heading: str, lines: list[str], delivery: Delivery) -> Page:
    today = reverse("checkins:today")
    links = (
        Link("How was your week? One tap, two numbers", tap_address(delivery)),
        Link("Open Today", on_site(today)),
    )
    return Page(subject, lines[0], heading, tuple(lines), links, today)


def _last_week(known: Counted) -> str:
    unknown = f", {known.unknown} unknown" if known.unknown else ""
    return f"Last week: {known.done} of {known.planned} sessions done{unknown}."


def _this_week(sessions: int) -> str:
    return f"This week: {sessions} session{'' if sessions == 1 else 's'}."


def _new_thing(standing: Standing, now: datetime) -> str:
    """What changed since the last mail, if anything did; else a word for where the plan stands."""
    decided = PlanEvent.objects.filter(plan=standing.plan, kind=PlanEvent.Kind.DECIDED, at__gt=now - WEEK)
    if decided.exclude(before=F("after")).exists():
        return "New: your plan changed since last week. What changed, and why, is on its page."
    return TONES[standing.course.phase]


def weekly_words(runner: User) -> str:
    """The same in the product, in a sentence."""
    return "Your week begins: see its sessions."
