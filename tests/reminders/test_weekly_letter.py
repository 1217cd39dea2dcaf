"""The weekly mail: one line on last week, how much this week asks, the one new thing."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind
from rehab.outbox.posts import post_of
from rehab.plans.models import Plan
from rehab.reminders.weekly_letter import SUBJECT, TONES, weekly_page
from tests.checkins.days import logged, plan_since, session_of, standing_now
from tests.checkins.logging import READY, plan_on_day, with_course
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.outbox.leaving import due
from tests.plans.statements import statements
from tests.reminders.reading import holds_up, sent_weeks, week_of_now, weekly

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("library")]


def test_the_weeks_mail_says_last_week_this_week_and_one_new_thing(ada: User, settings) -> None:  # noqa: F811 a fixture
    """With a check-in in one tap, a way to Today and a way out."""
    plan_since(ada, 9, **READY)
    _, letter = weekly(ada)
    seen = holds_up(letter, settings)
    assert letter.subject == SUBJECT
    assert re.search(r"Last week: 0 of \d sessions done, \d unknown\.", letter.text)
    assert re.search(r"This week: \d sessions?\.", letter.text)
    assert any(tone in letter.text for tone in TONES.values())
    kinds = [link.removeprefix(settings.SITE_URL).split("/")[1] for link in dict.fromkeys(seen.links)]
    assert kinds == ["t", "today", "settings", "u"]


def test_a_new_plan_says_nothing_of_a_week_before(ada: User) -> None:  # noqa: F811 a fixture
    """Day 0 has no last week."""
    plan_since(ada, 0, **READY)
    assert "Last week" not in weekly(ada)[1].text


def test_what_changed_is_the_new_thing(ada: User) -> None:  # noqa: F811 a fixture
    """That it did, not what."""
    plan = plan_since(ada, 9, **READY)
    fields = {"day": 8, "step": "session", "rule": "X", "subject": "bird_dog", "before": "1", "after": "2"}
    plan.events.create(kind="decided", at=timezone.now(), **fields)
    text = weekly(ada)[1].text
    assert "New: your plan changed since last week" in text
    assert "bird" not in text


def test_a_weekly_mail_costs_few_statements(ada: User) -> None:  # noqa: F811 a fixture
    """Judging and writing together: a million have to be written in a morning."""
    plan_since(ada, 9, **READY)
    weekly(ada)
    Delivery.objects.all().delete()
    row = due(ada, week_of_now(), kind=Kind.WEEKLY)
    post = post_of(Kind.WEEKLY)
    assert post is not None
    with statements() as made:
        post.unwanted(row, database_now())
        post.write(row, database_now())
    assert len(made) <= 12


def lines_of(ada: User) -> tuple[str, ...]:  # noqa: F811 a fixture of the same name
    """What this week's mail says."""
    Delivery.objects.all().delete()
    return weekly_page(due(ada, week_of_now(), kind=Kind.WEEKLY), standing_now(ada), database_now()).lines


def test_a_day_nobody_wrote_about_is_unknown_yesterday_as_well(ada: User) -> None:  # noqa: F811 a fixture
    """Of the planned sessions of a week without a word, every one is unknown."""
    for days in range(7, 14):
        Plan.objects.all().update(closed_at=timezone.now())
        plan_since(ada, days, **READY)
        found = re.fullmatch(r"Last week: 0 of (\d) sessions done, (\d) unknown\.", lines_of(ada)[0])
        assert found is not None
        assert found[1] == found[2], days


def test_what_was_logged_last_week_is_not_unknown(ada: User) -> None:  # noqa: F811 a fixture
    """Two whole sessions; today's is still to come and counts for nothing."""
    plan = plan_since(ada, 8, **READY)
    logged(plan, session_of(plan, 3), session_of(plan, 5), session_of(plan, 8))
    found = re.fullmatch(r"Last week: 2 of (\d) sessions done(?:, (\d) unknown)?\.", lines_of(ada)[0])
    assert found is not None
    assert int(found[1]) == 2 + int(found[2] or 0)


def test_a_week_without_a_planned_session_is_not_counted(ada: User) -> None:  # noqa: F811 a fixture
    """Every day of it was shut, or in a pause."""
    with_course(plan_on_day(ada, 10, **READY), closed=list(range(3, 11)))
    assert not any("Last week" in line for line in lines_of(ada))


def test_calm_days_are_not_called_sessions(ada: User) -> None:  # noqa: F811 a fixture
    """Today has a small set each day meanwhile."""
    with_course(plan_on_day(ada, 9, **READY), flare={"since": 8, "baseline": 2.0})
    assert "This week: a little every day, and easy." in lines_of(ada)


@pytest.mark.parametrize(("days", "said"), [(24, "Today begins lower"), (40, "Today asks a few questions first")])
def test_the_smaller_mail_promises_what_today_shows(ada: User, days, said) -> None:  # noqa: F811 a fixture
    """After three weeks doses are lower; after more than four a new beginning comes first."""
    plan_since(ada, days, **READY)
    sent_weeks(ada, 3)
    standing = standing_now(ada)
    text = " ".join(weekly(ada)[1].text.split())
    assert said in text
    assert standing.has_to_answer == (days == 40)
    assert bool(standing.course.gap_down)
