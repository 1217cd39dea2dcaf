"""A plan's own re-check: the flags it found are raised, and a plan it closed ends in a referral like an intake's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from rehab.plans.models import Plan

from . import selectors
from .finishing import finish_recheck, raise_flags
from .models import Intake
from .services import lock_open, start_intake, store_safety, wizard_of


def hold_open_intake(runner: User) -> None:
    """Lock the runner's open intake for this transaction, before the plan is: everything locks in this order."""
    Intake.objects.select_for_update().filter(runner=runner, state=Intake.State.OPEN).first()


@transaction.atomic
def refer_recheck(
    *, plan: Plan, given: Mapping[str, Any], flags: Collection[str], tier: str, now: datetime
) -> Intake | None:
    """Raise the flags a re-check found and end in the referral page; the plan itself was closed by the log entry.

    `given` are the answers of today as they were given; the rest is the intake behind the plan.
    """
    intake = lock_open(start_intake(runner=plan.runner, now=now).pk)
    if intake is None:
        return None
    intake.protocol = plan.protocol
    intake.answers = {**plan.baseline, **intake.answers, **given}
    intake.save(update_fields=["protocol", "answers"])
    parts = selectors.parts(intake)
    store_safety(intake, parts, given, now)
    wizard = wizard_of(intake, parts, now)
    found = [flag for flag in wizard.catalog.flags if flag.id in flags]
    raise_flags(intake, found, wizard.triage.facts, now)
    ranks = {key.value: row.rank for key, row in wizard.catalog.tiers.items()}
    # An earlier flag that still counts keeps its page: answering again never makes it milder.
    finish_recheck(intake, wizard, found, max(tier, wizard.triage.tier.id.value, key=ranks.__getitem__), now)
    return intake


@transaction.atomic
def keep_recheck(*, plan: Plan, given: Mapping[str, Any], flags: Collection[str], now: datetime) -> None:
    """Raise flags that leave the plan open, on the intake behind it: answering again does not clear them either."""
    intake = Intake.objects.select_related("protocol").filter(plan=plan).first()
    if intake is None:
        return
    parts = selectors.parts(intake)
    store_safety(intake, parts, given, now)
    intake.answers = {**intake.answers, **given}  # read with today's answers, never saved so
    wizard = wizard_of(intake, parts, now)
    found = [flag for flag in wizard.catalog.flags if flag.id in flags]
    raise_flags(intake, found, wizard.triage.facts, now)
