"""The plan's page for a therapist: what was logged or answered only as far as the consent opens it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from rehab.plans.models import Plan, StoredPage
from tests.accounts.therapists import therapist_of
from tests.checkins.days import RUNS, plan_since
from tests.clinic.records import plan_with_log, share
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]
LOGGED = ("Now:", "Can I run today?", "30 minutes without walking", "No single run over")


@pytest.fixture
def plan(ada: User) -> Plan:
    """Twenty days of a plan whose decisions read what was logged."""
    return plan_with_log(ada)


@pytest.fixture
def thea(plan: Plan) -> User:
    """Her therapist, to whom everything is open."""
    return therapist_of(plan.runner)


def _page(viewer: User, plan: Plan) -> str:
    answer = signed_in(viewer).get(f"/plan/{plan.pk}/")
    assert answer.status_code == 200
    return text_in(answer)


def test_with_everything_open_it_is_the_runners_page(plan: Plan, thea: User) -> None:
    """The stored one, with a way to the time line."""
    text = _page(thea, plan)
    assert "Now:" in text
    assert "Can I run today?" in text
    assert "30 minutes without walking" in text
    assert "Not all is shared" not in text
    assert "To the time line of Ada" in text


def test_without_the_logs_no_value_of_them_shows(plan: Plan, thea: User) -> None:
    """Criteria, answer, limit and outlook are absent; decisions stand without what they read."""
    share(plan.runner, shares_logs=False)
    text = _page(thea, plan)
    for words in (*LOGGED, "Nothing logged for", "Decided by The plan’s rules, after your run Pain"):
        assert words not in text, words
    assert "no values from the log" in text
    assert "The exercises of a session" in text
    assert "What changed and why" in text
    assert not any(f"{name} " in text for name in ("Highest pain", "Pain during"))


def test_only_what_was_logged_since_is_measured(plan: Plan, thea: User) -> None:
    """What lies before is unknown to the criteria, and the months behind limit and outlook are not told."""
    share(plan.runner, since=timezone.localdate())
    text = _page(thea, plan)
    assert "Unknown" in text
    assert "Now: 2 of 10" not in text
    assert "Can I run today?" in text
    assert "30 minutes without walking" not in text
    assert "left out" in text
    share(plan.runner, since=plan.started_on)
    text = _page(thea, plan)
    assert "Now:" in text
    assert "Not all is shared" not in text


def test_without_the_intake_no_answer_of_it_shows(ada: User) -> None:
    """Why this plan: the rules without the answers they read, nor what was told of other conditions."""
    plan = plan_since(ada, 3, **RUNS, medical=["hypermobility"])
    thea = therapist_of(ada)
    whole = _page(thea, plan)
    assert "You told us" in whole
    share(ada, shares_intake=False)
    text = _page(thea, plan)
    assert "Why this plan" in text
    assert "You told us" not in text
    assert "ypermobil" not in text
    assert "A health condition" not in text
    assert "no answers of the intake" in text
    share(ada, shares_intake=True, since=plan.started_on + timedelta(days=1))
    assert "You told us" not in _page(thea, plan)
    share(ada, since=plan.started_on)
    assert "You told us" in _page(thea, plan)


def test_what_is_held_back_is_never_stored(plan: Plan, thea: User) -> None:
    """A page made for a therapist takes no place of the runner's, nor is it shown to her."""
    signed_in(plan.runner).get("/plan/")
    before = list(StoredPage.objects.order_by("pk").values_list("name", "key", "html"))
    share(plan.runner, shares_logs=False, shares_intake=False)
    _page(thea, plan)
    assert list(StoredPage.objects.order_by("pk").values_list("name", "key", "html")) == before
    assert "Now:" in text_in(signed_in(plan.runner).get("/plan/"))
