"""Plans for tests: drafted by the engine from a harmless intake with changes, written by the service."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone

from accounts.models import User
from rehab.engine.pipeline import PlanDraft, Refusal, assess
from rehab.library.mapping import load_catalog
from rehab.library.models import Protocol
from rehab.plans.models import Plan
from rehab.plans.services import start_plan
from tests.engine.cases import raw


def plan_of(runner: User, **changes: Any) -> Plan:
    """The runner's open plan from a harmless intake with some answers changed."""
    plan = plan_or_none(runner, raw(**changes))
    assert plan is not None, "these answers give no plan"
    return plan


def plan_or_none(runner: User, given: dict[str, Any]) -> Plan | None:
    """A plan from these answers; None if they lead to a referral."""
    now, catalog = timezone.now(), load_catalog()
    draft = assess(given, catalog, now.date())
    assert not isinstance(draft, Refusal), draft
    if not isinstance(draft, PlanDraft):
        return None
    protocol = Protocol.objects.get(status="published")
    return start_plan(
        runner=runner,
        draft=draft,
        catalog=catalog,
        protocol_id=protocol.pk,
        baseline=given,
        now=now,
        today=now.date(),
    )


def text_of(html: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def text_in(response: Any) -> str:
    """What an answer says, without its tags."""
    return text_of(response.content.decode())
