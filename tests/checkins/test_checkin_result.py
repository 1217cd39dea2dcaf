"""The result of a check-in: what was decided, told as the plan page tells it, for the answers that count."""

from __future__ import annotations

import pytest
from django.test import Client

from rehab.library.models import Rule
from rehab.plans.models import LogEntry, PlanEvent
from tests.checkins.logging import answer_week, entries
from tests.checkins.logging import client as client
from tests.checkins.logging import plan as plan
from tests.intake.walking import ada as ada
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_the_result_says_what_was_decided_and_what_holds(client: Client) -> None:
    """Rule, version, inputs and sources of each decision, and the way to the next phase with today's values."""
    answer_week(client)
    page = client.post("/check-in/review/", follow=True).content.decode()
    text = text_of(page)
    assert "What the week changed" in text
    assert "version 1" in text
    assert "To move on" in text
    assert "Now: 3 of 10" in text


def _decided(row: LogEntry, step: str, rule: str, subject: str, before: str, after: str) -> None:
    what = {"step": step, "rule": rule, "subject": subject, "before": before, "after": after}
    reasons = [{"inputs": {"run_lock": False}, "version": 1}]
    PlanEvent.objects.create(
        plan=row.plan, kind="decided", entry=row, day=row.day, at=row.made_at, reasons=reasons, **what
    )


def test_the_result_is_told_as_the_plan_page_tells_it(client: Client) -> None:
    """A phase is left because it asks for nothing more, not for its usual days; doses and states have their words."""
    answer_week(client)
    client.post("/check-in/review/")
    (row,) = entries("checkin")
    leaves = Rule.objects.filter(protocol=row.plan.protocol, kind=Rule.Kind.PHASE_EXIT, phase=2).get()
    _decided(row, "phase", leaves.key, "phase", "phase 2", "phase 3")
    _decided(row, "weekly", "none", "bridge", "bridge 2x1x20s", "bridge 3x1x20s")
    _decided(row, "missed", "none", "plan", "open", "asks again")
    said = text_of(client.get("/check-in/day/8/").content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    assert leaves.text not in said
    assert "2. Mobility → 3. Core and leg strength Everything the phase asks for was met." in said
    assert "2 × 20 s → 3 × 20 s" in said
    assert "the safety questions first" in said
    assert "asks again" not in said


def test_a_check_in_answered_again_tells_the_last_one_only(client: Client) -> None:
    """One set of decisions: those of the answers that count, with the safety answers given for them."""
    answer_week(client)
    client.post("/check-in/review/")
    _decided(entries("checkin")[0], "weekly", "FIRST", "plan", "open", "whole plan")
    assert "Rule FIRST" in text_of(client.get("/check-in/day/8/").content.decode())
    answer_week(client, w_avg="4")
    client.post("/check-in/review/")
    first, last = entries("checkin")
    assert first.number < last.number
    page = client.get("/check-in/day/8/").content.decode()
    assert "Rule FIRST" not in text_of(page)
    decided = PlanEvent.objects.filter(kind="decided", entry=last)
    assert page.count("<dt>Rule</dt>") == decided.count() > 0


def test_another_days_result_is_not_found(client: Client) -> None:
    """A day without a check-in has no result."""
    assert client.get("/check-in/day/3/").status_code == 404
