"""Both sides of every bound of the work list, and what of it a consent lets a therapist know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import CareLink, User
from rehab.clinic.models import Why
from rehab.clinic.ranking import rank_of
from rehab.clinic.worklist import facts_of
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.log import Adjust, Clearance
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist
from tests.clinic.fifty import NOW, linked, log

pytestmark = [pytest.mark.django_db]
CALM = {"days": 10, "daily": 4, "trained": range(10)}
READY = {"days": 9, "daily": 1, "trained": range(6)}


@pytest.fixture
def thea(library: None) -> User:
    """A therapist."""
    return therapist()


def _why(thea: User, **facts: Any) -> Why | None:
    hours = facts.pop("later", 0)
    return _rank(linked(thea, {"name": "Ada", **facts}), hours)


def _rank(link: CareLink, hours: float = 0) -> Why | None:
    found = rank_of(link.therapist, link.runner.public_id, NOW + timedelta(hours=hours))
    assert found is not None
    return None if found.rank is None else Why(found.rank)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, None),
        ({"rated": {0: 7}}, Why.PAIN),
        ({"rated": {0: 6}}, None),
        ({"rated": {2: 7}}, Why.PAIN),
        ({"rated": {3: 7}}, None),
        ({"rated": {2: 4, 1: 5, 0: 6}}, Why.PAIN),
        ({"rated": {2: 4, 1: 5, 0: 5}}, None),
        ({"rated": {3: 3, 2: 4, 1: 5, 0: 4}}, Why.PAIN),
        ({"rated": {4: 2, 3: 3, 2: 4, 1: 4, 0: 4}}, None),
        ({"trained": [0, 1]}, Why.MISSED),
        ({"trained": [0, 1, 2, 3]}, None),
        ({"done": 2}, Why.MISSED),
        ({"days": 13}, None),
        ({"days": 14, "trained": range(14)}, Why.STALE),
    ],
)
def test_a_bound_holds_from_here_on(thea: User, facts: dict[str, Any], why: Why | None) -> None:
    """A runner in calm training, with one thing other than that."""
    assert _why(thea, **{**CALM, **facts}) == why


@pytest.mark.parametrize(
    ("zone", "hours", "why"),
    [("UTC", 14.9, None), ("UTC", 15, Why.SILENT), ("Asia/Tokyo", 5.9, None), ("Asia/Tokyo", 6, Why.SILENT)],
)
def test_silence_begins_at_the_runners_own_midnight(thea: User, zone: str, hours: float, why: Why | None) -> None:
    """Four whole days without a log are over when the fifth begins where the runner is."""
    facts = {"days": 4, "zone": zone, "rated": {4: 2}, "trained": [4]}
    assert _why(thea, later=hours, **facts) == why


def test_a_pause_is_no_silence_and_nothing_is_missed(thea: User) -> None:
    """What a therapist paused is not asked for."""
    link = linked(thea, {"name": "Ada", "days": 10, "rated": {9: 2}, "trained": range(7, 10)})
    plan = Plan.objects.get()
    log(plan, Adjust("pause", 3, (Change(ChangeKind.PAUSE, until=9),)))
    assert _rank(link) is None
    assert _rank(link, 24 * 4) is Why.SILENT


def test_a_pause_for_good_is_no_error(thea: User) -> None:
    """However far away its last day is."""
    link = linked(thea, {"name": "Ada", "days": 3})
    log(Plan.objects.get(), Adjust("pause", 3, (Change(ChangeKind.PAUSE, until=10**9),)))
    assert _rank(link) is None


def test_a_clearance_takes_the_runner_off(thea: User) -> None:
    """The lock is lifted, and with it the reason."""
    link = linked(thea, {**CALM, "name": "Ada", "shut": {"tier": "urgent_24_48h", "ago": 1}})
    assert _rank(link) is Why.URGENT
    log(Plan.objects.get(), Clearance("seen", 10, frozenset({"F05"})))
    assert _rank(link) is None


def test_a_step_that_waited_a_week_is_held_and_leaves(thea: User) -> None:
    """On the eighth day after it was proposed."""
    facts = {"days": 11, "daily": 1, "trained": range(7), "asks": 6, "week": {"ago": 0, "pain": 1}}
    link = linked(thea, {"name": "Ada", **facts})
    assert _rank(link) is Why.READY
    shared = CareLink.objects.filter(pk=link.pk)
    shared.update(since=NOW.date() + timedelta(days=1))
    assert _rank(link) is None


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({**CALM, "rated": {0: 9}}, Why.PAIN),
        ({"days": 30, "rated": {9: 2}}, Why.SILENT),
        ({"days": 9, "daily": 3}, Why.MISSED),
        (READY, Why.READY),
    ],
)
def test_what_comes_of_logs_needs_that_logs_are_shared(thea: User, facts: dict[str, Any], why: Why) -> None:
    """Without them the plan alone says why; with a first day, days before it say nothing."""
    link = linked(thea, {"name": "Ada", **facts})
    assert _rank(link) is why
    CareLink.objects.update(shares_logs=False)
    assert _rank(link) in (None, Why.STALE)
    CareLink.objects.update(shares_logs=True, since=NOW.date() + timedelta(days=1))
    assert _rank(link) in (None, Why.STALE)


def test_since_is_told_no_further_back_than_is_shared(thea: User) -> None:
    """High pain for a week, shared since the day before yesterday."""
    link = linked(thea, {**CALM, "name": "Ada", "rated": dict.fromkeys(range(7), 8)})
    CareLink.objects.update(since=NOW.date() - timedelta(days=2))
    found = rank_of(thea, link.runner.public_id, NOW)
    assert found is not None
    assert facts_of([found])[0].since == NOW.date() - timedelta(days=2)


def test_a_closed_plan_is_told_whatever_is_shared(thea: User) -> None:
    """That it is closed belongs to the plan."""
    link = linked(thea, {**CALM, "name": "Ada", "shut": {"tier": "emergency_now", "ago": 1}})
    CareLink.objects.update(shares_logs=False, shares_intake=False, since=NOW.date())
    assert _rank(link) is Why.EMERGENCY
