"""The calendar while things change: weeks counted anew, check-ins sent, addresses replaced, and what the log says."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.log import CheckIn
from rehab.plans.recording import record_entry
from rehab.reminders.feed_plan import Slot
from rehab.reminders.feeding import _kept, end_feed, feed_of, fresh_feed
from rehab.reminders.models import FeedEntry
from tests.checkins.days import plan_since
from tests.checkins.logging import READY
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.reminders.test_feed import events, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("library")]


def kept_days(user: User, days: list[int], today: int) -> dict[int, FeedEntry]:
    """What the calendar holds of a week once its sessions fall on these days, by day."""
    first, now = date(2026, 11, 22), timezone.now()
    slots = [
        Slot(f"p/0/session/{number}", FeedEntry.Kind.SESSION, first + timedelta(days=day), 20)
        for number, day in enumerate(days, 1)
        if day >= today
    ]
    kept = _kept(user, slots, first + timedelta(days=today), now)
    return {(entry.on - first).days: entry for entry in kept if entry.cancelled_at is None}


@pytest.mark.parametrize("today", range(1, 8))
@pytest.mark.parametrize(("before", "after"), [([1, 2, 4], [1, 4]), ([1, 3, 5], [2, 5]), ([1, 4], [1, 3, 5, 7])])
def test_a_week_counted_anew_loses_no_session(ada: User, before, after, today) -> None:  # noqa: F811 a fixture
    """From today on there is what is planned; days that are over stay, and each entry keeps its UID."""
    first = kept_days(ada, before, 1)
    over = {day: entry.uid for day, entry in first.items() if day < today}
    then = kept_days(ada, after, today)
    assert set(then) == set(over) | {day for day in after if day >= today}
    assert all(then[day].uid == uid and then[day].sequence == 0 for day, uid in over.items())
    again = kept_days(ada, after, today)
    assert {day: (entry.uid, entry.sequence) for day, entry in again.items()} == {
        day: (entry.uid, entry.sequence) for day, entry in then.items()
    }


def test_a_check_in_that_was_sent_is_due_no_more(ada: User) -> None:  # noqa: F811 a fixture
    """The one that was due goes, the next one comes, in the same minute."""
    plan = plan_since(ada, 9, **READY)
    path = path_of(ada)
    due = {uid for uid, one in events(path).items() if "week?" in one["title"]}
    assert len(due) == 1
    sent = CheckIn(id=str(uuid4()), day=9, answers={}, average=2, worst=3)
    record_entry(plan=plan, entry=sent, actor=ada, now=timezone.now())
    found = {uid: one["is_on"] for uid, one in events(path).items() if "week?" in one["title"]}
    assert [found.pop(uid) for uid in due] == [False]
    assert list(found.values()) == [True]


def test_no_log_line_holds_an_address(ada: User, caplog: pytest.LogCaptureFixture) -> None:  # noqa: F811 a fixture
    """Neither one that works nor one that is over: it may be in somebody's calendar still."""
    plan_since(ada, 9, **READY)
    over, path = path_of(ada), path_of(ada)
    with caplog.at_level(logging.DEBUG):
        assert Client().get(over).status_code == 404
        assert Client().get(path).status_code == 200
    for one in (over, path):
        assert one.split("/")[-1].removesuffix(".ics") not in caplog.text


def test_an_address_replaced_while_it_is_read_shows_nothing(ada: User) -> None:  # noqa: F811 a fixture
    """Between finding the calendar and making its body it was given a new address, or switched off."""
    plan_since(ada, 9, **READY)
    for over in (path_of, lambda user: end_feed(runner=user)):
        read = feed_of(path_of(ada).split("/")[-1].removesuffix(".ics"))
        assert read is not None
        over(ada)
        assert fresh_feed(read, timezone.now()) is None
    assert not FeedEntry.objects.exists()
