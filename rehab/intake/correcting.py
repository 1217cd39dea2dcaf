"""A runner says that an answer was wrong: it is explained, logged, and asked again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from rehab.engine.catalog import Catalog

from . import selectors
from .denial import correctable_from
from .models import Correction, Intake, RaisedFlag
from .services import start_intake, wizard_of


@transaction.atomic
def correct(*, runner: User, explanation: str, now: datetime) -> Intake | None:
    """Log why the answers were wrong, stop counting their flags, and open the questions behind them again.

    None if there is nothing to correct, or an emergency answer among it is not 24 hours old.
    """
    last = Intake.objects.select_for_update(of=("self",)).select_related("protocol").filter(runner=runner).first()
    counting = selectors.counting_flags(runner, now)
    if last is None or not counting or correctable_from(counting, now) > now:
        return None
    correction = Correction.objects.create(runner=runner, explanation=explanation, made_at=now)
    RaisedFlag.objects.filter(pk__in=[flag.pk for flag in counting]).update(correction=correction)
    wizard = wizard_of(last, selectors.parts(last), now)
    fields = answers_behind({flag.flag for flag in counting}, wizard.catalog)
    reopened = {step.key for step in wizard.steps if fields.intersection(step.questions)}
    fresh = start_intake(runner=runner, now=now)
    if fresh.protocol_id == last.protocol_id:
        fresh.answers = {name: value for name, value in last.answers.items() if name not in fields}
        fresh.done = [key for key in last.done if key not in reopened]
        fresh.save(update_fields=["answers", "done"])
    return fresh


def answers_behind(flags: set[str], catalog: Catalog) -> set[str]:
    """Every question whose answer could make one of these flags fire, also by way of a check that sets an answer."""
    fields = {field for flag in catalog.flags if flag.id in flags for field in flag.when.fields()}
    checks = [check for check in catalog.checks if check.set_field in fields]
    return fields.union(*(check.when.fields() for check in checks))
