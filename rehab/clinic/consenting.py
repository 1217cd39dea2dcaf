"""Consent at the moment something is written: the page it comes from may be older than the consent's end."""

from __future__ import annotations

from accounts.access import link_to
from accounts.models import User
from rehab.plans.adjusting import NoConsentError


def check_consent(therapist: User, runner: User) -> None:
    """Refuse with NoConsentError where no consent stands; called in the transaction that writes."""
    if link_to(therapist, runner) is None:
        raise NoConsentError(runner.pk)
