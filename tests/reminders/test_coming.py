"""What the settings say of the next reminder: when it comes, or why none does; and that is what then happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Kind, Purpose, Skip, State
from rehab.outbox.unsubscribing import switch_off, switch_on
from rehab.plans.models import LogEntry, Plan
from rehab.reminders.coming import NOT_YET, WHY_NONE
from rehab.reminders.models import Schedule
from rehab.reminders.scheduling import sweep
from rehab.reminders.wanting import weekly_unwanted
from tests.accounts.people import signed_in
from tests.checkins.days import plan_since
from tests.checkins.logging import READY, plan_on_day, with_course
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.outbox.leaving import due
from tests.reminders.reading import sent_weeks, week_of_now

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("library")]


def said_to(user: User) -> str:
    """The settings, as their owner reads them."""
    return signed_in(user).get(reverse("reminders:settings")).content.decode()


def says_none(user: User, reason: Skip) -> bool:
    """Whether they say that none comes, for this reason, and name no moment."""
    page = said_to(user)
    return WHY_NONE[reason] in page and "The next one" not in page


@pytest.mark.parametrize(
    ("course", "reason"),
    [
        ({"paused_until": 99}, Skip.PAUSED),
        ({"locks": [{"cause": "safety", "tier": "emergency_now", "flags": [], "since": 8}]}, Skip.LOCKED),
        ({"locks": [{"cause": "contact", "tier": "clinician_parallel", "flags": [], "since": 8}]}, None),
        ({"paused_until": 9}, None),  # over before the next one is due
    ],
)
def test_a_plan_that_is_paused_or_closed_has_no_next_one(ada: User, course, reason) -> None:  # noqa: F811 a fixture
    """As of the moment it is due: a pause that ends before that hinders nothing."""
    plan = plan_on_day(ada, 9, **READY)
    sweep(timezone.now())
    _not_today(ada)
    with_course(plan, **course)
    assert says_none(ada, reason) if reason else "The next one" in said_to(ada)


def _not_today(user: User) -> None:
    Schedule.objects.filter(runner=user).update(next_at=timezone.now() + timedelta(days=2))


def test_a_plan_that_is_over_has_no_next_one_at_once(ada: User) -> None:  # noqa: F811 a fixture
    """Also in the minutes in which the schedule does not know yet; who never had one reads when it begins."""
    assert NOT_YET in said_to(ada)
    plan_on_day(ada, 9, **READY)
    assert NOT_YET in said_to(ada)
    sweep(timezone.now())
    assert "The next one" in said_to(ada)
    Plan.objects.update(closed_at=timezone.now())
    assert says_none(ada, Skip.FINISHED)


@pytest.mark.parametrize("sent", [3, 4])
def test_it_says_that_it_is_silent_when_it_is(ada: User, sent: int) -> None:  # noqa: F811 a fixture
    """After three the smaller one still comes; after that none does, until something is logged."""
    plan = plan_since(ada, 80, **READY)
    sent_weeks(ada, sent)
    sweep(timezone.now())
    row = due(ada, week_of_now(), kind=Kind.WEEKLY, state=State.DUE)
    is_silent = weekly_unwanted(row, database_now()) == Skip.SILENT
    assert says_none(ada, Skip.SILENT) is is_silent is (sent == 4)
    row = {"entry_id": "x", "kind": "rating", "day": 79, "body": {}, "made_at": timezone.now(), "by": ada}
    LogEntry.objects.create(plan=plan, number=1, **row)
    assert "The next one" in said_to(ada)


def test_what_is_switched_off_has_no_next_one(ada: User) -> None:  # noqa: F811 a fixture
    """Until it is switched on again."""
    plan_on_day(ada, 9, **READY)
    sweep(timezone.now())
    switch_off(user=ada, purpose=Purpose.REMINDERS, now=timezone.now())
    assert says_none(ada, Skip.UNSUBSCRIBED)
    switch_on(user=ada, purpose=Purpose.REMINDERS)
    assert "The next one" in said_to(ada)
