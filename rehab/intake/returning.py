"""An intake begun again by somebody who was here before: what cannot mislead is filled in, the rest is asked anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from rehab.plans.models import Plan

from . import selectors
from .clearing import clearance_for
from .models import Intake
from .services import start_intake

# Nothing of safety, pain, health or running: those are as they are today, and are asked openly.
STAYS = ("sex_at_birth", "height_cm", "days_available", "minutes_per_session", "equipment")
RECENT = timedelta(days=28)  # older answers are asked again


@transaction.atomic
def begin_again(*, plan: Plan, now: datetime) -> Intake:
    """The runner's open intake with some of the plan's answers; every screen is still to be sent."""
    intake = start_intake(runner=plan.runner, now=now)
    kept = {name: plan.baseline[name] for name in STAYS if name in plan.baseline}
    intake.answers = {**kept, **intake.answers}
    intake.save(update_fields=["answers"])
    return intake


@transaction.atomic
def go_on_cleared(*, runner: User, now: datetime) -> Intake | None:
    """The runner's open intake with the answers of the referral, if they are recent; None without a clearance."""
    last = selectors.last_finished(runner)
    if last is None or last.state != Intake.State.REFERRED or clearance_for(last) is None:
        return None
    fresh = start_intake(runner=runner, now=now)
    is_recent = last.finished_at is not None and now - last.finished_at < RECENT
    if is_recent and fresh.protocol_id == last.protocol_id and not fresh.answers:
        fresh.answers, fresh.done = dict(last.answers), list(last.done)
        fresh.save(update_fields=["answers", "done"])
    return fresh
