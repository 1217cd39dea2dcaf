"""How many SQL statements a page takes: a fixed number, whatever the plan holds."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rehab.plans.models import Plan
from tests.intake.walking import answers, finish, runner, signed_in, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
SHORT = {"minutes_per_session": 10, "nprs_avg7": 1, "nprs_worst7": 3, "walk_tolerance_min": 60}
LONG = {"minutes_per_session": 30, "nprs_avg7": 7, "nprs_worst7": 8, "duration_weeks": 30}


def statements(act: Any) -> list[str]:
    """What was sent to the database, without the control of transactions."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured if not query["sql"].startswith(CONTROL)]


@pytest.mark.parametrize("changes", [SHORT, LONG])
def test_the_plan_page_takes_eight_at_most(changes: dict[str, Any]) -> None:
    """Session and person included; once the page of this event is rendered nothing is written again."""
    client = signed_in(runner())
    finish(client, **changes)
    client.get("/plan/")
    sent = statements(lambda: client.get("/plan/"))
    assert len(sent) <= 8, "\n".join(line[:150] for line in sent)
    assert all(line.startswith("SELECT") for line in sent)


def test_a_longer_plan_takes_no_more_than_a_shorter_one() -> None:
    """Constant in the number of exercises and weeks."""
    counts = []
    for number, changes in enumerate((SHORT, LONG)):
        client = signed_in(runner(f"r{number}@example.org"))
        finish(client, **changes)
        client.get("/plan/")
        counts.append(len(statements(partial(client.get, "/plan/"))))
    assert counts[0] == counts[1]
    assert Plan.objects.count() == 2


@pytest.mark.parametrize("changes", [SHORT, LONG])
def test_submitting_takes_fifteen_at_most(changes: dict[str, Any]) -> None:
    """From the button to the plan, session and person included."""
    client = signed_in(runner())
    address = walk(client, answers(**changes))
    client.get(address)
    sent = statements(lambda: client.post(address))
    assert Plan.objects.count() == 1
    assert len(sent) <= 15, "\n".join(line[:150] for line in sent)
