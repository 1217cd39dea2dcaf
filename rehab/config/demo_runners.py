"""Further runners of the demo therapist, so that the work list has a row of each kind: made with Robin, never alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.caring import Sharing, grant
from accounts.models import User
from rehab.engine.progress.change import Change, ChangeKind
from rehab.plans.adjusting import adjust_plan
from rehab.plans.models import Plan
from rehab.plans.selectors import followed_plan

from .demo_intake import take_intake
from .demo_logs import log_few

ALL = Sharing(logs=True, intake=True, since=None)


@dataclass(frozen=True, slots=True)
class DemoRunner:
    """A runner whose plan began `days` ago; what was logged counts in days ago, too."""

    name: str
    days: int
    answers: dict[str, Any] = field(default_factory=dict)
    pain: dict[int, int] = field(default_factory=dict)
    trained: tuple[int, ...] = ()
    week: int | None = None
    asks_first: int | None = None

    @property
    def email(self) -> str:
        """Where a mail to them would go, were there one."""
        return f"{self.name.lower()}@demo.invalid"


def _even(value: int, days: int) -> dict[int, int]:
    return dict.fromkeys(range(1, days), value)


RUNNERS = (
    DemoRunner("Uma", 2, {"rf_fever": "yes"}),
    DemoRunner("Pablo", 9, pain={6: 2, 4: 2, 3: 2, 2: 3, 1: 5}, trained=(6, 4, 3)),
    DemoRunner("Silas", 14, pain={10: 3, 8: 2, 7: 2, 6: 2}, trained=(10, 8, 6)),
    DemoRunner("Remy", 10, pain=_even(1, 9), trained=(7, 6, 5, 4, 3, 2, 1)),
    DemoRunner("Wanda", 12, pain=_even(1, 11), trained=(9, 8, 7, 6, 5, 4, 3, 2, 1), week=2, asks_first=11),
    DemoRunner("Otis", 6, pain=_even(3, 6), trained=(5, 4, 3, 2, 1)),
)


def fill_work_list(runner: User, facts: DemoRunner, therapist: User, now: datetime) -> None:
    """Intake, consent and log of one runner."""
    begun = now - timedelta(days=facts.days)
    take_intake(runner, begun, **facts.answers)
    grant(runner=runner, therapist=therapist, sharing=ALL, now=begun)
    plan = followed_plan(runner)
    if plan is None:
        return
    if facts.asks_first is not None:
        before_it = "I would like to look before the next step."
        adjust(plan, Change(ChangeKind.ASK_FIRST), before_it, therapist, now - timedelta(days=facts.asks_first))
    rated = {facts.days - ago: pain for ago, pain in facts.pain.items()}
    week = None if facts.week is None else facts.days - facts.week
    log_few(plan, rated, [facts.days - ago for ago in facts.trained], week, now)


def adjust(plan: Plan, change: Change, reason: str, therapist: User, at: datetime) -> None:
    """The therapist changes a plan, and says why."""
    seen, key = plan.revision, uuid4()
    adjust_plan(plan=plan, changes=[change], reason=reason, therapist=therapist, seen=seen, key=key, now=at)
    plan.refresh_from_db()
