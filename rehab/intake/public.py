"""The safety check by itself: for visitors nothing is stored; a runner's own warning sign counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from rehab.engine.answers import Answers
from rehab.engine.conditions import Value
from rehab.engine.triage import screen
from rehab.library.mapping import load_catalog

from . import selectors
from .finishing import finish_as_referral, raise_flags
from .models import Intake
from .services import lock_open, start_intake, store_safety, wizard_of


@dataclass(frozen=True, slots=True)
class SafetyResult:
    """The outcome of the public check: a tier, its rank and the ids of the flags and of the questions behind it."""

    tier: str
    rank: int
    fired: tuple[str, ...]
    raised_by: tuple[str, ...]


def check_safety(given: Mapping[str, object]) -> SafetyResult:
    """Screen the safety answers alone; nothing is stored.

    Only flags that need nothing but age and safety answers can fire, so a quiet result is not yet a clean intake.
    """
    catalog = load_catalog()
    unsure = {question.id: question.unsure_as for question in catalog.questions if question.unsure_as}
    values: dict[str, Value | None] = {
        name: unsure[name] if value == "not_sure" else value  # type: ignore[misc]  # the form gives text and numbers
        for name, value in given.items()
    }
    found = screen(Answers(values), catalog)
    read = {field for flag in catalog.flags if flag.id in found.fired for field in flag.when.fields()}
    raised = tuple(name for name in unsure if name in read and values.get(name) == "yes")
    return SafetyResult(found.tier.id.value, found.tier.rank, found.fired, raised)


@transaction.atomic
def record_check(*, runner: User, given: Mapping[str, object], now: datetime) -> Intake:
    """A warning sign in a runner's own check ends their intake as a referral and closes their open plan."""
    intake = lock_open(start_intake(runner=runner, now=now).pk)
    assert intake is not None, "it was begun above"
    parts = selectors.parts(intake)
    store_safety(intake, parts, given, now)
    intake.answers = {**intake.answers, **given}
    wizard = wizard_of(intake, parts, now)
    fired = [flag for flag in wizard.catalog.flags if flag.id in wizard.triage.fired]
    raise_flags(intake, fired, wizard.triage.facts, now)
    intake.save(update_fields=["answers"])
    finish_as_referral(intake, wizard, now)
    return intake
