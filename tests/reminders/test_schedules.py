"""Schedules as accounts and clocks come and go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import close_account
from rehab.outbox.models import Delivery, Kind
from rehab.plans.models import Plan
from rehab.reminders.materialising import write_weekly
from rehab.reminders.models import Schedule
from tests.reminders.scheduled import MONDAY, runner_in, schedule_of, swept, weeks_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_an_account_is_closed_with_its_schedule() -> None:
    """At once and with everything: a schedule that waits for its moment keeps nothing back."""
    ada = runner_in("Europe/Berlin")
    schedule_of(ada, MONDAY)
    write_weekly(MONDAY)
    assert Schedule.objects.get().next_at is not None
    close_account(user=ada, now=timezone.now())
    assert not Schedule.objects.exists()
    assert not Plan.objects.exists()
    assert not Delivery.objects.filter(kind=Kind.WEEKLY).exists()
    assert not User.objects.filter(pk=ada.pk).exists()


def test_a_plan_of_today_has_missed_no_reminder_of_this_week() -> None:
    """A clock that is set right an hour after the plan began brings no mail of a seven o'clock before it."""
    ada, began = runner_in("UTC"), MONDAY + timedelta(hours=3)
    schedule_of(ada, began)
    User.objects.filter(pk=ada.pk).update(time_zone="Europe/London")
    swept(began + timedelta(hours=1))
    write_weekly(began + timedelta(hours=1))
    assert weeks_of(ada) == []
    write_weekly(began + timedelta(days=7))
    assert [week for week, _ in weeks_of(ada)] == ["2026-W49"]
