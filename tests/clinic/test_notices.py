"""What therapists are told about their runners: that there is something, once, while they may look."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import CareLink, User
from rehab.outbox.models import Kind, Notice
from rehab.outbox.selectors import notices_of
from rehab.plans.models import Plan
from rehab.plans.services import lock_open_plan
from rehab.plans.telling import tell_of_proposals
from rehab.plans.writing import _has_new
from tests.accounts.therapists import therapist, therapist_of
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan."""
    return plan_of(ada)


def _shut(plan: Plan, tier: str, flag: str) -> None:
    now = timezone.now()
    lock_open_plan(runner=plan.runner, tier=tier, flags=[flag], now=now, today=timezone.localdate(now))


def _told(user: User, kind: Kind = Kind.ATTENTION) -> int:
    return Notice.objects.filter(recipient=user, kind=kind).count()


def test_a_safety_answer_is_told_to_the_runners_therapists_once(plan: Plan) -> None:
    """Once a day and tier; a graver one is told again; somebody else's therapist hears nothing."""
    thea, other = therapist_of(plan.runner), therapist("olga@example.org", "Olga")
    _shut(plan, "urgent_24_48h", "F13_fever")
    _shut(plan, "urgent_24_48h", "F20_unremitting")
    assert _told(thea) == 1
    _shut(plan, "emergency_now", "F01_ces_bladder")
    assert (_told(thea), _told(other)) == (2, 0)


def test_the_notice_says_that_it_is_so_and_never_what(plan: Plan) -> None:
    """The words name the runner and no answer; the row names nothing at all."""
    thea = therapist_of(plan.runner)
    _shut(plan, "urgent_24_48h", "F13_fever")
    body = signed_in(thea).get(reverse("outbox:notices")).content.decode()
    assert f"A safety answer of {plan.runner} asks that a clinician looks first." in body
    assert "fever" not in body.lower()
    row = Notice.objects.filter(recipient=thea).first()
    assert row is not None
    assert "F13" not in row.period


def test_therapists_without_consent_licence_or_factor_hear_nothing(plan: Plan) -> None:
    """Whom the runner does not let look, nobody tells."""
    ended = therapist_of(plan.runner, "ended@example.org")
    CareLink.objects.update(ended_at=timezone.now())
    unchecked = therapist_of(plan.runner, "unchecked@example.org")
    unchecked.therapist_profile.verified_at = None
    unchecked.therapist_profile.save()
    _shut(plan, "urgent_24_48h", "F13_fever")
    assert (_told(ended), _told(unchecked)) == (0, 0)


def test_a_notice_leads_nowhere_once_the_consent_has_ended(plan: Plan) -> None:
    """At the next request."""
    thea = therapist_of(plan.runner)
    _shut(plan, "urgent_24_48h", "F13_fever")
    notice = notices_of(thea).get()
    CareLink.objects.update(ended_at=timezone.now())
    assert signed_in(thea).post(reverse("outbox:open_notice", args=[notice.pk])).status_code == 404


def test_a_change_that_waits_is_told_once_a_day(plan: Plan) -> None:
    """And leads to the runner's plan."""
    thea = therapist_of(plan.runner)
    now = timezone.now()
    tell_of_proposals(plan=plan, day=3, now=now)
    tell_of_proposals(plan=plan, day=3, now=now)
    tell_of_proposals(plan=plan, day=4, now=now)
    assert _told(thea, Kind.PROPOSALS) == 2
    notice = notices_of(thea).first()
    assert notice is not None
    assert signed_in(thea).post(reverse("outbox:open_notice", args=[notice.pk])).status_code == 302


def test_only_a_new_proposal_is_news() -> None:
    """One that waited before is not told again."""
    old, new = {"subject": "phase", "since": 3}, {"subject": "stage", "since": 4}
    assert _has_new([old, new], [old])
    assert _has_new([old], None)
    assert not _has_new([old], [old, new])
    assert not _has_new(None, [old])
