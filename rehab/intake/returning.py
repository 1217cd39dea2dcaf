"""An intake begun again by somebody who was here before: what cannot mislead is filled in, the rest is asked anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rehab.plans.models import Plan

from .models import Intake
from .services import start_intake

# Nothing of safety, pain, health or running: those are as they are today, and are asked openly.
STAYS = ("sex_at_birth", "height_cm", "days_available", "minutes_per_session", "equipment")


@transaction.atomic
def begin_again(*, plan: Plan, now: datetime) -> Intake:
    """The runner's open intake with some of the plan's answers; every screen is still to be sent."""
    intake = start_intake(runner=plan.runner, now=now)
    kept = {name: plan.baseline[name] for name in STAYS if name in plan.baseline}
    intake.answers = {**kept, **intake.answers}
    intake.save(update_fields=["answers"])
    return intake
