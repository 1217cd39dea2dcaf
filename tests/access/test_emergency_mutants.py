"""Each part of what opens an emergency is taken out, one at a time; a change that ends it has to show it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import access
from accounts.models import EmergencyAccess, User
from accounts.second_factor import second_factors

from .cast import Cast
from .changing import change, is_caught
from .matrix import differences, pairs
from .shades import EMERGENCY_PAGES, emergency_differences

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
ADMINISTRATOR = {
    "factor": Exists(second_factors().filter(user=OuterRef("pk"))),
    "active": Q(is_active=True),
}
TIME = {"began": lambda: Q(began_at__lte=timezone.now()), "ends": lambda: Q(ends_at__gt=timezone.now())}
PARTS = ("factor", "began", "ends", "whose")


def _emergencies_without(part: str) -> Any:
    def emergencies(administrator: User) -> QuerySet[EmergencyAccess]:
        asked = [wanted for name, wanted in ADMINISTRATOR.items() if name != part]
        people = User.objects.filter(*asked, role=User.Role.EMERGENCY_ADMIN)
        mine = people if part == "whose" else people.filter(pk=administrator.pk)
        when = [made() for name, made in TIME.items() if name != part]
        found = EmergencyAccess.objects.filter(*when)
        return found if part == "whose" else found.filter(administrator__in=mine)

    return emergencies


def test_nothing_is_caught_while_nothing_is_changed(cast: Cast) -> None:
    """Else every mutant would be."""
    assert list(emergency_differences(cast)) == []


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_not_asked_for_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """When it began, when it ends, whose it is, and the second factor."""
    change(monkeypatch, "emergencies_of", _emergencies_without(part))
    assert is_caught(emergency_differences(cast))


def test_an_emergency_that_opens_everybodys_data_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """One access is for one runner."""
    change(monkeypatch, "reads_in_emergency", lambda viewer, runner: access.emergencies_of(viewer).exists())
    assert is_caught(emergency_differences(cast))


@pytest.mark.parametrize("says", [True, False])
def test_an_emergency_for_all_or_none_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch, says: bool) -> None:
    """By the table."""
    change(monkeypatch, "reads_in_emergency", lambda *_: says)
    scoped = [(route, row) for route, row in pairs() if row.name in (*EMERGENCY_PAGES, "clinic:handout_of")]
    assert is_caught(differences(cast, scoped, ("GET",)))


def test_an_emergency_that_sees_like_a_therapist_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """It opens a page, and not what is made of it."""
    seen = access.may_see

    def widened(viewer: User, runner: User, *scope: Any) -> bool:
        return seen(viewer, runner, *scope) or access.reads_in_emergency(viewer, runner)

    change(monkeypatch, "may_see", widened)
    assert is_caught(differences(cast, [pair for pair in pairs() if pair[1].scope], ("GET",), ("br",)))
