"""Schedules as accounts and clocks come and go."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import close_account
from rehab.outbox.models import Delivery, Kind
from rehab.plans.models import Plan
from rehab.reminders.materialising import write_weekly
from rehab.reminders.models import Schedule
from tests.reminders.scheduled import MONDAY, runner_in, schedule_of

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
