"""An intake begun again by somebody who was here before: what cannot mislead is filled in, the rest is asked anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from rehab.plans.models import Plan

from . import selectors
from .clearing import NO, clearance_for
from .models import Intake
from .services import start_intake, wizard_of
from .steps import SAFETY

# Nothing of safety, pain, health or running: those are as they are today, and are asked openly.
STAYS = ("sex_at_birth", "height_cm", "days_available", "minutes_per_session", "equipment")
RECENT = timedelta(days=28)  # older answers are asked again
SAFETY_RECENT = timedelta(days=7)  # safety questions are asked every week


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
    """The runner's open intake with the answers of the referral, while they are recent; None without a clearance."""
    last = selectors.last_finished(runner)
    if last is None or last.finished_at is None or not is_cleared(last):
        return None
    fresh = start_intake(runner=runner, now=now)
    age = now - last.finished_at
    if age >= RECENT or fresh.protocol_id != last.protocol_id or fresh.answers:
        return fresh
    fresh.answers, fresh.done = dict(last.answers), list(last.done)
    if age >= SAFETY_RECENT:
        _ask_safety_anew(fresh, now)
    fresh.save(update_fields=["answers", "done"])
    return fresh


def is_cleared(last: Intake) -> bool:
    """Whether a result is a referral that a clinician's clearance has answered since."""
    return last.state == Intake.State.REFERRED and clearance_for(last) is not None


def _ask_safety_anew(intake: Intake, now: datetime) -> None:
    """Open the safety screens again; what the clinician knows of stays filled in, a no does not."""
    parts = selectors.parts(intake)
    wizard = wizard_of(intake, parts, now)
    screens = {step.key for step in wizard.steps if step.part == SAFETY}
    intake.done = [key for key in intake.done if key not in screens]
    intake.answers = {name: value for name, value in intake.answers.items() if parts.get(name) != SAFETY or value != NO}
