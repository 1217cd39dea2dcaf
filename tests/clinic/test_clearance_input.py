"""What a clearance's form refuses, with what to do about it; nothing typed is lost and nothing opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.plans.models import Clearance, Plan
from tests.accounts.therapists import therapist_of
from tests.clinic.clearing import causes, proved, sent, shut
from tests.intake.walking import ada as ada
from tests.plans.making import plan_of, text_in

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan, closed by a safety answer."""
    return shut(plan_of(ada))


@pytest.fixture
def client(plan: Plan) -> Client:
    """Her therapist's browser, the password just given."""
    return proved(therapist_of(plan.runner))


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"who": ""}, "Choose one."),
    ({"who": "nobody"}, "Choose one of these."),
    ({"who": "other"}, "Write down the clinician’s name."),
    ({"who": "other", "clinician": "Dr Gray"}, "Choose the clinician’s profession."),
    ({"seen_on": ""}, "Choose the day."),
    ({"seen_on": "2026-02-31"}, "Write the day as year-month-day"),
    ({"seen_on": "9" * 400}, "Write the day as year-month-day"),
    ({"seen_on": "2999-01-01"}, "Choose today or an earlier day"),
    ({"seen_on": "2001-01-01"}, "an earlier visit could not look at this"),
    ({"up_to": "6"}, "Choose one of these."),
    ({"up_to": "9" * 400}, "Choose one of these."),
    ({"running": "no"}, "Phase 4 is running"),
    ({"running": "from"}, "Choose the first day of running."),
    ({"running": "from", "runs_from": "2999-01-01"}, "Choose a day within a year"),
    ({"restrictions": "x" * 1001}, "at most 1000 characters"),
    ({"restrictions": "a\x00b"}, "Null characters are not allowed"),
    ({"confirmed": ""}, "Tick this to confirm it."),
]


@pytest.mark.parametrize(("changes", "message"), WRONG)
def test_bad_input_says_what_to_do_and_opens_nothing(
    changes: dict[str, Any], message: str, plan: Plan, client: Client
) -> None:
    """What was typed stays on the page."""
    answer = sent(client, plan.runner, **{"restrictions": "Keep these words", **changes})
    assert answer.status_code == 422
    assert message in text_in(answer)
    assert "restrictions" in changes or "Keep these words" in text_in(answer)
    assert causes(plan) == {"safety"}


@pytest.mark.parametrize("key", ["", "x", "9" * 400])
def test_a_key_that_is_none_gets_a_new_one(key: str, plan: Plan, client: Client) -> None:
    """The person cannot mend what they do not see."""
    assert sent(client, plan.runner, key=key).status_code == 302


def test_somebody_elses_key_changes_nothing(plan: Plan, client: Client) -> None:
    """An id that is taken belongs to another clearance."""
    other = User.objects.create_user("bob@example.org", None)
    now = timezone.now()
    taken = Clearance.objects.create(runner=other, seen_on=now.date(), up_to=1, may_run=False, recorded_at=now)
    assert sent(client, plan.runner, key=str(taken.pk)).status_code == 409
    assert causes(plan) == {"safety"}
