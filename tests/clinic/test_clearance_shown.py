"""What a clearance limits is read where the runner acts: on Today and on paper, and it goes with the clearance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.clinic.printing import pdf_of
from rehab.plans.decisions import decided, decision_rows, wording_of
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist_of
from tests.clinic.clearing import address, proved, sent, shut
from tests.clinic.paper import handout_now, pages_of, words_of
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import plan_of, text_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan, closed by a safety answer."""
    return shut(plan_of(ada))


@pytest.fixture
def client(plan: Plan) -> Client:
    """The therapist's browser, the password just given."""
    return proved(therapist_of(plan.runner))


def today_of(plan: Plan) -> str:
    """What Today says."""
    return text_in(signed_in(plan.runner).get("/today/"))


def test_today_says_who_cleared_up_to_where_and_with_which_restrictions(plan: Plan, client: Client) -> None:
    """In one line, escaped; the stored page is made anew by the next clearance."""
    sent(client, plan.runner, up_to="2", running="no", restrictions="No <b>lifting</b> above 10 kg")
    page = signed_in(plan.runner).get("/today/")
    said = "Cleared by Thea Brandt. Up to phase 2. No running until the next clearance. Restrictions: No"
    assert said in text_in(page)
    assert "No &lt;b&gt;lifting&lt;/b&gt; above 10 kg" in page.content.decode()
    sent(client, plan.runner, up_to="3", running="yes", restrictions="")
    assert "Cleared by Thea Brandt. Up to phase 3." in today_of(plan)
    assert "lifting" not in today_of(plan)


def test_a_clearance_without_limits_takes_no_room(plan: Plan, client: Client) -> None:
    """It stays on the plan's page alone."""
    sent(client, plan.runner)
    assert "Cleared by" not in today_of(plan)
    assert handout_now(plan.runner).notes == ()


def test_the_first_day_of_running_is_said_until_it_has_come(plan: Plan, client: Client) -> None:
    """With its year; from the day itself on nothing is limited any more."""
    first = timezone.localdate() + timedelta(days=30)
    sent(client, plan.runner, running="from", runs_from=first)
    said = f"Running from {first.day} {first:%B %Y} at the earliest."
    assert said in today_of(plan)
    assert handout_now(plan.runner).notes == (("Cleared by Thea Brandt", said),)
    plan.clearances.update(runs_from=timezone.localdate())
    assert handout_now(plan.runner).notes == ()


def test_paper_carries_the_restrictions(plan: Plan, client: Client) -> None:
    """In the box above the exercises, as they were typed, and on as many pages as they take."""
    typed = "#strong[No lifting]; " * 40
    sent(client, plan.runner, up_to="2", running="no", restrictions=typed)
    pdf = pdf_of(handout_now(plan.runner))
    assert "Cleared by Thea Brandt. Up to phase 2. No running until the next clearance." in words_of(pdf)
    assert words_of(pdf).count("#strong[No lifting];") == 40
    assert "Stop and get help now" in pages_of(pdf)[0]


def test_a_withdrawn_clearance_is_said_no_more(plan: Plan, client: Client) -> None:
    """The plan is closed again, and its limits went with it once the next one opens it."""
    sent(client, plan.runner, up_to="2", restrictions="Only on flat ground")
    assert "Only on flat ground" in today_of(plan)
    client.post(f"{address(plan.runner)}withdraw/", {"because": "It was another runner"})
    assert signed_in(plan.runner).get("/today/").status_code == 302
    sent(client, plan.runner)
    assert "Only on flat ground" not in today_of(plan)


def test_the_plan_says_that_a_clearance_was_taken_back(plan: Plan, client: Client) -> None:
    """Not that the runner answered anything: they did not."""
    sent(client, plan.runner)
    client.post(f"{address(plan.runner)}withdraw/", {"because": "It was another runner"})
    plan.refresh_from_db()
    row = decision_rows(plan, decided(plan, 1), wording_of(plan.protocol_id))[0]
    assert row.heading == "A clearance was taken back"
    assert row.by == "The plan’s rules, after a clearance was taken back, entered by a physical therapist"
    assert row.after == "closed until somebody has looked"
    first = decision_rows(plan, decided(plan), wording_of(plan.protocol_id))[-1]
    assert (first.heading, first.by) == ("Safety questions", "The plan’s rules, after your safety answers")
