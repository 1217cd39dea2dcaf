"""The week's mail: one line on last week, this week's sessions, the one new thing, and the check-in in one tap."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from rehab.checkins.planned import weekly_days
from rehab.checkins.standing import Standing, standing_of
from rehab.engine.progress.training import sessions7
from rehab.outbox.models import Delivery, Purpose
from rehab.outbox.posts import Letter
from rehab.outbox.writing import Link, Page, letter_of, on_site
from rehab.plans.models import PlanEvent

from .local_time import zone_of
from .tapping import tap_address
from .wanting import is_smaller, plan_for

SUBJECT = "Your plan for this week is ready"
SMALLER = "A smaller week is enough"
# It stands on a locked screen: how many sessions were done, or that nobody answered, is nobody else's business.
PREHEADER = "What is planned, and a check-in in one tap."
WEEK = timedelta(days=7)
# One line for each phase of the rule base (checkin.yaml, reminders: content and tone), without a word of health in it.
TONES = {
    1: "Little and often is plenty. Days off are part of the plan.",
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
        plan = plan_for(delivery)
        assert plan is not None, "asked right before"
        standing = standing_of(plan, now.astimezone(zone).date())
        if is_smaller(delivery, plan):
            return letter_of(smaller_page(delivery, standing), runner, Purpose.REMINDERS)
    return letter_of(weekly_page(delivery, standing, now), runner, Purpose.REMINDERS)


def weekly_page(delivery: Delivery, standing: Standing, now: datetime) -> Page:
    """The words of the week's mail."""
    lines = [line for line in (_last_week(standing), _this_week(standing), _new_thing(standing, now)) if line]
    return _page(SUBJECT, "Your week", lines, delivery)


def smaller_page(delivery: Delivery, standing: Standing) -> Page:
    """After three mails that nobody answered: less, and then silence. It promises no more than Today then shows."""
    if standing.has_to_answer:
        begin = "Today asks a few questions first; they decide where you begin, and it may be with less."
    elif standing.course.gap_down:
        begin = "Today begins lower than where you left. Three things from it, on three days, are enough."
    else:
        begin = "Pick three things from Today and do them on three days. That is enough to begin again."
    lines = [
        "The last weeks went by without a word from you. That is fine: nothing is counted against you.",
        begin,
        "This is the last mail for now. They come again once you log something.",
    ]
    return _page(SMALLER, SMALLER, lines, delivery)


def _page(subject: str, heading: str, lines: list[str], delivery: Delivery) -> Page:
    today = reverse("checkins:today")
    links = (
        Link("How was your week? One tap, two numbers", tap_address(delivery)),
        Link("Open Today", on_site(today)),
    )
    return Page(subject, PREHEADER, heading, tuple(lines), links, today)


def _last_week(standing: Standing) -> str:
    """Nothing of a week in which nothing was planned. What nobody wrote about is unknown, yesterday's as well."""
    first, day = standing.day - WEEK.days, standing.day
    known = sessions7(standing.course, standing.log, standing.frame, day - 1)
    if not day or not known.planned:
        return ""
    logged = {s.day for s in standing.log.sessions if first <= s.day < day and any(mark.counts for mark in s.marks)}
    silent = max(0, known.planned - max(len(logged), known.done))
    unknown = f", {silent} unknown" if silent else ""
    return f"Last week: {min(known.done, known.planned)} of {known.planned} sessions done{unknown}."


def _this_week(standing: Standing) -> str:
    """As Today has it: questions first, a little each day while it is calm, or the week's sessions."""
    if standing.has_to_answer:
        return "A few questions stand before this week’s sessions. They take two minutes."
    if standing.course.flare is not None:
        return "This week: a little every day, and easy."
    sessions = len(weekly_days(standing))
    return f"This week: {sessions} session{'' if sessions == 1 else 's'}."


def _new_thing(standing: Standing, now: datetime) -> str:
    """What changed since the last mail, if anything did; else a word for where the plan stands."""
    decided = PlanEvent.objects.filter(plan=standing.plan, kind=PlanEvent.Kind.DECIDED, at__gt=now - WEEK)
    if decided.exclude(before=F("after")).exists():
        return "New: your plan changed since last week. What changed, and why, is on its page."
    return TONES[standing.course.phase]
