"""A run is changed openly: the same day at once, later with a note, never in the place of another entry."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rehab.engine.progress.log import FlareReport
from rehab.plans.following import frame_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import record_entry
from tests.plans.making import text_in

from .running import QUIET, logged, runs_of, sent
from .running import client as client
from .running import plan as plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_a_run_may_be_changed_on_the_day_it_was_written_down(plan: Plan, client: Client) -> None:
    """An edit is a row of the same id; the list shows the last."""
    address = sent(client, distance="4").headers["Location"]
    assert "What was wrong before?" not in client.get(f"{address}change/").content.decode()
    assert sent(client, f"{address}change/", distance="4.5").status_code == 302
    assert [run["km"] for run in runs_of(plan)] == [4, 4.5]
    assert len({run["id"] for run in runs_of(plan)}) == 1
    assert "4.5 km" in text_in(client.get("/runs/"))


def test_a_later_correction_needs_a_note_and_keeps_both(plan: Plan, client: Client) -> None:
    """Written down on an earlier day: without a note 422, with one a row that says what it corrects."""
    run = logged(plan, 12, 5, pain=1)
    address = f"/runs/{run.id}/change/"
    assert sent(client, address, distance="3").status_code == 422
    assert sent(client, address, distance="3", note="My watch was in miles.").status_code == 302
    row = LogEntry.objects.filter(plan=plan, kind="run").last()
    assert row is not None
    assert row.corrects is not None
    assert row.note == "My watch was in miles."
    assert "My watch was in miles." in text_in(client.get(f"/runs/{run.id}/"))
    again = client.post("/runs/new/", {"entry_id": run.id, "on": str(timezone.localdate()), "distance": "4", **QUIET})
    assert again.status_code == 302
    LogEntry.objects.filter(plan=plan).update(made_at=timezone.now() - timedelta(days=2))
    again = client.post("/runs/new/", {"entry_id": run.id, "on": str(timezone.localdate()), "distance": "4.4", **QUIET})
    assert again.headers["Location"] == address


def test_a_run_never_takes_the_place_of_another_entry(plan: Plan, client: Client) -> None:
    """The id of something else that was written down is refused: a safety answer cannot be overwritten."""
    answers = {q.id: "no" for q in frame_of(plan).catalog.questions if q.recheck}
    report = FlareReport(str(uuid.uuid4()), 20, answers, 5)
    record_entry(plan=plan, entry=report, actor=plan.runner, now=timezone.now())
    given = {"entry_id": report.id, "on": str(timezone.localdate()), "distance": "4", **QUIET}
    assert client.post("/runs/new/", given).status_code == 422
    assert runs_of(plan) == []
