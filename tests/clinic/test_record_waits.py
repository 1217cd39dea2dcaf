"""A runner's page leads to the clearance while something waits for one."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.plans.models import Plan
from rehab.plans.services import lock_open_plan
from tests.accounts.therapists import therapist_of
from tests.clinic.clearing import proved, sent
from tests.engine.cases import raw
from tests.intake.walking import ada as ada
from tests.intake.walking import answered, signed_in
from tests.plans.making import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ASKED = "Record a clearance"


def _page(runner: User, therapist: User) -> str:
    return signed_in(therapist).get(reverse("clinic:runner", args=[runner.public_id])).content.decode()


def test_a_plan_that_is_shut_leads_to_the_clearance(ada: User) -> None:
    """And one that is open does not."""
    plan: Plan = plan_of(ada)
    thea = therapist_of(ada)
    assert ASKED not in _page(ada, thea)
    now = timezone.now()
    lock_open_plan(runner=ada, tier="urgent_24_48h", flags=["F13_fever"], now=now, today=timezone.localdate(now))
    shown = _page(plan.runner, thea)
    assert ASKED in shown
    assert reverse("clinic:clear", args=[ada.public_id]) in shown


def test_a_referral_without_a_plan_leads_to_it_too(ada: User) -> None:
    """With its tier and since when."""
    answered(ada, raw(rf_fever="yes"))
    signed_in(ada).post("/intake/review/")
    shown = _page(ada, therapist_of(ada))
    assert ASKED in shown
    assert "A doctor within 24 to 48 hours" in shown


def test_a_cleared_referral_waits_for_nobody(ada: User) -> None:
    """It leaves the work list, and the page says who cleared it and leads back to that; taken back, it waits again."""
    answered(ada, raw(rf_fever="yes"))
    signed_in(ada).post("/intake/review/")
    client = proved(therapist_of(ada))
    assert "Nobody needs you now" not in client.get(reverse("clinic:worklist")).content.decode()
    assert sent(client, ada, up_to="2", running="no").status_code == 302
    assert "Nobody needs you now" in client.get(reverse("clinic:worklist")).content.decode()
    shown = client.get(reverse("clinic:runner", args=[ada.public_id])).content.decode()
    assert "Cleared by Thea Brandt" in shown
    assert "up to phase 2, no running" in shown
    assert ASKED not in shown
    assert reverse("clinic:clear", args=[ada.public_id]) in shown
    client.post(reverse("clinic:withdraw_clearance", args=[ada.public_id]), {"because": "Wrong runner."})
    assert "Nobody needs you now" not in client.get(reverse("clinic:worklist")).content.decode()
