"""An intake that goes on under a clinician's clearance: what was cleared does not block it by the same answers."""

from __future__ import annotations

from rehab.engine.catalog import Catalog
from rehab.plans.models import Clearance
from rehab.plans.selectors import clearances_of, standing_clearance

from .models import Intake

NO = "no"


def known_clearances(intake: Intake) -> list[Clearance]:
    """What was ever cleared for the intake's runner, newest first; not looked for where the intake knows of nothing."""
    return list(clearances_of(intake.runner)) if getattr(intake, "has_clearance", True) else []


def referral_before(intake: Intake) -> Intake | None:
    """The referral an intake follows."""
    before = Intake.objects.filter(runner=intake.runner_id, state=Intake.State.REFERRED).exclude(pk=intake.pk)
    return before.filter(finished_at__lte=intake.started_at).order_by("-finished_at").first()


def clearance_for(referral: Intake) -> Clearance | None:
    """The clearance that answers a referral: written down since, and not withdrawn."""
    found = standing_clearance(referral.runner)
    if found is None or referral.finished_at is None or found.recorded_at < referral.finished_at:
        return None
    return found


def governing_clearance(intake: Intake) -> Clearance | None:
    """The clearance an intake that is not yet over goes by."""
    referral = referral_before(intake) if intake.state == Intake.State.OPEN else None
    return clearance_for(referral) if referral else None


def cleared_flags(intake: Intake, catalog: Catalog) -> set[str]:
    """The signs that do not block this intake: cleared, and by the same answers that the clinician knew.

    A yes that was a no in between, or that the referral did not have, is a new one.
    """
    clearance, before = governing_clearance(intake), referral_before(intake)
    if clearance is None or before is None:
        return set()
    noes = intake.safety_answers.filter(given_at__gt=clearance.recorded_at, answer=NO)
    was_no = {*noes.values_list("question", flat=True)}
    new = {
        name
        for name, value in intake.answers.items()
        if before.answers.get(name) not in (None, value) or (name in was_no and value != NO)
    }
    blocking = {flag.id for flag in catalog.flags if new.intersection(flag.when.fields())}
    # A pattern's own tier rests on pain as it moves from day to day: it stays cleared while the intake lasts.
    known = {flag.id for flag in catalog.flags} | {rule.id for rule in catalog.category_rules}
    return (known & {*clearance.flags}) - blocking
