"""What a locked screen shows of a reminder: its subject and preheader, from which nobody learns how the week went."""

from __future__ import annotations

import re

import pytest

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Kind
from rehab.outbox.posts import post_of
from rehab.reminders.weekly_letter import SMALLER
from tests.checkins.days import plan_since
from tests.checkins.logging import READY
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.outbox.leaving import due
from tests.reminders.reading import Seen, sent_weeks, weekly

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("library")]


@pytest.mark.parametrize("unanswered_weeks", [0, 3])
def test_the_weeks_mail_counts_nothing_there(ada: User, unanswered_weeks: int) -> None:  # noqa: F811 a fixture
    """Neither how many sessions were done nor that nobody answered."""
    plan_since(ada, 80, **READY)
    sent_weeks(ada, unanswered_weeks)
    _, letter = weekly(ada)
    shown = f"{letter.subject} {Seen(letter.html).words[0]}"
    assert (letter.subject == SMALLER) is (unanswered_weeks == 3)
    assert not re.search(r"\d|session|unknown|without a word", shown), shown


def test_a_booking_mail_says_nothing_of_a_visit_there(ada: User) -> None:  # noqa: F811 a fixture
    """That somebody is asked to see somebody stands inside alone."""
    post = post_of(Kind.BOOKING)
    assert post is not None
    letter = post.write(due(ada, "referral-x-3", kind=Kind.BOOKING), database_now())
    assert "visit" not in f"{letter.subject} {Seen(letter.html).words[0]}"
    assert "A visit that your page asked for" in letter.text
