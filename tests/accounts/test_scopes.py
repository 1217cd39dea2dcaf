"""Scopes: a consent opens the plan, and the rest as the runner said; nothing without a checked licence."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.access import Scope, link_to, links_of, may_see
from accounts.models import CareLink, TherapistProfile, User
from tests.intake.walking import runner

from .factors import give_factor

pytestmark = pytest.mark.django_db


def _link(**shared: bool) -> CareLink:
    ada, thea = runner(), runner("thea@example.org", role="therapist")
    TherapistProfile.objects.create(
        user=thea, clinic="Hill", licence_body="Board", licence_number="1", verified_at=timezone.now()
    )
    give_factor(thea)
    return CareLink.objects.create(runner=ada, therapist=thea, granted_at=timezone.now(), **shared)


@pytest.mark.parametrize("logs", [True, False])
@pytest.mark.parametrize("intake", [True, False])
def test_each_part_is_open_as_the_runner_said(*, logs: bool, intake: bool) -> None:
    """The plan in any case."""
    link = _link(shares_logs=logs, shares_intake=intake)
    thea, ada = User.objects.get(pk=link.therapist_id), link.runner
    assert may_see(thea, ada)
    assert may_see(thea, ada, Scope.LOGS) is logs
    assert may_see(thea, ada, Scope.INTAKE) is intake
    assert (link_to(thea, ada, Scope.LOGS) == link) is logs
    assert all(may_see(ada, ada, scope) for scope in Scope)


def test_an_ended_link_an_unchecked_licence_and_a_closed_account_open_nothing() -> None:
    """Each by itself; read anew each time."""
    link = _link()
    thea, ada = User.objects.get(pk=link.therapist_id), link.runner
    assert list(links_of(thea)) == [link]
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert not may_see(thea, ada)
    User.objects.filter(pk=ada.pk).update(is_active=True)
    TherapistProfile.objects.update(verified_at=None)
    assert not may_see(User.objects.get(pk=thea.pk), ada)
    TherapistProfile.objects.update(verified_at=timezone.now())
    CareLink.objects.update(ended_at=timezone.now())
    assert not may_see(User.objects.get(pk=thea.pk), ada)
    assert not may_see(ada, thea)
