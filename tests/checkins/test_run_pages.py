"""The pages of the run log: who reaches them, how many statements they take, and that reading writes nothing."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.plans.models import LogEntry, Plan
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_in
from tests.plans.statements import statements

from .running import client as client
from .running import logged, runs_of
from .running import plan as plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ADDRESSES = ("/runs/", "/runs/new/", "/runs/new/warning/", "/runs/import/", "/runs/import/check/")
RUN_ADDRESSES = ("/runs/{}/", "/runs/{}/change/")


def test_reading_writes_nothing(plan: Plan, client: Client) -> None:
    """A GET of any page leaves log and plan as they are."""
    run = logged(plan, 18, 5, pain=1)
    before = (plan.log.count(), plan.events.count(), Plan.objects.get().course)
    for address in (*ADDRESSES, *(a.format(run.id) for a in RUN_ADDRESSES)):
        client.get(address)
    assert (plan.log.count(), plan.events.count(), Plan.objects.get().course) == before


@pytest.mark.parametrize("address", [*ADDRESSES, *RUN_ADDRESSES])
def test_nobody_else_reaches_a_run(plan: Plan, address: str) -> None:
    """A visitor is sent to the log-in, another role gets 403, another runner 404 or their own empty pages."""
    run = logged(plan, 18, 4.321, pain=1)
    address = address.format(run.id)
    for method in ("get", "post"):
        visitor = getattr(Client(), method)(address)
        assert visitor.status_code == 302
        assert "/account/login/" in visitor.headers["Location"]
    for role in ("therapist", "content_admin", "support_admin"):
        other = runner(f"{role}@example.org", role=role)
        assert signed_in(other).post(address).status_code in (403, 405)
        assert signed_in(other).get(address).status_code in (403, 405)
    stranger = runner("bob@example.org")
    for has_plan in (False, True):
        if has_plan:
            plan_of(stranger)
        for method in ("get", "post"):
            answer = getattr(signed_in(stranger), method)(address)
            assert "4.32" not in answer.content.decode()
            assert answer.status_code in ((404, 405) if run.id in address else (200, 204, 302, 405, 422))
    assert len(runs_of(plan)) == 1


def test_without_a_plan_there_is_no_run_log() -> None:
    """On to the intake, as the plan's page does."""
    answer = signed_in(runner()).get("/runs/")
    assert answer.headers["Location"] == "/intake/"


@pytest.mark.parametrize("address", ["/runs/", "/runs/new/", "/runs/{}/"])
def test_the_number_of_statements_does_not_grow(plan: Plan, client: Client, address: str) -> None:
    """One run or thirty: session, person, plan, log, files, and for a run its rule with its sources."""
    run = logged(plan, 1, 5, pain=1)
    counts = []
    for days in (range(2, 3), range(3, 20)):
        for day in days:
            logged(plan, day, 5, pain=1)
        client.get(address.format(run.id))
        with statements() as found:
            assert client.get(address.format(run.id)).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 10


def test_many_runs_come_page_by_page(plan: Plan, client: Client) -> None:
    """Thirty to a page; a page that does not exist is the last one."""
    rows = [
        LogEntry(
            plan=plan,
            number=100 + n,
            entry_id=str(uuid.uuid4()),
            kind="run",
            day=n % 20,
            body={"id": str(uuid.uuid4()), "day": n % 20, "km": 5},
            made_at=timezone.now(),
        )
        for n in range(35)
    ]
    for row in rows:
        row.entry_id = row.body["id"]
    LogEntry.objects.bulk_create(rows)
    assert "Older runs" in text_in(client.get("/runs/"))
    assert "Newer runs" in text_in(client.get("/runs/?page=99"))


def test_a_day_is_the_runners_own(plan: Plan) -> None:
    """Just after midnight in the runner's zone, today is the new day there."""
    User.objects.filter(pk=plan.runner_id).update(time_zone="Pacific/Kiritimati")
    page = signed_in(plan.runner).get("/runs/new/").content.decode()
    today = date.fromisoformat(page.split('name="on" value="')[1][:10])
    assert today - timezone.localdate() in (timedelta(0), timedelta(days=1))
