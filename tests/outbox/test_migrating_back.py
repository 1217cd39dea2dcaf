"""The way back to the program before the outbox: what it would not understand is let go, the rest stays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from rehab.outbox.clock import database_now
from rehab.outbox.models import Kind, Notice
from rehab.outbox.services import tell
from rehab.plans.models import LogEntry, PlanEvent
from tests.checkins.days import plan_since
from tests.outbox.leaving import reader

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("library"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _there_again():
    """Whatever becomes of a test, the next one finds every table as it is now."""
    yield
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.usefixtures("_there_again")
def test_one_tap_entries_do_not_bar_the_way_back() -> None:
    """They decided nothing; entries of other kinds stay."""
    plan = plan_since(reader(), 9)
    row = {"plan": plan, "day": 9, "body": {}, "made_at": timezone.now()}
    LogEntry.objects.create(kind="rating", number=1, entry_id="a", **row)
    tap = LogEntry.objects.create(kind="tap", number=2, entry_id="b", **row)
    PlanEvent.objects.create(plan=plan, at=timezone.now(), kind="closed", entry=tap)
    MigrationExecutor(connection).migrate([("plans", "0009_open_locks_index")])
    assert list(LogEntry.objects.values_list("kind", flat=True)) == ["rating"]
    assert PlanEvent.objects.filter(kind="closed", entry=None).count() == 1


@pytest.mark.usefixtures("_there_again")
def test_notices_of_new_kinds_do_not_bar_the_way_back() -> None:
    """Those the program of before has words for stay."""
    ada = reader()
    for kind in (Kind.WEEKLY, Kind.MESSAGE, Kind.ALARM):
        tell(recipient=ada, kind=kind, period="x", now=database_now())
    MigrationExecutor(connection).migrate([("outbox", "0003_mail_notices_leave")])
    assert list(Notice.objects.values_list("kind", flat=True)) == ["message"]
