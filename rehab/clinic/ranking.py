"""Which runners need a therapist, in what order and why: one statement, whatever the number of their logs.

Only what the runner shares is read: pain, silence, missing sessions and what is ready come from logs, and count from
the day on from which those are shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    When,
)
from django.db.models import Value as V

from accounts.access import links_of
from accounts.models import User
from rehab.engine.catalog import TierId
from rehab.intake.models import Intake
from rehab.plans.models import PlanState
from rehab.plans.state import SILENT_DAYS

from .models import Why
from .models.worklist import RED_FLAGS

CLOSED, WEEK = PlanState.Closed, 7
GRAVE = {Why.EMERGENCY: TierId.EMERGENCY.value, Why.URGENT: TierId.URGENT.value}


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason: when it holds, since when, and when its newest part came."""

    holds: Q
    since: str
    about: str


def ranked(therapist: User, now: datetime) -> QuerySet[Any]:
    """A therapist's consents with `rank`, `at` and `about` of the gravest reason, and whether it was put aside."""
    causes = _causes(now)
    referrals = Intake.objects.filter(runner=OuterRef("runner"), state=Intake.State.REFERRED).order_by("-finished_at")
    has_none = Q(runner__plan_state=None)
    tier, referred = (Subquery(referrals.values(name)[:1]) for name in ("tier", "finished_at"))
    return (
        links_of(therapist)
        .annotate(
            referral=Case(When(has_none, then=tier)),
            referred_at=Case(When(has_none, then=referred), output_field=DateTimeField()),
        )
        .annotate(
            rank=Case(*(When(c.holds, then=V(why.value)) for why, c in causes), output_field=SmallIntegerField()),
            at=Case(*(When(c.holds, then=F(c.since)) for _, c in causes), output_field=DateTimeField()),
            about=Case(*(When(c.holds, then=F(c.about)) for _, c in causes), output_field=DateTimeField()),
        )
        .annotate(is_aside=_aside(now))
    )


def needing(links: QuerySet[Any]) -> QuerySet[Any]:
    """Those who need the therapist, the gravest first, then the longest."""
    return links.filter(rank__isnull=False, is_aside=False).order_by("rank", "at", "runner_id")


def _state(**wanted: Any) -> Q:
    return Q(**{f"runner__plan_state__{name}": value for name, value in wanted.items()})


def _causes(now: datetime) -> list[tuple[Why, Cause]]:
    closed_at, anew = "runner__plan_state__closed_at", "runner__plan_state__closed_anew_at"
    found = [
        (Why.EMERGENCY, Cause(_state(closed=CLOSED.EMERGENCY), closed_at, anew)),
        (Why.EMERGENCY, Cause(Q(referral=GRAVE[Why.EMERGENCY]), "referred_at", "referred_at")),
        (Why.URGENT, Cause(_state(closed=CLOSED.URGENT), closed_at, anew)),
        (Why.URGENT, Cause(Q(referral=GRAVE[Why.URGENT]), "referred_at", "referred_at")),
        (Why.PAIN, Cause(_hurts(now), "runner__plan_state__pain_at", "runner__plan_state__pain_until")),
        (Why.CLEARANCE, Cause(_state(closed=CLOSED.WAITS), closed_at, anew)),
        (Why.CLEARANCE, Cause(Q(referral__isnull=False), "referred_at", "referred_at")),
    ]
    for why, (holds, name) in _of_time(now).items():
        since = f"runner__plan_state__{name}"
        found.append((why, Cause(holds, since, since)))
    return found


def _of_time(now: datetime) -> Mapping[Why, tuple[Q, str]]:
    """What days bring; a day of sharing too early to know of it does not count."""
    today, shared = now.date(), Q(shares_logs=True)
    known = Q(since=None) | Q(since__lte=today - timedelta(days=SILENT_DAYS)) | _state(logged_on__gte=F("since"))
    whole_week = Q(since=None) | Q(since__lte=today - timedelta(days=WEEK))
    from_then = Q(since=None) | _state(ready_on__gte=F("since"))
    return {
        Why.SILENT: (shared & known & _state(silent_at__lte=now), "silent_at"),
        Why.MISSED: (shared & whole_week & _state(missed_at__lte=now), "missed_at"),
        Why.READY: (shared & from_then & _state(ready_at__lte=now, ready_until__gt=now), "ready_at"),
        Why.STALE: (_state(stale_at__lte=now), "stale_at"),
    }


def _hurts(now: datetime) -> Q:
    """High pain on a day that is shared; a rise all of whose days are."""
    high = _state(pain_before=None, pain_on__gte=F("since"))
    return Q(shares_logs=True) & _state(pain_until__gt=now) & (Q(since=None) | high | _state(pain_from__gte=F("since")))


def _aside(now: datetime) -> Case:
    """Put aside, and nothing graver or newer since. A red flag is never."""
    snoozed = Q(aside__until__gt=now, rank__gte=F("aside__why"))
    handled = Q(aside__until=None, aside__isnull=False, rank=F("aside__why"), about__lte=F("aside__about"))
    holds = ~Q(rank__in=RED_FLAGS) & (snoozed | handled)
    return Case(When(holds, then=V(True)), default=V(False), output_field=BooleanField())
