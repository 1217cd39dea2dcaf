"""The link of a week's mail that was sent, and a browser that knows nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, State
from rehab.reminders.tapping import tap_address
from tests.checkins.logging import plan_on_day
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.outbox.leaving import due

GIVEN = {"sessions": "2", "worst": "4"}


def mailed(user: User, week: str = "2026-W48", *, days_ago: float = 1) -> Delivery:
    """A weekly mail that was sent some days ago."""
    at = database_now() - timedelta(days=days_ago)
    times = {"due_at": at, "next_try": at, "handed_at": at, "sent_at": at}
    return due(user, week, kind=Kind.WEEKLY, state=State.SENT, **times)


def path_of(delivery: Delivery) -> str:
    """The link of a mail, as a path."""
    return "/t/" + tap_address(delivery).split("/t/")[1]


@pytest.fixture
def anybody() -> Client:
    """A browser without a session that checks what ours would check."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def link(ada: User) -> str:  # noqa: F811 a fixture
    """The link of this week's mail to a runner on day 9."""
    plan_on_day(ada, 9)
    return path_of(mailed(ada))
