"""How often a calendar may be asked for: by its address, and never so that a client which keeps its copy is held up."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.reminders.views.feed import MOST_AN_HOUR
from tests.checkins.days import plan_since
from tests.checkins.logging import READY
from tests.intake.walking import ada, runner  # noqa: F401 a fixture
from tests.reminders.test_feed import path_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("library")]


def test_a_calendar_that_is_asked_for_too_often_is_held_back_for_the_hour(ada: User) -> None:  # noqa: F811 a fixture
    """429, with the time to wait; nobody else's, no copy that is still good, and a new address is counted anew."""
    plan_since(ada, 9, **READY)
    path, other, browser = path_of(ada), path_of(runner("ben@example.org")), Client()
    begin = timezone.now().replace(minute=10, second=0, microsecond=0)
    with time_machine.travel(begin, tick=False):
        answers = [browser.get(path) for _ in range(MOST_AN_HOUR + 1)]
        assert [answer.status_code for answer in answers] == [200] * MOST_AN_HOUR + [429]
        assert answers[-1]["Retry-After"] == "3000"
        assert b"VEVENT" not in answers[-1].content
        known = {"if-none-match": answers[0]["ETag"]}
        assert {browser.get(path, headers=known).status_code for _ in range(MOST_AN_HOUR)} == {304}
        assert browser.get(other).status_code == 200
        assert browser.get(path_of(ada)).status_code == 200


def test_a_new_hour_begins_a_new_count(ada: User) -> None:  # noqa: F811 a fixture
    """The same address."""
    plan_since(ada, 9, **READY)
    path, browser = path_of(ada), Client()
    begin = timezone.now().replace(minute=59, second=59, microsecond=0)
    with time_machine.travel(begin, tick=False):
        assert [browser.get(path).status_code for _ in range(MOST_AN_HOUR + 1)][-1] == 429
    with time_machine.travel(begin + timedelta(seconds=1), tick=False):
        assert browser.get(path).status_code == 200
