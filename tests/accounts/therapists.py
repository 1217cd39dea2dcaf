"""Therapists for tests: with a checked licence, and a runner's consent."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import CareLink, TherapistProfile, User
from tests.accounts.factors import give_factor


def therapist(email: str = "thea@example.org", name: str = "Thea Brandt") -> User:
    """A therapist whose licence has been checked and who has a second factor."""
    made = User.objects.create_user(email, None, role="therapist", display_name=name)
    TherapistProfile.objects.create(
        user=made, clinic="Hill Clinic", licence_body="Board", licence_number="1", verified_at=timezone.now()
    )
    give_factor(made)
    return made


def therapist_of(runner: User, email: str = "thea@example.org", **shared: Any) -> User:
    """A therapist with this runner's consent."""
    made = therapist(email)
    CareLink.objects.create(runner=runner, therapist=made, granted_at=timezone.now(), **shared)
    return made
