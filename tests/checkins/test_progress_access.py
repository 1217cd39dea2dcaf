"""The progress page: who opens it, and that it only reads."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import CareLink, User
from rehab.checkins import urls
from rehab.engine.progress.log import Run
from rehab.plans.models import LogEntry, StoredPage
from tests.checkins.days import PROGRESS, progress_page
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of
from tests.plans.years import record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_the_address_is_known() -> None:
    """By its name, and without a health word."""
    assert "progress" in {pattern.name for pattern in urls.urlpatterns}
    assert reverse("checkins:progress") == PROGRESS


def test_a_visitor_is_sent_to_the_log_in() -> None:
    """Nothing opens without a session."""
    response = Client().get(PROGRESS)
    assert response.status_code == 302
    assert "/account/login/" in response.headers["Location"]


@pytest.mark.parametrize("role", ["therapist", "content_admin", "support_admin"])
def test_other_roles_are_refused(role: str) -> None:
    """It is the runner's own page, whoever else may see the plan."""
    assert signed_in(runner("x@example.org", role=role)).get(PROGRESS).status_code == 403


def test_a_consented_therapist_is_refused_too(ada: User) -> None:
    """Their way in is the plan, which notes that they looked."""
    plan_of(ada)
    thea = runner("thea@example.org", role="therapist")
    CareLink.objects.create(runner=ada, therapist=thea, granted_at=timezone.now())
    assert signed_in(thea).get(PROGRESS).status_code == 403


def test_without_a_plan_it_leads_to_the_intake(ada: User) -> None:
    """There is nothing to show yet."""
    response = signed_in(ada).get(PROGRESS)
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("intake:home")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(ada: User, method: str) -> None:
    """No other method is answered, and reading writes no log, no event."""
    plan_of(ada)
    assert getattr(signed_in(ada), method)(PROGRESS).status_code == 405
    progress_page(ada)
    assert not LogEntry.objects.exists()


def test_a_stranger_sees_nothing_of_anothers_values(ada: User) -> None:
    """Ada's run of 31.7 km and her pain of 9 never reach Bob, whatever he adds to the address."""
    plan, bob = plan_of(ada), runner("bob@example.org")
    plan_of(bob)
    record(plan, Run("run-0", 0, km=31.7, pain=9))
    assert "31.7" in progress_page(ada)
    for query in ("", "?weeks=all", f"?plan={plan.pk}", f"?runner={ada.pk}"):
        page = progress_page(bob, query)
        assert "31.7" not in page
        assert str(plan.pk) not in page


@pytest.mark.parametrize(
    "query", ["?weeks=", "?weeks=5", "?weeks=x" * 50, "?weeks=-1", "?weeks=4&weeks=12", "?weeks=%00"]
)
def test_any_period_is_answered(ada: User, query: str) -> None:
    """What is not offered is the usual time."""
    plan_of(ada)
    assert "12 weeks" in progress_page(ada, query)
    assert set(StoredPage.objects.values_list("name", flat=True)) <= {"progress-4", "progress-12", "progress-all"}
