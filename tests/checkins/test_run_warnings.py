"""A run over the limit is warned of before it is logged, in the runner's own units, and never refused."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.plans.models import Plan
from tests.plans.making import text_in

from .running import QUIET, logged, runs_of, sent
from .running import client as client
from .running import plan as plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def _warned(page: str) -> str:
    """The mark of the warnings a form holds."""
    return page.split('name="warned" value="')[1].split('"')[0]


@pytest.fixture
def late(plan: Plan) -> Plan:
    """A plan old enough that the intake's longest run no longer speaks."""
    Plan.objects.filter(pk=plan.pk).update(started_on=timezone.localdate() - timedelta(days=40))
    plan.refresh_from_db()
    logged(plan, 35, 5, pain=0)
    return plan


def test_a_spike_comes_back_once_and_is_never_refused(late: Plan, client: Client) -> None:
    """Longest 5 km, limit 5.5: 8 km comes back unsaved with limit, ratio and source; sent again it is logged."""
    given = {"entry_id": str(uuid.uuid4()), "on": str(timezone.localdate()), "distance": "8", **QUIET}
    first = client.post("/runs/new/", given)
    page = first.content.decode()
    assert first.status_code == 422
    assert "8 km; your limit is 5.5 km. That is 1.60 times the longest run" in page
    assert "Log it anyway, it happened" in page
    alert = page[page.index('role="alert"') :].split("</div>")[0]
    assert "autofocus" in alert
    assert "This run is not saved yet.</b> Longer than your limit for one run." in alert
    assert "Frandsen" in page
    assert len(runs_of(late)) == 1
    assert client.post("/runs/new/", {**given, "warned": _warned(page)}).status_code == 302
    told = client.get(f"/runs/{given['entry_id']}/").content.decode()
    assert "Spike" in told
    assert "1.60 times" in told
    assert "Frandsen" in told
    assert "Over the limit" in text_in(client.get("/runs/"))


def test_other_numbers_are_warned_of_anew(late: Plan, client: Client) -> None:
    """What was confirmed is the warning, not the form: a twin of a logged run is another warning."""
    on = late.started_on + timedelta(days=35)
    answer = sent(client, on=str(on), distance="5.1", warned="V1")
    assert answer.status_code == 422
    assert "logged this run already" in answer.content.decode()


def test_a_run_within_the_limit_is_saved_at_once(late: Plan, client: Client) -> None:
    """5.5 km is the limit, and passes."""
    assert sent(client, distance="5.5").status_code == 302


def test_the_warning_of_a_typed_distance_writes_nothing(late: Plan, client: Client) -> None:
    """The partial for htmx: the warning, its mark for the form, the button's new words; for junk an empty one."""
    given = {"entry_id": str(uuid.uuid4()), "on": str(timezone.localdate())}
    page = client.post("/runs/new/warning/", {**given, "distance": "8"}).content.decode()
    assert _warned(page).split()[0] == "V1"
    assert "Log it anyway" in page
    for junk in ({}, {"distance": "x"}, {**given, "distance": "x"}, {**given, "distance": "5"}):
        answer = client.post("/runs/new/warning/", junk)
        assert answer.status_code == 200
        assert 'name="warned" value=""' in answer.content.decode()
    assert len(runs_of(late)) == 1
    assert client.get("/runs/new/warning/").status_code == 405


def test_a_runner_who_counts_in_miles_types_and_reads_miles(late: Plan, client: Client) -> None:
    """2 miles are 3.219 km; the limit is rounded down; the form gives back what was typed."""
    User.objects.filter(pk=late.runner_id).update(units="mi")
    answer = sent(client, distance="2")
    assert runs_of(late)[-1]["km"] == 3.219
    page = client.get("/runs/").content.decode()
    assert "2 miles" in page
    assert "3.4 miles" in page  # 5.5 km are 3.417
    assert " km<" not in page
    assert 'value="2"' in client.get(f"{answer.headers['Location']}change/").content.decode()
