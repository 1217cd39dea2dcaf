"""When no weekly mail goes out: unanswered, paused, locked, without a plan, of a week that is over."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, Skip
from rehab.plans.models import LogEntry, Plan
from rehab.reminders.letters import week_stands
from rehab.reminders.wanting import plan_of, unanswered, weekly_unwanted
from rehab.reminders.weekly_letter import SMALLER, SUBJECT
from tests.accounts.therapists import therapist_of
from tests.checkins.days import plan_since
from tests.checkins.logging import READY, plan_on_day, with_course
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.outbox.leaving import due
from tests.reminders.reading import holds_up, sent_weeks, week_of_now, weekly

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("library")]


SENT_BEFORE = [(0, SUBJECT), (2, SUBJECT), (3, SMALLER), (4, Skip.SILENT), (9, Skip.SILENT)]


@pytest.mark.parametrize(("before", "expected"), SENT_BEFORE)
def test_after_three_unanswered_one_smaller_mail_then_silence(ada: User, settings, before, expected) -> None:  # noqa: F811 a fixture
    """Counted since the last word of the runner."""
    plan = plan_since(ada, 80, **READY)
    sent_weeks(ada, before)
    if isinstance(expected, Skip):
        assert weekly_unwanted(due(ada, week_of_now(), kind=Kind.WEEKLY), database_now()) == expected
    else:
        letter = weekly(ada)[1]
        holds_up(letter, settings)
        assert letter.subject == expected
    LogEntry.objects.create(
        plan=plan, number=1, entry_id="x", kind="rating", day=79, body={}, made_at=timezone.now(), by=ada
    )
    assert weekly_unwanted(due(ada, "9999-W01", kind=Kind.WEEKLY), database_now()) is None


def test_weeks_are_counted_whichever_way_they_left(ada: User) -> None:  # noqa: F811 a fixture
    """By mail and by push is one week; push alone, with mail switched off, falls silent as well."""
    plan_since(ada, 80, **READY)
    sent_weeks(ada, 3)
    for row in list(Delivery.objects.filter(kind=Kind.WEEKLY)):
        row.pk, row.channel = None, "push"
        row.save()
    now = due(ada, week_of_now(), kind=Kind.WEEKLY)
    plan = plan_of(ada)
    assert plan is not None
    assert unanswered(now, plan) == 3
    Delivery.objects.filter(kind=Kind.WEEKLY, channel="mail").exclude(pk=now.pk).delete()
    assert unanswered(now, plan) == 3


def test_a_word_of_the_therapist_is_no_answer(ada: User) -> None:  # noqa: F811 a fixture
    """Only the runner's own."""
    plan = plan_since(ada, 80, **READY)
    sent_weeks(ada, 4)
    thea = therapist_of(ada)
    LogEntry.objects.create(
        plan=plan, number=1, entry_id="x", kind="adjust", day=79, body={}, made_at=timezone.now(), by=thea
    )
    assert weekly_unwanted(due(ada, week_of_now(), kind=Kind.WEEKLY), database_now()) == Skip.SILENT


@pytest.mark.parametrize(
    ("course", "reason"),
    [
        ({"paused_until": 99}, Skip.PAUSED),
        ({"paused_until": 8}, None),
        ({"locks": [{"cause": "safety", "tier": "emergency_now", "flags": [], "since": 8}]}, Skip.LOCKED),
        ({"locks": [{"cause": "contact", "tier": "clinician_parallel", "flags": [], "since": 8}]}, None),
        ({"phase": 5}, None),
    ],
)
def test_it_is_silent_while_there_is_nothing_to_do(ada: User, course, reason) -> None:  # noqa: F811 a fixture
    """Paused or locked, among the notices as well; a lock on running alone leaves sessions to do."""
    with_course(plan_on_day(ada, 9, **READY), **course)
    assert weekly_unwanted(due(ada, week_of_now(), kind=Kind.WEEKLY), database_now()) == reason
    assert (week_stands(ada) is None) is (reason is not None)


def test_it_is_silent_without_a_plan_and_of_a_week_that_is_over(ada: User) -> None:  # noqa: F811 a fixture
    """Finished, and stale."""
    row = due(ada, week_of_now(), kind=Kind.WEEKLY)
    assert weekly_unwanted(row, database_now()) == Skip.FINISHED
    plan_on_day(ada, 9, **READY)
    assert weekly_unwanted(due(ada, "2020-W01", kind=Kind.WEEKLY), database_now()) == Skip.STALE
    Plan.objects.update(closed_at=timezone.now())
    assert weekly_unwanted(row, database_now()) == Skip.FINISHED
