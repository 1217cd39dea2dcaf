"""The progress page of a plan that a safety answer has closed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from rehab.engine.progress.log import Recheck
from rehab.plans.following import frame_of
from rehab.plans.recording import record_entry
from tests.checkins.logging import plan_on_day
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_a_closed_plan_says_so_and_promises_no_race() -> None:
    """What was logged stays to be read, below the way to what has to be done first."""
    ada = runner()
    plan = plan_on_day(ada, 8, goal_distance_km=10, weeks_to_goal=40)
    client = signed_in(ada)
    assert "10 km" in text_of(client.get("/progress/").content.decode())
    recheck = {question.id: "no" for question in frame_of(plan).catalog.questions if question.recheck}
    entry = Recheck("a", 8, {**recheck, "rf_saddle": "yes"})
    record_entry(plan=plan, entry=entry, actor=ada, now=timezone.now())
    page = client.get("/progress/").content.decode()
    assert "/intake/result/" in page
    assert "10 km: " not in text_of(page)
